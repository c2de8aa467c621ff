"""Query and selection → what the search page shows: totals, facets, and hits grouped by report.

The one way to search: the page, the command and whoever comes later all call `search`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from time import perf_counter

import numpy as np
from django.core.paginator import Paginator
from django.db import DatabaseError, connection

from reports.browse import Written
from reports.cataloguing import current_catalogue
from reports.facets import Facet, facets_finding, shown_facet
from reports.models import Report
from reports.selection import Selection

from .advice import Advice, advise
from .columns import Places, current_columns
from .dictionary import shared_dictionary
from .highlight import holds_leaf
from .hits import Hit, Reader, reports_shown
from .letter_hits import count_letters, rounded
from .ranking import ALL_READ, Scored, candidates
from .rows import searching
from .running import Run, run

# A report opens with so many of its hits; the rest are counted and stand in the report itself.
FIRST_HITS = 3
# Where a reader asks for all hits of a report at once, the rest of more than these stands in the report itself.
MOST_HITS = 200
# Where there are too many passages to count, so many sections tell how many there may be.
SAMPLE = 40


class Order(StrEnum):
    """How the reports are sorted."""

    RELEVANCE = ""
    DATE = "date"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class ReportHits:
    """The hits of one report, best first; `total` counts all, `hits` holds those shown.

    `opened` is a report more of whose hits are shown than of others.
    """

    report: Report
    hits: tuple[Hit, ...]
    total: int
    opened: bool = False

    @property
    def more(self) -> int:
        """How many hits are not shown here."""
        return self.total - len(self.hits)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Everything the search page shows.

    `reports` and the facets are exact unless `exact` is false, which only phrases do that are in very many
    sections; `passages` is exact unless `about` is true. `literal` counts further passages that hold the
    letters, though not as words (`literal_about`: about so many); `letters_query` finds them. `notes` say in
    Chinese what was odd about the query. `page`/`pages` count from 1, by reports. `only_filters` as in `Understood`.
    `selection` holds what was clicked and typed, `written` the typed part of it; `synonyms` are the query's,
    switched off or not. `advice` is what may lead on where little or nothing was found.
    """

    query: str
    understood: str
    notes: tuple[str, ...]
    written: Written
    synonyms: tuple[str, ...]
    selection: Selection
    reports: int
    passages: int
    exact: bool
    about: bool
    literal: int
    literal_about: bool
    letters_query: str
    facets: tuple[Facet, ...]
    groups: tuple[ReportHits, ...]
    advice: Advice
    page: int
    pages: int
    only_filters: bool
    seconds: float


def search(
    typed: str,
    *,
    selection: Selection,
    synonyms: bool = True,
    order: Order = Order.RELEVANCE,
    page: int = 1,
    per_page: int = 10,
    hits_per_report: int = FIRST_HITS,
    opened: Collection[int] = (),
    find: str = "",
) -> SearchResult:
    """Find what was typed among the published reports that the selection leaves.

    Of each report on the page `hits_per_report` are shown, of each whose id is in `opened` up to `MOST_HITS`.
    `find` is the name of a place that somebody looks for among the facet's.
    A page that does not exist is the nearest that does. Raises QueryError, with a Chinese sentence, for a
    query that is too long or has too many terms.
    """
    began = perf_counter()
    with searching():
        ran = run(typed, selection=selection, synonyms=synonyms)
        asked, counted = ran.asked, ran.counted
        found = Found(ran, order)
        pages = Paginator(found.order, per_page)
        shown = pages.get_page(page)
        groups = tuple(found.groups(list(shown), hits_per_report, opened))
        passages, about = found.passages()
        literal, literal_about = count_letters(ran.matches, asked.query, asked.selection)
        facets = tuple(
            shown_facet(kind, counted.values[kind.name], asked.selection)
            for kind in facets_finding(find)
        )
        advice = advise(ran, passages=passages, facets=facets)
    return SearchResult(
        query=typed,
        understood=asked.query.understood(),
        notes=ran.notes,
        written=asked.written,
        synonyms=tuple(leaf.text for leaf in asked.synonyms),
        selection=asked.selection,
        reports=len(counted.reports),
        passages=passages,
        exact=ran.matches.exact,
        about=about,
        literal=literal,
        literal_about=literal_about,
        letters_query=asked.query.as_letters().written(),
        facets=facets,
        groups=groups,
        advice=advice,
        page=shown.number,
        pages=pages.num_pages,
        only_filters=asked.only_filters,
        seconds=perf_counter() - began,
    )


