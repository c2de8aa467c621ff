"""Catalogue → what is held of each place and year, as light values.

A report is held for the years it reports on and for those it plans; one that names neither, for the years that its
text speaks of. A report without any year is undated here, whatever the day on which it was published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reports.catalogue import Bits, Catalogue, region_code
from reports.doctypes import TYPES
from reports.facets import region_prefix
from reports.models import Report, ReportQuerySet

_Type = Report.DocType

_PLAN = _Type.PLAN.value
# The part that looks back is a summary, unless the whole is something else.
_LOOKING_BACK = {
    one.value: one.value
    if one in (_Type.BULLETIN, _Type.NEWS, _Type.OTHER)
    else _Type.SUMMARY.value
    for one in _Type
}
_AS_A_WHOLE = {one.value: _Type.SUMMARY.value if one == _Type.BOTH else one.value for one in _Type}

# What is held for a year as a type (总结 计划 公报 新闻 其他).
HeldSets = Mapping[tuple[int, str], Bits]


@dataclass(frozen=True, slots=True)
class Held:
    """The reports of one type (总结 计划 公报 新闻 其他) that are held of a place for a year, by their ids.

    `place` is the code of the reports' own region, empty where that is not known.
    """

    place: str
    year: int
    kind: str
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many reports there are of a place, and how many of them are of no year."""

    reports: int
    undated: int


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """How many reports each place has, by its code (empty: not known); those of none are left out."""

    own: Mapping[str, PlaceCount]
    _within: Mapping[str, PlaceCount]

    def within(self, code: str) -> PlaceCount:
        """How many a region has together with all places in it."""
        return self._within.get(region_prefix(code), PlaceCount(0, 0))


def held_sets(catalogue: Catalogue) -> HeldSets:
    """The reports that are held for each year as each type."""
    every = catalogue.published
    named = catalogue.filled("report_years") | catalogue.filled("plan_years")
    found: dict[tuple[int, str], Bits] = {}
    for column, kinds, of_these in (
        ("report_years", _LOOKING_BACK, every),
        ("plan_years", dict.fromkeys(_LOOKING_BACK, _PLAN), every),
        ("years", _AS_A_WHOLE, every & ~named),
    ):
        for kind, reports in _of_kinds(catalogue, kinds, of_these):
            for value in catalogue.values(column, reports):
                both = reports & catalogue.carrying(column, [value])
                # A summary of 2021 and one with a plan for 2022 come as one kind from two parts.
                before = found.get((int(value), kind))
                found[int(value), kind] = both if before is None else before | both
    return found


def _of_kinds(
    catalogue: Catalogue, kinds: Mapping[str, str], rows: Bits
) -> Iterator[tuple[str, Bits]]:
    """The reports that come as each kind, which their type decides."""
    for kind in TYPES:
        types = [one for one, it_is in kinds.items() if it_is == kind]
        yield kind, rows & catalogue.carrying("doc_type", types)


def held_years(sets: HeldSets) -> list[int]:
    """All years for which something is held, the earliest first."""
    return sorted({year for year, _ in sets})


def among(sets: HeldSets, rows: Bits) -> HeldSets:
    """What of these reports is held for each year as each type; nothing for some, perhaps."""
    return {key: found & rows for key, found in sets.items()}


def held_for(sets: HeldSets, year: int) -> dict[str, Bits]:
    """The reports that are held for a year, by type."""
    return {kind: rows for (one, kind), rows in sets.items() if one == year}


def held(catalogue: Catalogue, sets: HeldSets) -> list[Held]:
    """What is held by place, year and type, each with its reports."""
    found = [
        Held(place, year, kind, ids)
        for (year, kind), rows in sets.items()
        for place, ids in catalogue.ids_by_place(rows)
    ]
    return sorted(found, key=lambda one: (one.place, one.year, one.kind))


def count_provinces(catalogue: Catalogue, sets: HeldSets) -> dict[tuple[str, int, str], int]:
    """Of how many places of a province something is held for a year as a type; where it is not known, left out."""
    counts: dict[tuple[str, int, str], int] = {}
    for (year, kind), rows in sets.items():
        codes = catalogue.codes_of(rows)
        provinces, places = np.unique(codes - codes % 10_000, return_counts=True)
        for province, number in zip(provinces.tolist(), places.tolist(), strict=True):
            if code := region_code(province):
                counts[code, year, kind] = number
    return counts


def count_places(catalogue: Catalogue, rows: Bits) -> PlaceCounts:
    """How many of these reports each place has, and all places in it."""
    named = (catalogue.filled(name) for name in ("report_years", "plan_years", "years"))
    undated = rows
    for some in named:
        undated = undated & ~some
    no_year = catalogue.by_place(undated)
    own = {
        code: PlaceCount(reports, no_year.get(code, 0))
        for code, reports in catalogue.by_place(rows).items()
    }
    inside: dict[str, list[PlaceCount]] = defaultdict(list)
    for code, one in own.items():
        for prefix in {code[:2], code[:4], code}:
            inside[prefix].append(one)
    sums = {
        prefix: PlaceCount(sum(one.reports for one in all_), sum(one.undated for one in all_))
        for prefix, all_ in inside.items()
    }
    return PlaceCounts(own, sums)


def rows_of(reports: ReportQuerySet) -> ReportQuerySet:
    """Only the columns by which a report is listed; a long text is not read for its title."""
    return reports.only(
        *("pk", "title", "region_id", "doc_type", "published_on", "script", "status"),
        *("report_years", "plan_years", "years"),
    )


def reports_by_id(ids: Iterable[int]) -> dict[int, Report]:
    """The published among these reports, as they are listed; one query."""
    return rows_of(Report.objects.published()).in_bulk(set(ids))
