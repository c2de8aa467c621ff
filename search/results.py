"""Query and selection → what the search page shows: totals, facets, and hits grouped by report.

The one way to search: the page, the command and whoever comes later all call `search`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from time import perf_counter

import numpy as np
from django.core.paginator import Paginator

from reports.browse import Written
from reports.facets import FACETS, Facet, Selection
from reports.models import Passage, Report

from .columns import Bits, Columns, Places
from .counting import Counted, count
from .filters import understand
from .headings import Headings
from .highlight import Mark, Piece, find_marks, holds_leaf, pieces, snippet
from .indexing import is_stale
from .matching import holds, match, not_as_word, superset
from .query import All, AnyOf, Leaf, Letters, Node, Not, Query, Word, all_of
from .ranking import ALL_READ, Reason, Scored, Scorer, candidates
from .rows import searching

# A report opens with so many of its hits; the rest are counted and stand in the report itself.
FIRST_HITS = 3
# Where there are too many passages to count, so many sections tell how many there may be.
SAMPLE = 40

_NOTE_STALE = "检索索引尚未全部更新到现行词典，结果可能不全；请管理员运行 manage.py reindex。"


class Order(StrEnum):
    """How the reports are sorted."""

    RELEVANCE = ""
    DATE = "date"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that was found.

    `marks` are `[start, end)` code points into `passage.text`; `snippet` is the part worth showing with its
    marks; `headings` is the path of headings above it, each as pieces (its own heading last); `year` the one its
    section speaks of. `reasons` are what its score is made of.
    """

    passage: Passage
    marks: tuple[Mark, ...]
    snippet: tuple[Piece, ...]
    headings: tuple[tuple[Piece, ...], ...]
    year: int | None
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ReportHits:
    """The hits of one report, best first; `total` counts all, `hits` holds those shown."""

    report: Report
    hits: tuple[Hit, ...]
    total: int

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
    Chinese what was odd about the query. `page`/`pages` count from 1, by reports.
    `selection` holds what was clicked and typed, `written` the typed part of it; `synonyms` are the query's,
    switched off or not. Where nothing was found, `lacking` are the words that stand nowhere in the archive, and
    `without_lacking` is the query of the others.
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
    lacking: tuple[str, ...]
    without_lacking: str
    facets: tuple[Facet, ...]
    groups: tuple[ReportHits, ...]
    page: int
    pages: int
    seconds: float

    @property
    def only_filters(self) -> bool:
        """Whether filters were typed and nothing to look for; nor is there anything to say about it."""
        return not self.notes and not self.written.rest and bool(self.written.choices)


def search(
    typed: str,
    *,
    selection: Selection,
    synonyms: bool = True,
    order: Order = Order.RELEVANCE,
    page: int = 1,
    per_page: int = 10,
    hits_per_report: int = FIRST_HITS,
) -> SearchResult:
    """Find what was typed among the published reports that the selection leaves.

    A page that does not exist is the nearest that does. Raises QueryError, with a Chinese sentence, for a
    query that is too long or has too many terms.
    """
    began = perf_counter()
    asked = understand(typed, selection=selection, synonyms=synonyms)
    query, selection = asked.query, asked.selection
    with searching():
        found = _Found(query, selection, order)
        pages = Paginator(found.order, per_page)
        shown = pages.get_page(page)
        groups = tuple(found.groups(list(shown), hits_per_report))
        passages, about = found.passages()
        literal, literal_about = found.literal()
        facets = _facets(found.counted, selection)
        lacking = found.lacking()
        stale = (_NOTE_STALE,) if is_stale() else ()
    return SearchResult(
        query=typed,
        understood=query.understood(),
        notes=(*stale, *asked.notes),
        written=asked.written,
        synonyms=tuple(leaf.text for leaf in asked.synonyms),
        selection=selection,
        reports=len(found.counted.reports),
        passages=passages,
        exact=found.matches.exact,
        about=about,
        literal=literal,
        literal_about=literal_about,
        letters_query=query.as_letters().written(),
        lacking=tuple(leaf.text for leaf in lacking),
        without_lacking=_without(query, lacking),
        facets=facets,
        groups=groups,
        page=shown.number,
        pages=pages.num_pages,
        seconds=perf_counter() - began,
    )


