"""A search → every passage that its page counts, in the page's order, for whoever takes all of them along.

Which reports there are and how they are sorted is settled at once. Their passages are read so many sections at a
time, each time in a transaction of its own and from the index as it is then: however many there are, they take the
memory of one batch, and no transaction waits for a slow reader. What was withdrawn meanwhile is left out, what was
corrected comes as it is now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reports.models import Report
from reports.selection import Selection

from .columns import Columns, Places, current_columns
from .counting import narrowed
from .filters import Understood
from .highlight import find_marks
from .hits import Hit, Reader
from .lexemes import needs_recheck
from .matching import checked, superset
from .query import Leaf, Query, leaves
from .ranking import Scored
from .results import Found, Order
from .rows import searching
from .running import run
from .texts import Texts

# A batch is as many reports as have so many sections together, one report at least.
SECTIONS_AT_ONCE = 400

_SHOWN = (
    "title",
    "issuer",
    "region",
    "doc_type",
    "published_on",
    "report_years",
    "plan_years",
    "sha256",
)


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a search found before any of it is read: ids of the reports in their order, and the sections of each.

    `notes` as the page has them.
    """

    asked: Understood
    notes: tuple[str, ...]
    reports: tuple[int, ...]
    sections: tuple[int, ...]


class Gathered(NamedTuple):
    """A passage that was found; `words` are those of the query that are in it, as they stand there."""

    report: Report
    hit: Hit
    words: tuple[str, ...]


def gather(
    typed: str, *, selection: Selection, synonyms: bool = True, order: Order = Order.RELEVANCE
) -> Gathering:
    """Find what was typed, as `results.search` does. Raises QueryError as that does."""
    with searching():
        ran = run(typed, selection=selection, synonyms=synonyms)
        reports = Found(ran, order).order
    columns = ran.matches.columns
    sections = np.bincount(columns.report[ran.counted.places], minlength=len(columns.keys))
    return Gathering(
        ran.asked,
        ran.notes,
        tuple(columns.keys[reports].tolist()),
        tuple(sections[reports].tolist()),
    )


def passages(gathering: Gathering) -> Iterator[Gathered]:
    """All passages of what was found: report by report, the best of each first."""
    for reports in _batches(gathering):
        with searching():
            found = _read(gathering.asked, reports)
        yield from found


def _batches(gathering: Gathering) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for report, sections in zip(gathering.reports, gathering.sections, strict=True):
        if batch and size + sections > SECTIONS_AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(report)
        size += sections
    if batch:
        yield batch


def _read(asked: Understood, reports: Sequence[int]) -> list[Gathered]:
    """The passages of these reports, in the order given."""
    texts = Texts(current_columns())
    reader = Reader(asked.query, texts)
    reader.read(_places(asked, reports, texts))
    held = Report.objects.published().only(*_SHOWN).in_bulk(reports)
    found = _by_report(reader, texts.columns)
    return [
        Gathered(held[number], reader.hit(one, place, held[number]), _words(one, reader.leaves))
        for number in reports
        if number in held
        for one, place in found.get(number, ())
    ]


def _places(asked: Understood, reports: Sequence[int], texts: Texts) -> Places:
    """The rows of these reports that satisfy query and selection, each of them for certain."""
    columns = texts.columns
    wanted = columns.bits_of(np.isin(columns.keys, reports)[columns.report])
    rows = superset(asked.query, texts).rows & wanted
    places = columns.places(narrowed(columns, rows, asked.selection))
    return checked(texts, places, asked.query) if _in_doubt(asked.query) else places


def _in_doubt(query: Query) -> bool:
    """Whether the index alone cannot tell."""
    return query.root is not None and any(map(needs_recheck, leaves(query.root, excluded=True)))


def _by_report(reader: Reader, columns: Columns) -> dict[int, list[tuple[Scored, int]]]:
    """What was read by the id of its report, with the place of its row, the best first as on the page."""
    found: dict[int, list[tuple[Scored, int]]] = {}
    for place, scored in reader.scored.items():
        number = int(columns.keys[columns.report[place]])
        found.setdefault(number, []).extend((one, place) for one in scored)
    for pairs in found.values():
        pairs.sort(key=lambda pair: (-pair[0].score, pair[0].line.number))
    return found


def _words(scored: Scored, wanted: Sequence[Leaf]) -> tuple[str, ...]:
    """What a passage has of each thing that was asked for, in the order typed, every spelling once."""
    text, folded = scored.line.text, scored.line.folded
    found = (
        text[start:end]
        for leaf in wanted
        if leaf.text in folded
        for start, end in find_marks(text, [leaf])
    )
    return tuple(dict.fromkeys(found))
