"""ParsedReport → rows, within the caller's transaction; what a person corrected stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .contents import Contents, PassageContent, SectionContent, places_of
from .copying import copy_rows, take_ids
from .doctypes import types_of
from .models import Passage, Report, Section, SectionArea
from .parsing.document import Metadata, ParsedPassage, ParsedReport, ParsedSection
from .parsing.pipeline import PARSER_VERSION
from .reference import area_names

# Year → the year it became, by the role of a section.
YearMoves = Mapping[str, Mapping[int, int]]

# The columns of a row, in the order in which it is written below.
_SECTION = [
    *("id", "report_id", "parent_id", "number", "level", "marker", "heading"),
    *("start", "heading_start", "heading_end", "end", "year", "role"),
    *("scope_corrected", "areas_corrected"),
]
_RANK = ["section_id", "area_id", "rank", "score", "terms"]
_PASSAGE = ["report_id", "section_id", "number", "kind", "marker", "start", "end", "text"]


class _Rank(NamedTuple):
    area: str
    rank: int
    score: float
    terms: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A section that has its id, with what became of its year, role and areas."""

    number: int
    parsed: ParsedSection
    content: SectionContent
    ranks: Sequence[_Rank]
    scope_corrected: bool
    areas_corrected: bool


def store(parsed: ParsedReport, report: Report, *, size: int) -> Contents:
    """Write a parsed file into a new report, or over the rows of one that is held; returns what it holds."""
    held = report.pk is not None
    kept = _corrected_sections(report, parsed) if held else {}
    _fill(report, parsed, size=size)
    sections = _place(parsed, kept, _moves(parsed, report))
    _set_facets(
        report,
        years={section.content.year for section in sections},
        areas={area for section in sections for area in section.content.areas},
    )
    report.save()
    if held:
        report.sections.all().delete()
        report.passages.all().delete()
    _write_sections(report, sections)
    return Contents(
        places=places_of(report),
        sections={section.content.pk: section.content for section in sections},
        passages=_write_passages(parsed, report, sections),
    )


def refresh_facets(report: Report) -> None:
    """Derive anew what the facets count, after sections or the document's type have changed."""
    _set_facets(
        report,
        years=set(report.sections.values_list("year", flat=True)),
        areas=set(
            SectionArea.objects.filter(section__report=report).values_list("area_id", flat=True)
        ),
    )
    report.save(update_fields=["years", "areas", "types", "updated_at"])


def _set_facets(report: Report, *, years: Collection[int | None], areas: Collection[str]) -> None:
    """From its sections the years spoken of and the policy areas; from its type those it counts under."""
    spoken = {year for year in years if year is not None}
    report.years = sorted(spoken or {*report.report_years, *report.plan_years})
    report.areas = [area for area in area_names() if area in areas]
    report.types = types_of(report.doc_type)


def moved_year(before: Collection[int], after: Collection[int]) -> dict[int, int]:
    """The one year that gave way to exactly one other; empty where that is not what happened."""
    gone, come = set(before) - set(after), set(after) - set(before)
    return {gone.pop(): come.pop()} if len(gone) == len(come) == 1 else {}


def _moves(parsed: ParsedReport, report: Report) -> YearMoves:
    """What a person made of the years that were read."""
    read = parsed.metadata
    return {
        Section.Role.REPORT.value: moved_year(read.report_years, report.report_years),
        Section.Role.PLAN.value: moved_year(read.plan_years, report.plan_years),
    }


def _fill(report: Report, parsed: ParsedReport, *, size: int) -> None:
    """Give the report what was read, save what a person corrected."""
    report.filename = parsed.filename[-255:]
    report.sha256 = parsed.sha256
    report.size = size
    report.encoding = parsed.extracted.encoding
    report.text = parsed.extracted.text
    report.furniture = [
        {"start": item.start, "end": item.end, "kind": item.kind} for item in parsed.furniture
    ]
    report.warnings = list(parsed.warnings)
    report.parser_version = PARSER_VERSION
    report.evidence = {
        name: [span.start, span.end] if span else None for name, span in parsed.evidence.items()
    }
    for name, value in _fields(parsed.metadata, parsed.filename).items():
        # `corrected` names fields as forms do: region, where the column is region_id.
        if name.removesuffix("_id") not in report.corrected:
            setattr(report, name, value)


def _fields(metadata: Metadata, filename: str) -> dict[str, object]:
    return {
        "title": (metadata.title or filename)[:200],
        "issuer": (metadata.issuer or "")[:100],
        "region_id": metadata.region_code,
        "doc_type": metadata.doc_type,
        "published_on": metadata.published,
        "report_years": list(metadata.report_years),
        "plan_years": list(metadata.plan_years),
        "script": metadata.script,
    }