def report_marks(report: Report, typed: str) -> dict[int, tuple[Mark, ...]]:
    """What a query finds in an opened report: marks by passage number, without the unmarked ones.

    Raises QueryError as `search` does.
    """
    leaves = understand(typed).query.positive_leaves()
    found = ((row.number, find_marks(row.text, leaves)) for row in report.passages.all())
    return {number: marks for number, marks in found if marks} if leaves else {}


class _Found:
    """One search: the rows found, those that were read, and the order of the reports."""

    def __init__(self, query: Query, selection: Selection, order: Order) -> None:
        self.query = query
        self.selection = selection
        self.matches = match(query)
        self.readings = self.matches.readings
        self.columns = self.readings.columns
        self.counted: Counted = count(self.columns, self.matches.rows, selection)
        self.left = self.counted.places
        self.scored: dict[int, list[Scored]] = {}
        self.paths = Headings()
        self.order = self._ordered(order)

    def _ordered(self, order: Order) -> list[int]:
        """The reports; by relevance, those of the candidates by their best passage, then the later ones."""
        if not len(self.left):
            return []
        self.scorer = Scorer(self.query, self.columns)
        doubtful = _not_as_words(self.query, self.columns)
        self.doubtful = np.unpackbits(doubtful, count=self.columns.size, bitorder="little")
        self._read(candidates(self.query, self.matches, self.counted.rows))
        return self._sorted(order)

    def _sorted(self, order: Order) -> list[int]:
        """Places of reports; the latest first, equal ones as they came in, unless something else counts more."""
        reports = self.counted.reports
        keys, days = self.columns.keys[reports], self.columns.days[reports].astype(int)
        by_day = (keys, -days)
        if order is Order.CITY:
            region = self.columns.regions[reports]
            # A region that is not known is 0 and comes last.
            by_place = (*by_day, np.where(region == 0, 10**6, region))
            return list(reports[np.lexsort(by_place)].tolist())
        best = np.zeros(len(reports))
        if order is Order.RELEVANCE:
            for place, scored in self.scored.items():
                if scored:
                    at = np.searchsorted(reports, self.columns.report[place])
                    best[at] = max(best[at], round(scored[0].score, 6))
        return list(reports[np.lexsort((*by_day, -best))].tolist())

    def _read(self, places: Places) -> None:
        """Read and score the passages of rows that were not read yet."""
        new = [place for place in places.tolist() if place not in self.scored]
        readings = self.readings.read(np.array(new, np.intp))
        self.paths.load(reading.section for reading in readings)
        for place, reading in zip(new, readings, strict=True):
            path = self.paths.of(reading.section)
            own, above = self.scorer.held(path[-1:]), self.scorer.held(path[:-1])
            scored = (
                self.scorer.score(
                    line,
                    heading=() if line.kind == Passage.Kind.HEADING else own,
                    path=above,
                    sure=not self.doubtful[place],
                )
                for line in reading.lines
            )
            self.scored[place] = sorted(
                (one for one in scored if one), key=lambda one: (-one.score, one.line.number)
            )

    def groups(self, shown: Sequence[int], hits_per_report: int) -> Iterator[ReportHits]:
        """The reports of one page with their best hits."""
        self._read(self.left[np.isin(self.columns.report[self.left], shown)])
        of_report: dict[int, list[tuple[Scored, int]]] = {report: [] for report in shown}
        for place, scored in self.scored.items():
            if (report := int(self.columns.report[place])) in of_report:
                of_report[report] += [(one, place) for one in scored]
        keys = self.columns.keys
        published = Report.objects.published().select_related("region").defer("text")
        reports = published.in_bulk([int(keys[report]) for report in shown])
        leaves = self.query.positive_leaves()
        for report, found in of_report.items():
            held = reports.get(int(keys[report]))
            if held is None or not found:
                continue
            found.sort(key=lambda pair: (-pair[0].score, pair[0].line.number))
            hits = (
                self._hit(one, place, leaves, held) for one, place in islice(found, hits_per_report)
            )
            yield ReportHits(held, tuple(hits), len(found))

    def _hit(self, scored: Scored, place: int, leaves: Sequence[Leaf], report: Report) -> Hit:
        section, line = self.readings.section(place), scored.line
        marks = find_marks(line.text, leaves, sure=not self.doubtful[place])
        path = self.paths.of(section)
        if line.kind == Passage.Kind.HEADING:
            path = path[:-1]
        headings = tuple(pieces(heading, find_marks(heading, leaves)) for heading in path)
        passage = Passage(
            pk=line.pk,
            report=report,
            section=self.paths.section(section),
            number=line.number,
            kind=line.kind,
            start=line.start,
            end=line.end,
            text=line.text,
        )
        return Hit(
            passage,
            marks,
            snippet(line.text, marks),
            headings,
            self.paths.year(section),
            scored.score,
            scored.reasons,
        )

    def passages(self) -> tuple[int, bool]:
        """How many passages were found, and whether that is about so many."""
        if len(self.left) <= ALL_READ:
            return sum(len(self.scored.get(place, ())) for place in self.left.tolist()), False
        sample = self.left[np.linspace(0, len(self.left) - 1, SAMPLE).astype(int)]
        leaves = self.query.positive_leaves()
        found = sum(
            any(holds_leaf(line.folded, leaf) for leaf in leaves)
            for reading in self.readings.read(sample)
            for line in reading.lines
        )
        return _rounded(found * len(self.left) / len(sample)), True

    def lacking(self) -> list[Leaf]:
        """What was typed and stands nowhere in the archive; told only where nothing was found."""
        if self.matches.count:
            return []
        typed = (leaf for leaf in self.query.positive_leaves() if leaf not in self.query.synonyms)
        return [
            leaf
            for leaf in typed
            if not match(replace(self.query, root=leaf), readings=self.readings).count
        ]

    def literal(self) -> tuple[int, bool]:
        """How many further passages hold the letters of the words, though not as words."""
        letters = self.query.as_letters()
        wanted = _not_as_words(self.query, self.columns)
        if letters.root is None or letters.is_empty or not wanted.any():
            return 0, False
        maybe = superset(letters, self.readings).rows & wanted
        rows = count(self.columns, maybe, self.selection).places
        if len(rows) > ALL_READ:
            return _rounded(len(rows)), True
        leaves = [leaf for leaf in letters.positive_leaves() if isinstance(leaf, Letters)]
        matched = set(self.left.tolist())
        total = 0
        for place, reading in zip(rows.tolist(), self.readings.read(rows), strict=True):
            texts = [line.folded for line in reading.lines]
            if place in matched:
                own = self.query.positive_leaves()
                texts = [text for text in texts if not any(holds_leaf(text, leaf) for leaf in own)]
            elif not _holds(letters.root, texts):
                continue
            total += sum(any(holds(text, leaf) for leaf in leaves) for text in texts)
        return total, False


