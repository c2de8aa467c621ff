"""Report → what is known about it, line by line, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from .models import Passage, Region, Report
from .reference import gazetteer


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


def facts_of(report: Report, passages: Sequence[Passage]) -> tuple[Fact, ...]:
    """Its issuer, region, date, type and years, as far as they are known."""
    region = report.region
    places = region.path if region else ()
    given: dict[str, tuple[str, Iterable[FactValue]]] = {
        "issuer": ("发布单位", [FactValue(report.issuer)] if report.issuer else ()),
        "region": (
            "地区",
            [FactValue(place.name, _page_of(place)) for place in places],
        ),
        "published": (
            "发布日期",
            [FactValue(report.published_on.isoformat())] if report.published_on else (),
        ),
        "doc_type": ("类型", [FactValue(report.doc_type)]),
        "report_years": (
            "总结年度",
            [FactValue(f"{year}", reverse("year", args=[year])) for year in report.report_years],
        ),
        "plan_years": (
            "计划年度",
            [FactValue(f"{year}", reverse("year", args=[year])) for year in report.plan_years],
        ),
    }
    return tuple(
        Fact(label, tuple(values), origin_of(name, report, passages))
        for name, (label, values) in given.items()
        if values
    )


def _page_of(place: Region) -> str:
    """Where a place has its page; nowhere once the gazetteer has it no more."""
    return reverse("place", args=[place.code]) if gazetteer().get(place.code) else ""


def origin_of(name: str, report: Report, passages: Iterable[Passage]) -> Origin:
    """How a field of the evidence came to its value; the columns of two fields have longer names."""
    column = {"region": "region_id", "published": "published_on"}.get(name, name)
    if {name, column} & set(report.corrected):
        return Origin(corrected=True)
    span = report.evidence.get(name)
    if span is None:
        return Origin(inferred=True)
    holding = (passage.number for passage in passages if passage.start <= span[0] < passage.end)
    return Origin(passage=next(holding, None))
