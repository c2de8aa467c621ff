"""A search and what it found → what may lead on where that is little or nothing.

Which words the archive lacks, what else may have been meant, what of the places and years is held at all, what
there is without a filter, and passages with some of the words. A search that found enough pays for none of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reports.facets import Facet

from .corrections import MOST, Correction, corrections, place_corrections
from .coverage import Gap, unheld_places, unheld_years
from .lacking import rare_words, without_lacking
from .partial import Partial, partial_hits
from .running import Run
from .widening import Wider, wider

# So little is little.
FEW_REPORTS, FEW_PASSAGES = 2, 3


@dataclass(frozen=True, slots=True)
class Advice:
    """What is offered; all of it empty where enough was found and every place that is named is known and held.

    `lacking` are the words that stand nowhere in the archive, and `without_lacking` is the query of the others.
    """

    lacking: tuple[str, ...] = ()
    without_lacking: str = ""
    corrections: tuple[Correction, ...] = ()
    gaps: tuple[Gap, ...] = ()
    wider: tuple[Wider, ...] = ()
    partial: tuple[Partial, ...] = ()


def advise(ran: Run, *, passages: int, facets: Iterable[Facet]) -> Advice:
    """Work it out, inside `rows.searching`; `passages` is how many were found."""
    query = ran.asked.query
    places = unheld_places(ran)
    in_vain = place_corrections(ran) if ran.asked.notes else ()
    if query.is_empty or len(ran.counted.reports) > FEW_REPORTS or passages > FEW_PASSAGES:
        return Advice(corrections=in_vain, gaps=places)
    rare = rare_words(query, ran.matches.texts)
    offers = {offer.typed: offer for offer in [*in_vain, *corrections(ran, rare)]}
    return Advice(
        lacking=tuple(leaf.text for leaf, reports in rare.items() if not reports),
        without_lacking=without_lacking(query, rare),
        corrections=tuple(offers.values())[:MOST],
        gaps=places + unheld_years(ran),
        wider=wider(ran, facets),
        partial=partial_hits(ran, rare),
    )