def _corrected_sections(report: Report, parsed: ParsedReport) -> dict[int, Section]:
    """The held sections that a person corrected, by the start of the new section in their place.

    In an unchanged text that is the same start; in a new edition the one section with the same heading.
    """
    same_text = report.text == parsed.extracted.text

    def place(section: Section | ParsedSection) -> Hashable:
        return section.start if same_text else (section.marker or "", section.heading[:200])

    new = list(parsed.outline.walk())
    times = Counter(place(section) for section in new)
    starts = {place(section): section.start for section in new if times[place(section)] == 1}
    held = report.sections.prefetch_related("area_ranks")
    corrected = [row for row in held if row.scope_corrected or row.areas_corrected]
    return {starts[place(row)]: row for row in corrected if place(row) in starts}


def _place(parsed: ParsedReport, kept: Mapping[int, Section], moves: YearMoves) -> list[_Placed]:
    """All sections in reading order, with ids so that children can name their parents."""
    found = list(parsed.outline.walk())
    ids = dict(
        zip((section.start for section in found), take_ids(Section, len(found)), strict=True)
    )
    parents = {child.start: ids[section.start] for section in found for child in section.children}
    placed = []
    for number, section in enumerate(found, start=1):
        old = kept.get(section.start)
        year, role = _scope(section, old, moves)
        ranks = list(_ranks(section, old))
        content = SectionContent(
            pk=ids[section.start],
            parent=parents.get(section.start),
            heading=section.heading[:200],
            year=year,
            role=role,
            areas=tuple(rank.area for rank in ranks),
        )
        corrected = (old.scope_corrected, old.areas_corrected) if old else (False, False)
        placed.append(_Placed(number, section, content, ranks, *corrected))
    return placed


def _scope(section: ParsedSection, old: Section | None, moves: YearMoves) -> tuple[int | None, str]:
    """The year and role a person gave the section, else those it was read with."""
    if old and old.scope_corrected:
        return old.year, old.role
    role = section.role or ""
    return moves.get(role, {}).get(section.year or 0, section.year), role


def _ranks(section: ParsedSection, old: Section | None) -> Iterator[_Rank]:
    """The areas a person gave the section, else those its words decided."""
    if old and old.areas_corrected:
        for held in old.area_ranks.all():
            yield _Rank(held.area_id, held.rank, held.score, held.terms)
        return
    for rank, area in enumerate(section.areas, start=1):
        yield _Rank(area.code, rank, area.score, list(area.terms))


def _write_sections(report: Report, sections: Sequence[_Placed]) -> None:
    copy_rows(Section, _SECTION, (_section_row(report, placed) for placed in sections))
    ranks = ((placed.content.pk, *rank) for placed in sections for rank in placed.ranks)
    copy_rows(SectionArea, _RANK, ranks)


def _section_row(report: Report, placed: _Placed) -> tuple[object, ...]:
    content, parsed = placed.content, placed.parsed
    return (
        *(content.pk, report.pk, content.parent, placed.number, parsed.level),
        *((parsed.marker or "")[:40], content.heading),
        *(parsed.start, parsed.heading_start, parsed.heading_end, parsed.end),
        *(content.year, content.role, placed.scope_corrected, placed.areas_corrected),
    )


def _write_passages(
    parsed: ParsedReport, report: Report, sections: Sequence[_Placed]
) -> list[PassageContent]:
    text = parsed.extracted.text
    pieces = sorted(_pieces(parsed, sections), key=lambda piece: piece[0].start)
    contents = [
        PassageContent(number, section, text[passage.start : passage.end])
        for number, (passage, _, section) in enumerate(pieces, start=1)
    ]
    copy_rows(
        Passage,
        _PASSAGE,
        (
            (
                *(report.pk, content.section, content.number, kind, (passage.marker or "")[:40]),
                *(passage.start, passage.end, content.text),
            )
            for content, (passage, kind, _) in zip(contents, pieces, strict=True)
        ),
    )
    return contents


def _pieces(
    parsed: ParsedReport, sections: Sequence[_Placed]
) -> Iterator[tuple[ParsedPassage, str, int | None]]:
    """Every passage with its kind and the id of its section; a heading is one of its section."""
    for passage in parsed.outline.passages:
        yield passage, passage.kind, None
    for placed in sections:
        section, pk = placed.parsed, placed.content.pk
        yield ParsedPassage(section.start, section.heading_end), "heading", pk
        for passage in section.passages:
            yield passage, passage.kind, pk
