"""A policy area and places → the sections of published reports that speak of it there, year by year, and their text.

A section that is about the area is taken whole. Of one that speaks of it beside other things those passages are
taken in which a whole sentence is about the area, as the parser tells it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from reports.doctypes import types_of
from reports.models import Passage, Report, Section, SectionArea
from reports.parsing.areas import AreaModel, areas_spoken_of
from reports.parsing.mirror import mirror
from reports.reference import current_areas

# Of one section so many passages are read.
MOST_PASSAGES = 40

_KINDS = (Passage.Kind.HEADING, Passage.Kind.TEXT, Passage.Kind.ITEM)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A section that speaks of the area, with its report.

    `years` are the section's own year or else those of its report; `whole` tells that the section is about the area
    before all others, or that a person gave it the area.
    """

    section: int
    report: Report
    years: tuple[int, ...]
    year: int | None
    role: str
    types: tuple[str, ...]
    whole: bool


class Line(NamedTuple):
    """A passage: its number in the report, its kind, and its text as it was written."""

    number: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """What a section says of the area; `heading` is None where the section has none.

    `others` counts the passages of it that speak of something else, `unread` those that are too many to be read.
    """

    heading: Line | None
    lines: tuple[Line, ...]
    others: int = 0
    unread: int = 0


def spoken_of(area: str, *, regions: Collection[str]) -> list[Spoken]:
    """The sections on an area in the published reports of just these places, in reading order; two queries."""
    published = Report.objects.published().filter(region__in=regions, areas__contains=[area])
    shown = published.only(
        *("title", "script", "region_id", "published_on", "doc_type"),
        *("report_years", "plan_years", "years", "status"),
    )
    reports = {report.pk: report for report in shown}
    rows = SectionArea.objects.filter(area=area, section__report__in=list(reports)).order_by(
        "section__report__published_on", "section__report", "section__number"
    )
    columns = ("report", "year", "role", "areas_corrected")
    return [
        _spoken(reports[report], section, year, role, whole=rank == 1 or corrected)
        for section, rank, report, year, role, corrected in rows.values_list(
            "section_id", "rank", *(f"section__{name}" for name in columns)
        )
    ]


def _spoken(report: Report, section: int, year: int | None, role: str, *, whole: bool) -> Spoken:
    years = (year,) if year else tuple(report.years)
    # What a section looks at is what is compared, whatever the whole report is called.
    types = (Section.Role(role).label,) if role else tuple(types_of(report.doc_type))
    return Spoken(section, report, years, year, role, types, whole)


def texts_of(sections: Iterable[Spoken], *, area: str) -> dict[int, Text]:
    """What each of the sections says of the area; those that have nothing to say of it are left out.

    At most four queries. A heading alone is something to say where nothing stands below it.
    """
    wanted = {one.section: one for one in sections}
    read, counted = _read(list(wanted))
    partly = [one.section for one in wanted.values() if not one.whole]
    model = current_areas() if partly else None
    texts = {}
    bare = []
    for section, lines in read.items():
        whole = wanted[section].whole
        text = _text(lines, counted[section], area=area, model=None if whole else model)
        if text.lines:
            texts[section] = text
        elif whole:
            bare.append(section)
            texts[section] = text
    parents = Section.objects.filter(parent__in=bare).values_list("parent", flat=True)
    with_more = set(parents) if bare else set()
    return {section: text for section, text in texts.items() if section not in with_more}


def _read(sections: Sequence[int]) -> tuple[dict[int, list[Line]], dict[int, int]]:
    """The passages of sections, as many of each as are read, and how many each has."""
    rows = (
        Passage.objects.filter(section__in=sections, kind__in=_KINDS)
        .annotate(
            place=Window(RowNumber(), partition_by=F("section"), order_by="number"),
            every=Window(Count("pk"), partition_by=F("section")),
        )
        .filter(place__lte=MOST_PASSAGES)
        .order_by("report", "number")
    )
    read: dict[int, list[Line]] = defaultdict(list)
    counted: dict[int, int] = {}
    for section, every, number, kind, text in rows.values_list(
        "section", "every", "number", "kind", "text"
    ):
        read[section].append(Line(number, kind, text))
        counted[section] = every
    return read, counted


def _text(lines: Sequence[Line], every: int, *, area: str, model: AreaModel | None) -> Text:
    """The passages that speak of the area: all of them where no model is given."""
    heading = next((line for line in lines if line.kind == Passage.Kind.HEADING), None)
    below = [line for line in lines if line is not heading]
    kept = below if model is None else list(_about(below, area, model))
    return Text(heading, tuple(kept), len(below) - len(kept), every - len(lines))


def _about(lines: Iterable[Line], area: str, model: AreaModel) -> Iterator[Line]:
    return (line for line in lines if area in areas_spoken_of(mirror(line.text), model))
