"""report → what others derive from it: its places, sections with their areas, and passages, as light values.

`store` hands them over with its announcement, so that nobody reads back what has just been written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .models import Passage, Report, Section, SectionArea
from .reference import gazetteer


class Place(NamedTuple):
    """A region's code and name."""

    code: str
    name: str


class SectionContent(NamedTuple):
    """A section as it is stored; `parent` is the section above, `areas` have the primary one first."""

    pk: int
    parent: int | None
    heading: str
    year: int | None
    role: str
    areas: tuple[str, ...]


class PassageContent(NamedTuple):
    """A passage as it is stored, with its section."""

    number: int
    section: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Places from the province down; sections by their id and passages, both in reading order."""

    places: Sequence[Place]
    sections: Mapping[int, SectionContent]
    passages: Sequence[PassageContent]


def contents_of(report: Report) -> Contents:
    """Read them from the database."""
    areas: dict[int, list[str]] = defaultdict(list)
    ranks = SectionArea.objects.filter(section__report=report).order_by("section", "rank")
    for section, area in ranks.values_list("section_id", "area_id"):
        areas[section].append(area)
    sections = Section.objects.filter(report=report).order_by("number")
    passages = Passage.objects.filter(report=report).order_by("number")
    return Contents(
        places=places_of(report),
        sections={
            row[0]: SectionContent(*row, areas=tuple(areas.get(row[0], ())))
            for row in sections.values_list("pk", "parent_id", "heading", "year", "role")
        },
        passages=[
            PassageContent(*row) for row in passages.values_list("number", "section_id", "text")
        ],
    )


def places_of(report: Report) -> list[Place]:
    """The report's region after those it lies in; none where it is not known."""
    return [Place(one.code, one.name) for one in gazetteer().path(report.region_id or "")]
