"""Sections of a policy area → what a list shows of them: heading, year, where they stand, how their text begins.

Only sections without others below them are listed, so that nothing is said twice; and those that the report page
tags with the area, so that what a tag leads to holds what bears the tag.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left

from reports.models import Passage, Report, Section, SectionArea, span_of
from reports.reading import MOST_TAGS, TAG_SHARE

#: A lead is so long at most (code points); a first sentence shorter than the least takes the next along.
LONGEST_LEAD, LEAST_LEAD = 60, 10

_SENTENCE = re.compile(rf".{{{LEAST_LEAD},}}?[。！？!?；;]", re.DOTALL)
_TAGGED = (
    Q(rank=1) | Q(rank__lte=MOST_TAGS, score__gte=TAG_SHARE) | Q(section__areas_corrected=True)
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A section that speaks of an area; `primary` where that is its main one.

    `year` is 0 where the section's own is not known. `anchor` and `lead` are empty until they are read.
    """

    area: str
    section: int
    report: int
    number: int
    heading: str
    year: int
    role: str
    primary: bool
    anchor: str = ""
    lead: str = ""

    @property
    def span(self) -> str:
        """As `Section.span`."""
        return span_of(self.year, self.role)


def area_sections(reports: Collection[int], *, area: str = "") -> list[Excerpt]:
    """The sections of these reports by area, or those of one area, in reading order; one query."""
    inner = Section.objects.filter(parent=OuterRef("section"))
    rows = SectionArea.objects.filter(_TAGGED, ~Exists(inner), section__report__in=reports)
    if area:
        rows = rows.filter(area=area)
    columns = rows.order_by("section__report_id", "section__number").values_list(
        *("area_id", "section_id", "section__report_id", "section__number"),
        *("section__marker", "section__heading", "section__year", "section__role", "rank"),
    )
    return [
        Excerpt(
            *(code, section, report, number),
            heading=f"{marker}{heading}" or f"第 {number} 节",
            year=year or 0,
            role=role,
            primary=rank == 1,
        )
        for code, section, report, number, marker, heading, year, role, rank in columns
    ]


def with_leads(excerpts: Iterable[Excerpt]) -> list[Excerpt]:
    """The excerpts with their anchors and leads; one query."""
    known = list(excerpts)
    text_kinds = (Passage.Kind.TEXT, Passage.Kind.ITEM)
    firsts = (
        Passage.objects.filter(section__in={one.section for one in known})
        .order_by("section_id", "kind", "number")
        .distinct("section_id", "kind")
        .values_list("section_id", "number", "kind", Left("text", 2 * LONGEST_LEAD))
    )
    anchors: dict[int, int] = {}
    leads: dict[int, tuple[int, str]] = {}
    for section, number, kind, text in firsts:
        anchors[section] = min(number, anchors.get(section, number))
        if kind in text_kinds:
            leads[section] = min((number, lead(text)), leads.get(section, (number, lead(text))))
    return [
        replace(
            one,
            anchor=f"p{anchors[one.section]}" if one.section in anchors else "",
            lead=leads.get(one.section, (0, ""))[1],
        )
        for one in known
    ]


def lead(text: str) -> str:
    """The first sentence of a text exactly as it stands there; … follows where it had to be cut."""
    sentence = _SENTENCE.match(text)
    first = sentence.group() if sentence else text
    return first if len(first) <= LONGEST_LEAD else f"{first[:LONGEST_LEAD]}…"


def latest_first(excerpts: Iterable[Excerpt], reports: Mapping[int, Report]) -> list[Excerpt]:
    """By the year spoken of, else the report's latest; sections mainly of the area before the others."""

    def order(one: Excerpt) -> tuple[int, bool, int, int, int]:
        report = reports[one.report]
        day = report.published_on.toordinal() if report.published_on else 0
        return (
            -(one.year or max(report.years, default=0)),
            not one.primary,
            -day,
            report.pk,
            one.number,
        )

    return sorted((one for one in excerpts if one.report in reports), key=order)
