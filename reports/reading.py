"""Report → the page it is read on: its facts with their origins, its outline, its text in marked blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse

from .display import Display
from .known import Fact, Origin, facts_of, origin_of
from .marks import Marks
from .models import Passage, Report, Section, SectionArea
from .pieces import Piece, split

DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True)
class Tag:
    """An area named beside a heading: its code, name and page, and the words that decided."""

    area: str
    name: str
    href: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One passage as it is set; `level` is the HTML heading level of a heading, `span` the year it opens."""

    passage: Passage
    pieces: tuple[Piece, ...]
    level: int = 0
    span: str = ""
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is set together: a block by itself, the items of a list, or pieces of the web page around the text."""

    blocks: tuple[Block, ...] = ()
    items: bool = False
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading in the outline; `marks` counts those in its section and below."""

    text: str
    anchor: str
    marks: int
    children: tuple[OutlineEntry, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the report page shows beside the report's own columns; `heading` is the title as it is shown."""

    heading: str
    title: Origin
    facts: tuple[Fact, ...]
    outline: tuple[OutlineEntry, ...]
    stretches: tuple[Stretch, ...]
    passages: int
    marks: int


def read(report: Report, *, marks: Marks, display: Display, furniture: bool = False) -> Reading:
    """Set a report for reading; takes one query where the report's passages came with their sections, as views ask.

    `furniture` has what belonged to the web page stand where it was, as it was written.
    """
    passages = list(report.passages.all())
    sections = _sections(passages)
    blocks = _blocks(passages, sections, marks, display)
    apart = _furniture(report) if furniture else ()
    placed: list[tuple[int, Block | str]] = [*blocks, *apart]
    placed.sort(key=itemgetter(0))
    return Reading(
        heading=display.text(report.title),
        title=origin_of("title", report, passages),
        facts=facts_of(report, passages),
        outline=_outline(sections, passages, marks, display),
        stretches=tuple(_stretches(part for _, part in placed)),
        passages=len(passages),
        marks=sum(len(marks.get(passage.number, ())) for passage in passages),
    )


def _sections(passages: Iterable[Passage]) -> list[Section]:
    """The sections of the passages, in reading order, with their tags as ranks; each has at least its heading."""
    found = {passage.section.pk: passage.section for passage in passages if passage.section}
    tags = SectionArea.objects.tags().select_related("area").order_by("rank")
    prefetch_related_objects(list(found.values()), Prefetch("area_ranks", tags))
    return list(found.values())


def _spans(sections: Sequence[Section]) -> dict[int, str]:
    """“2022 计划” for each section with which another year or role begins; none where there is only one."""
    spans: dict[int, str] = {}
    before = ""
    for section in sections:
        if section.span and section.span != before:
            spans[section.pk] = before = section.span
    return spans if len(spans) > 1 else {}


def _blocks(
    passages: Iterable[Passage], sections: Sequence[Section], marks: Marks, display: Display
) -> Iterator[tuple[int, Block]]:
    """Every passage as it is set, with its place in the text."""
    held = {section.pk: section for section in sections}
    spans = _spans(sections)
    marked = 0
    for passage in passages:
        found = marks.get(passage.number, ())
        # The other script is as long, so marks and numbering stay where they are.
        text, numbering = display.text(passage.text), len(passage.marker)
        pieces = split(text, marks=found, before=marked, numbering=numbering)
        marked += len(found)
        section = held.get(passage.section_id or 0)
        if section and passage.kind == Passage.Kind.HEADING:
            level = min(section.level + 1, DEEPEST_HEADING)
            block = Block(passage, pieces, level, spans.get(section.pk, ""), _tags(section))
        else:
            block = Block(passage, pieces)
        yield passage.start, block


def _furniture(report: Report) -> Iterator[tuple[int, str]]:
    """What belonged to the web page, piece by piece, with its place in the text."""
    for item in report.furniture:
        yield item["start"], report.text[item["start"] : item["end"]]


def _stretches(parts: Iterable[Block | str]) -> Iterator[Stretch]:
    for kind, run in groupby(parts, key=_kind):
        together = tuple(run)
        blocks = tuple(part for part in together if isinstance(part, Block))
        if not blocks:
            yield Stretch(furniture=tuple(part for part in together if isinstance(part, str)))
        elif kind == Passage.Kind.ITEM:
            yield Stretch(blocks, items=True)
        else:
            yield from (Stretch((block,)) for block in blocks)


def _kind(part: Block | str) -> str:
    """What stands together with its like; furniture has no kind of passage."""
    return part.passage.kind if isinstance(part, Block) else ""


def _tags(section: Section) -> tuple[Tag, ...]:
    """The areas named beside a heading, the primary one first."""
    return tuple(
        Tag(rank.area_id, rank.area.name, _area_page(rank.area_id), tuple(rank.terms))
        for rank in section.area_ranks.all()
    )


@cache
def _area_page(area: str) -> str:
    """Asked for at every heading; looking it up anew takes longer than all else of a tag."""
    return reverse("area", args=[area])


def _outline(
    sections: Sequence[Section], passages: Iterable[Passage], marks: Marks, display: Display
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
        text = display.text(f"{section.marker}{section.heading}") or str(section)
        entry = OutlineEntry(text, anchors.get(section.pk, ""), total, children)
        below.setdefault(section.parent_id, []).append(entry)
    return tuple(reversed(below.get(None, [])))
