"""ParsedReport → rows, within the caller's transaction; what a person corrected stays as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping

from .doctypes import types_of
from .models import Passage, Report, Section, SectionArea
from .parsing.document import Metadata, ParsedPassage, ParsedReport, ParsedSection
from .parsing.pipeline import PARSER_VERSION

# Year → the year it became, by the role of a section.
YearMoves = Mapping[str, Mapping[int, int]]


def store(parsed: ParsedReport, report: Report, *, size: int) -> None:
    """Write a parsed file into a new report, or over the rows of one that is held."""
    kept = _corrected_sections(report, parsed) if report.pk else {}
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
    report.save()
    report.sections.all().delete()
    report.passages.all().delete()
    moves: YearMoves = {
        Section.Role.REPORT.value: moved_year(parsed.metadata.report_years, report.report_years),
        Section.Role.PLAN.value: moved_year(parsed.metadata.plan_years, report.plan_years),
    }
    sections = _store_sections(parsed, report, kept, moves)
    _store_passages(parsed, report, sections)
    refresh_facets(report)


def refresh_facets(report: Report) -> None:
    """Derive what the facets count: from the sections the years spoken of and the policy areas;
    and from the document's type those it counts under."""
    spoken = set(report.sections.exclude(year=None).values_list("year", flat=True))
    report.years = sorted(spoken or {*report.report_years, *report.plan_years})
    ranks = SectionArea.objects.filter(section__report=report).order_by("area__order")
    report.areas = list(dict.fromkeys(ranks.values_list("area_id", flat=True)))
    report.types = types_of(report.doc_type)
    report.save(update_fields=["years", "areas", "types", "updated_at"])


def moved_year(before: Collection[int], after: Collection[int]) -> dict[int, int]:
    """The one year that gave way to exactly one other; empty where that is not what happened."""
    gone, come = set(before) - set(after), set(after) - set(before)
    return {gone.pop(): come.pop()} if len(gone) == len(come) == 1 else {}


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


def _store_sections(
    parsed: ParsedReport, report: Report, kept: Mapping[int, Section], moves: YearMoves
) -> dict[int, Section]:
    """All sections, level by level because children name their parents; keyed by their start."""
    rows: dict[int, Section] = {}
    parents: dict[int, int] = {}
    for number, section in enumerate(parsed.outline.walk(), start=1):
        row = _section_row(section, report, number, moves)
        if old := kept.get(section.start):
            _keep_corrections(old, row)
        rows[section.start] = row
        parents.update({child.start: section.start for child in section.children})
    for level in sorted({row.level for row in rows.values()}):
        batch = [row for row in rows.values() if row.level == level]
        for row in batch:
            row.parent = rows.get(parents.get(row.start, -1))
        Section.objects.bulk_create(batch)
    SectionArea.objects.bulk_create(
        rank
        for section in parsed.outline.walk()
        for rank in _ranks(section, rows[section.start], kept.get(section.start))
    )
    return rows


def _section_row(section: ParsedSection, report: Report, number: int, moves: YearMoves) -> Section:
    role = section.role or ""
    moved = moves.get(role, {})
    return Section(
        report=report,
        number=number,
        level=section.level,
        marker=(section.marker or "")[:40],
        heading=section.heading[:200],
        start=section.start,
        heading_start=section.heading_start,
        heading_end=section.heading_end,
        end=section.end,
        year=moved.get(section.year, section.year) if section.year else None,
        role=role,
    )


def _keep_corrections(old: Section, row: Section) -> None:
    row.scope_corrected = old.scope_corrected
    row.areas_corrected = old.areas_corrected
    if old.scope_corrected:
        row.year, row.role = old.year, old.role


def _ranks(section: ParsedSection, row: Section, old: Section | None) -> Iterator[SectionArea]:
    """The areas a person gave the section, else those its words decided."""
    if old and old.areas_corrected:
        for held in old.area_ranks.all():
            yield SectionArea(
                section=row,
                area_id=held.area_id,
                rank=held.rank,
                score=held.score,
                terms=held.terms,
            )
        return
    for rank, area in enumerate(section.areas, start=1):
        yield SectionArea(
            section=row, area_id=area.code, rank=rank, score=area.score, terms=list(area.terms)
        )


def _store_passages(parsed: ParsedReport, report: Report, sections: Mapping[int, Section]) -> None:
    text = parsed.extracted.text
    pieces = sorted(_pieces(parsed), key=lambda piece: piece[0].start)
    Passage.objects.bulk_create(
        Passage(
            report=report,
            section=sections[place] if place is not None else None,
            number=number,
            kind=kind,
            marker=(passage.marker or "")[:40],
            start=passage.start,
            end=passage.end,
            text=text[passage.start : passage.end],
        )
        for number, (passage, kind, place) in enumerate(pieces, start=1)
    )


def _pieces(parsed: ParsedReport) -> Iterator[tuple[ParsedPassage, str, int | None]]:
    """Every passage with its kind and the start of its section; a heading is one of its section."""
    for passage in parsed.outline.passages:
        yield passage, passage.kind, None
    for section in parsed.outline.walk():
        yield ParsedPassage(section.start, section.heading_end), "heading", section.start
        for passage in section.passages:
            yield passage, passage.kind, section.start
