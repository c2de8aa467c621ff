"""Report → the page it is read on: its facts with their origins, its outline, its text in marked blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.urls import reverse

from .marks import Marks
from .models import Passage, Report, Section, SectionArea, areas_of_sections

# A tag names an area that makes up this much of its section; three say what a section is about.
TAG_SHARE, MOST_TAGS = 0.1, 3
DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact comes from: read at a passage, inferred, or given by a person."""

    inferred: bool = False
    corrected: bool = False
    passage: int | None = None


@dataclass(frozen=True, slots=True)
class FactValue:
    """One value of a fact, linked where it leads to other reports."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is known about a report."""

    label: str
    values: tuple[FactValue, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage; `mark` numbers the mark it belongs to, `first` says that the mark begins here."""

    text: str
    mark: int | None = None
    first: bool = False
    numbering: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One passage as it is set; `level` is the HTML heading level of a heading, `span` the year it opens."""

    passage: Passage
    pieces: tuple[Piece, ...]
    level: int = 0
    span: str = ""
    tags: tuple[SectionArea, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks that are set together: one by itself, or the items of a list."""

    items: bool
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading in the outline; `marks` counts those in its section and below."""

    text: str
    anchor: str
    marks: int
    children: tuple[OutlineEntry, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the report page shows beside the report's own columns."""

    title: Origin
    facts: tuple[Fact, ...]
    outline: tuple[OutlineEntry, ...]
    stretches: tuple[Stretch, ...]
    passages: int
    marks: int


def read(report: Report, *, marks: Marks) -> Reading:
    """Set a report for reading; takes four queries whatever its length."""
    passages = list(report.passages.all())
    sections = _sections(passages)
    spans = _spans(sections)
    blocks = _blocks(passages, {section.pk: section for section in sections}, spans, marks)
    stretches = tuple(
        Stretch(is_item, tuple(group))
        for is_item, run in groupby(
            blocks, key=lambda block: block.passage.kind == Passage.Kind.ITEM
        )
        for group in ([tuple(run)] if is_item else [(block,) for block in run])
    )
    return Reading(
        title=_origin(report, passages, "title"),
        facts=_facts(report, passages),
        outline=_outline(sections, passages, marks),
        stretches=stretches,
        passages=len(passages),
        marks=sum(len(marks.get(passage.number, ())) for passage in passages),
    )


def _sections(passages: Iterable[Passage]) -> list[Section]:
    """The sections of the passages, in reading order; each has at least its heading."""
    found = {passage.section.pk: passage.section for passage in passages if passage.section}
    prefetch_related_objects(list(found.values()), areas_of_sections())
    return list(found.values())


def _spans(sections: Sequence[Section]) -> dict[int, str]:
    """“2022 计划” for each section with which another year or role begins; none where there is only one."""
    spans: dict[int, str] = {}
    before = ""
    for section in sections:
        span = f"{section.year or ''} {section.get_role_display()}".strip()
        if span and span != before:
            spans[section.pk] = before = span
    return spans if len(spans) > 1 else {}


def _blocks(
    passages: Iterable[Passage],
    sections: Mapping[int, Section],
    spans: Mapping[int, str],
    marks: Marks,
) -> Iterable[Block]:
    marked = 0
    for passage in passages:
        found = marks.get(passage.number, ())
        pieces = split(passage.text, marks=found, before=marked, numbering=len(passage.marker))
        marked += len(found)
        section = sections.get(passage.section_id or 0)
        if section and passage.kind == Passage.Kind.HEADING:
            level = min(section.level + 1, DEEPEST_HEADING)
            yield Block(passage, pieces, level, spans.get(section.pk, ""), _tags(section))
        else:
            yield Block(passage, pieces)


def split(
    text: str, *, marks: Sequence[tuple[int, int]], before: int = 0, numbering: int = 0
) -> tuple[Piece, ...]:
    """Cut a text where its marks and its numbering (so many code points at its start) begin and end.

    Marks are numbered from `before` + 1; they are in order and do not overlap, others are left out.
    """
    cuts = {0, len(text), min(numbering, len(text))}
    owner: dict[int, int] = {}
    for number, (start, end) in enumerate(marks, start=before + 1):
        if 0 <= start < end <= len(text) and start not in owner:
            cuts |= {start, end}
            owner.update(dict.fromkeys(range(start, end), number))
    edges = sorted(cuts)
    starts = {start for start, _ in marks}
    return tuple(
        Piece(text[start:end], owner.get(start), start in starts, end <= numbering)
        for start, end in pairwise(edges)
    )


def _tags(section: Section) -> tuple[SectionArea, ...]:
    """The areas worth naming beside a heading, the primary one always."""
    ranks = list(section.area_ranks.all())
    if section.areas_corrected:
        return tuple(ranks)
    return tuple(area for area in ranks[:MOST_TAGS] if area.rank == 1 or area.score >= TAG_SHARE)


def _outline(
    sections: Sequence[Section], passages: Iterable[Passage], marks: Marks
) -> tuple[OutlineEntry, ...]:
    anchors: dict[int, str] = {}
    marked: dict[int, int] = {}
    for passage in passages:
        if passage.section_id:
            anchors.setdefault(passage.section_id, passage.anchor)
            number = len(marks.get(passage.number, ()))
            marked[passage.section_id] = marked.get(passage.section_id, 0) + number
    below: dict[int | None, list[OutlineEntry]] = {}
    # Children come after their parents, so from the end every section finds its own complete.
    for section in reversed(sections):
        children = tuple(reversed(below.pop(section.pk, [])))
        total = marked.get(section.pk, 0) + sum(child.marks for child in children)
        text = f"{section.marker}{section.heading}" or str(section)
        entry = OutlineEntry(text, anchors.get(section.pk, ""), total, children)
        below.setdefault(section.parent_id, []).append(entry)
    return tuple(reversed(below.get(None, [])))


def _facts(report: Report, passages: Sequence[Passage]) -> tuple[Fact, ...]:
    region = report.region
    places = region.path if region else ()
    given: dict[str, tuple[str, Iterable[FactValue]]] = {
        "issuer": ("发布单位", [FactValue(report.issuer)] if report.issuer else ()),
        "region": (
            "地区",
            [FactValue(place.name, _list_of(region=place.code)) for place in places],
        ),
        "published": (
            "发布日期",
            [FactValue(report.published_on.isoformat())] if report.published_on else (),
        ),
        "doc_type": ("类型", [FactValue(report.doc_type)]),
        "report_years": (
            "总结年度",
            [FactValue(f"{year}", _list_of(year=year)) for year in report.report_years],
        ),
        "plan_years": (
            "计划年度",
            [FactValue(f"{year}", _list_of(year=year)) for year in report.plan_years],
        ),
    }
    return tuple(
        Fact(label, tuple(values), _origin(report, passages, name))
        for name, (label, values) in given.items()
        if values
    )


def _list_of(**chosen: object) -> str:
    return f"{reverse('reports')}?{urlencode(chosen)}"


def _origin(report: Report, passages: Iterable[Passage], name: str) -> Origin:
    """How a field of the evidence came to its value; the columns of two fields have longer names."""
    column = {"region": "region_id", "published": "published_on"}.get(name, name)
    if {name, column} & set(report.corrected):
        return Origin(corrected=True)
    span = report.evidence.get(name)
    if span is None:
        return Origin(inferred=True)
    holding = (passage.number for passage in passages if passage.start <= span[0] < passage.end)
    return Origin(passage=next(holding, None))