def make_ready() -> None:
    """Load what the first pages of a process would have to: the dictionary, the columns of the index, the catalogue.

    A database that is not there yet, or not migrated, is left to the first reader, who is told of it.
    """
    shared_dictionary()
    with suppress(DatabaseError), searching():
        current_columns()
        current_catalogue()
    connection.close()


class Found:
    """One search: the rows found, those that were read, and the order of the reports."""

    def __init__(self, ran: Run, order: Order) -> None:
        self.ran = ran
        self.columns = ran.matches.columns
        self.left = ran.counted.places
        self.reader = Reader(ran.asked.query, ran.matches.texts)
        self.order = self._ordered(order)

    def _ordered(self, order: Order) -> Places:
        """Places of the reports; by relevance, those of the candidates by their best passage, then the later ones."""
        found = np.zeros(len(self.columns.keys), bool)
        found[self.ran.counted.reports] = True
        # The latest first, equal ones as they came in, unless something else counts more.
        latest = self.columns.latest[found[self.columns.latest]]
        if order is Order.CITY:
            region = self.columns.regions[latest].astype(int)
            # A region that is not known is 0 and comes last.
            return latest[np.argsort(np.where(region == 0, 10**6, region), kind="stable")]
        if order is Order.DATE:
            return latest
        best = self._best()
        # Those that were scored are few, all the others stay as they are.
        found[list(best)] = False
        scored = sorted(latest[~found[latest]].tolist(), key=lambda report: -best[report])
        return np.concatenate([np.array(scored, np.intp), latest[found[latest]]])

    def _best(self) -> dict[int, float]:
        """The score of the best passage of every report that candidates are of."""
        places = candidates(self.ran.asked.query, self.ran.matches, self.ran.counted.rows)
        self.reader.read(places)
        best: dict[int, float] = {}
        for report, place in zip(
            self.columns.report[places].tolist(), places.tolist(), strict=True
        ):
            if scored := self.reader.scored[place]:
                best[report] = max(best.get(report, 0.0), round(scored[0].score, 6))
        return best

    def groups(
        self, shown: Sequence[int], hits_per_report: int, opened: Collection[int]
    ) -> Iterator[ReportHits]:
        """The reports of one page with their best hits."""
        self.reader.read(self.left[np.isin(self.columns.report[self.left], shown)])
        of_report: dict[int, list[tuple[Scored, int]]] = {report: [] for report in shown}
        for place, scored in self.reader.scored.items():
            if (report := int(self.columns.report[place])) in of_report:
                of_report[report] += [(one, place) for one in scored]
        numbers = {report: int(self.columns.keys[report]) for report in shown}
        reports = reports_shown(list(numbers.values()))
        for report, found in of_report.items():
            held = reports.get(numbers[report])
            if held is None or not found:
                continue
            found.sort(key=lambda pair: (-pair[0].score, pair[0].line.number))
            opens = held.pk in opened and len(found) > hits_per_report
            most = MOST_HITS if opens else hits_per_report
            hits = (self.reader.hit(one, place, held) for one, place in islice(found, most))
            yield ReportHits(held, tuple(hits), len(found), opens)

    def passages(self) -> tuple[int, bool]:
        """How many passages were found, and whether that is about so many."""
        if len(self.left) <= ALL_READ:
            self.reader.read(self.left)
            return sum(len(self.reader.scored[place]) for place in self.left.tolist()), False
        sample = self.left[np.linspace(0, len(self.left) - 1, SAMPLE).astype(int)]
        found = sum(
            any(holds_leaf(line.folded, leaf) for leaf in self.reader.leaves)
            for reading in self.ran.matches.texts.read(sample)
            for line in reading.lines
        )
        return rounded(found * len(self.left) / len(sample)), True
