"""Query and selection → what the search page shows: totals, facets, and hits grouped by report.

The one way to search: the page, the command and whoever comes later all call `search`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from django.core.paginator import Paginator
from django.db.models import Count, Max

from reports.browse import Written
from reports.facets import Facet, Selection, count_facets, narrow
from reports.models import Passage, Report, Section

from .filters import understand
from .highlight import Mark, Piece, find_marks, pieces, snippet
from .matching import Rows, matching
from .query import Leaf, Query
from .ranking import ranked

# A report opens with so many of its hits; the rest are counted and stand in the report itself.
FIRST_HITS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that was found.

    `marks` are `[start, end)` code points into `passage.text`; `snippet` is the part worth showing with its
    marks; `headings` is the path of headings above it, each as pieces (its own heading last).
    """

    passage: Passage
    marks: tuple[Mark, ...]
    snippet: tuple[Piece, ...]
    headings: tuple[tuple[Piece, ...], ...]
    score: float


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
    """Everything the search page shows. Totals are exact.

    `literal` counts further passages that hold the letters, though not as words; `letters_query` finds them.
    `selection` holds what was clicked and typed, `written` the typed part of it; `synonyms` are the query's,
    switched off or not. `notes` say in Chinese what was odd about the query. `page`/`pages` count from 1, by reports.
    """

    query: str
    understood: str
    notes: tuple[str, ...]
    written: Written
    synonyms: tuple[str, ...]
    selection: Selection
    reports: int
    passages: int
    literal: int
    letters_query: str
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
    found = matching(query)
    rows = narrow(found, selection)
    by_report = (
        ranked(rows, query)
        .values("report_id")
        .annotate(best=Max("score"), total=Count("pk"))
        .order_by("-best", "report_id")
    )
    pages = Paginator(by_report, per_page)
    shown = pages.get_page(page)
    letters = query.as_letters()
    return SearchResult(
        query=typed,
        understood=query.understood(),
        notes=asked.notes,
        written=asked.written,
        synonyms=tuple(leaf.text for leaf in asked.synonyms),
        selection=selection,
        reports=pages.count,
        passages=rows.count(),
        literal=_only_literal(letters, rows, selection) if letters.root != query.root else 0,
        letters_query=letters.written(),
        facets=count_facets(found, selection, report="report_id"),
        groups=_groups(
            {row["report_id"]: row["total"] for row in shown}, rows, query, hits_per_report
        ),
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


def _only_literal(letters: Query, rows: Rows, selection: Selection) -> int:
    """How many further passages hold the letters of the words without holding them as words."""
    return narrow(matching(letters), selection).exclude(pk__in=rows.values("pk")).count()


def _groups(
    totals: Mapping[int, int], rows: Rows, query: Query, hits_per_report: int
) -> tuple[ReportHits, ...]:
    """The reports of one page, in the order of `totals`, with their best hits."""
    scored = ranked(rows.filter(report_id__in=list(totals)), query).order_by("-score", "passage_id")
    best: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for report_id, passage_id, score in scored.values_list("report_id", "pk", "score"):
        if len(best[report_id]) < hits_per_report:
            best[report_id].append((passage_id, score))
    shown = [pk for hits in best.values() for pk, _ in hits]
    passages = Passage.objects.select_related("section").in_bulk(shown)
    reports = Report.objects.select_related("region").defer("text").in_bulk(totals)
    paths = _heading_paths(passages.values())
    leaves = query.positive_leaves()
    return tuple(
        ReportHits(
            report=reports[pk],
            hits=tuple(_hit(passages[one], score, leaves, paths) for one, score in best[pk]),
            total=total,
        )
        for pk, total in totals.items()
    )


def _hit(
    passage: Passage, score: float, leaves: Sequence[Leaf], paths: dict[int, list[str]]
) -> Hit:
    marks = find_marks(passage.text, leaves)
    path = paths.get(passage.section_id or 0, [])
    if passage.kind == Passage.Kind.HEADING:
        path = path[:-1]
    headings = tuple(pieces(heading, find_marks(heading, leaves)) for heading in path)
    return Hit(passage, marks, snippet(passage.text, marks), headings, score)


def _heading_paths(passages: Iterable[Passage]) -> dict[int, list[str]]:
    """The headings from the top down to each section of these passages, with their markers."""
    reports = {passage.report_id for passage in passages}
    sections = {section.pk: section for section in Section.objects.filter(report_id__in=reports)}
    paths: dict[int, list[str]] = {}
    for pk, section in sections.items():
        above: Section | None = section
        path: list[str] = []
        while above is not None:
            path.insert(0, f"{above.marker}{above.heading}")
            above = sections.get(above.parent_id or 0)
        paths[pk] = path
    return paths