def _not_as_words(query: Query, columns: Columns) -> Bits:
    """The rows where letters of a word that was typed stand without being the word, or may."""
    found = columns.nothing()
    for leaf in query.positive_leaves():
        if isinstance(leaf, Word):
            found |= not_as_word(leaf, columns)
    return found


def _without(query: Query, lacking: Sequence[Leaf]) -> str:
    """The query of the words that the archive has; empty where none or all are left."""
    rest = [leaf for leaf in query.positive_leaves() if leaf not in {*lacking, *query.synonyms}]
    root = all_of(iter(rest))
    return replace(query, root=root).written() if lacking and root else ""


def _holds(node: Node, texts: Sequence[str]) -> bool:
    """Whether the passages of a section satisfy a query letter by letter."""
    match node:
        case All(parts):
            return all(_holds(part, texts) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, texts) for part in parts)
        case Not(part):
            return not _holds(part, texts)
    return any(holds_leaf(text, node) for text in texts)


def _rounded(number: float) -> int:
    """A number with two figures, as one says it that is about right."""
    digits = max(len(str(int(number))) - 2, 0)
    return int(round(number, -digits))


def _facets(counted: Counted, selection: Selection) -> tuple[Facet, ...]:
    return tuple(
        Facet(
            kind.name,
            kind.label,
            kind.present(counted.values[kind.name], selection.values(kind.name)),
        )
        for kind in FACETS
    )
