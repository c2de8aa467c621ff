"""An export → where it comes from: the archive, the moment, the filters in force; for JSON and for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.timezone import localtime

from reports.contents import places_of
from reports.facets import FACETS
from reports.models import Report
from reports.reference import area_names, gazetteer
from reports.selection import EXCLUDED, Selection

# Makes the absolute address of a path of this site.
Absolute = Callable[[str], str]

PATH = " › "


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an export comes from: when it was made, and of which archive."""

    archive: str
    address: str
    exported_at: str

    @classmethod
    def now(cls, absolute: Absolute) -> Origin:
        """The archive as it is at this moment."""
        return cls("民政报告档案", absolute("/"), localtime().isoformat(timespec="seconds"))

    @property
    def about(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "exported_at": self.exported_at,
            "archive": {"name": self.archive, "address": self.address},
        }

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """For people."""
        return ("导出时间", self.exported_at), ("来源", f"{self.archive} {self.address}")


class Chosen(NamedTuple):
    """The values chosen of one facet, or excluded, each with its name."""

    facet: str
    label: str
    names: Mapping[str, str]

    @property
    def note(self) -> tuple[str, str]:
        """As people read it."""
        return self.label, "、".join(self.names.values())

    @property
    def in_a_name(self) -> tuple[str, ...]:
        """As the name of a file says it."""
        excluded = self.facet.startswith(EXCLUDED)
        return tuple(f"不含{name}" if excluded else name for name in self.names.values())


def place_of(report: Report) -> str:
    """The report's region after those it lies in; nothing where it is not known."""
    return PATH.join(place.name for place in places_of(report))


def chosen_of(selection: Selection) -> tuple[Chosen, ...]:
    """What a selection chooses and what it excludes, facet by facet in their order."""
    names = area_names()
    return tuple(
        Chosen(
            f"{sign}{kind.name}",
            f"{kind.label}{label}",
            {value: _name(kind.name, value, names) for value in values},
        )
        for kind in FACETS
        for sign, label, values in (
            ("", "", selection.values(kind.name)),
            (EXCLUDED, "不含", selection.excluded(kind.name)),
        )
        if values
    )


def _name(facet: str, value: str, areas: Mapping[str, str]) -> str:
    if facet == "region":
        region = gazetteer().get(value)
        return region.name if region else value
    return areas.get(value, value) if facet == "area" else value
