"""ParsedReport → the JSON object that `manage.py parse --json` prints, one a file."""

from __future__ import annotations

from typing import Any

from .document import ParsedPassage, ParsedReport, ParsedSection, Span


def as_json(report: ParsedReport) -> dict[str, Any]:
    """The report as plain values; offsets are code points into the decoded text."""
    metadata = report.metadata
    value: dict[str, Any] = {
        "file": report.filename,
        "sha256": report.sha256,
        "encoding": report.extracted.encoding,
        "metadata": {
            "title": metadata.title,
            "issuer": metadata.issuer,
            "region": metadata.region,
            "region_code": metadata.region_code,
            "province": metadata.province,
            "doc_type": metadata.doc_type,
            "published": metadata.published.isoformat() if metadata.published else None,
            "report_years": list(metadata.report_years),
            "plan_years": list(metadata.plan_years),
            "script": metadata.script,
        },
        "evidence": {name: _span(span) for name, span in report.evidence.items()},
        "furniture": [
            {"start": item.start, "end": item.end, "kind": item.kind} for item in report.furniture
        ],
        "passages": [_passage(item) for item in report.outline.passages],
        "sections": [_section(section) for section in report.outline.sections],
        "figures": [],
        "warnings": list(report.warnings),
    }
    if report.extracted.from_markup:
        value["text"] = report.extracted.text
    return value


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _passage(passage: ParsedPassage) -> dict[str, Any]:
    return {
        "start": passage.start,
        "end": passage.end,
        "marker": passage.marker,
        "kind": passage.kind,
    }


def _section(section: ParsedSection) -> dict[str, Any]:
    return {
        "marker": section.marker,
        "heading": section.heading,
        "level": section.level,
        "start": section.start,
        "heading_start": section.heading_start,
        "heading_end": section.heading_end,
        "end": section.end,
        "year": section.year,
        "role": section.role,
        "areas": [area.code for area in section.areas],
        "area_terms": {area.code: list(area.terms) for area in section.areas},
        "passages": [_passage(item) for item in section.passages],
        "children": [_section(child) for child in section.children],
    }
