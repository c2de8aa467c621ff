"""A year → its page: which places have a report on it and which a plan for it, by province, and which have neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from reports.catalogue import Bits, Catalogue, count
from reports.cataloguing import current_catalogue
from reports.doctypes import TYPES
from reports.facets import RegionFacet, region_prefix
from reports.parsing.regions import RegionName

from .held import Held, held, held_for, held_sets, held_years, reports_by_id
from .links import (
    PlaceLink,
    coverage_href,
    directly_in,
    place_href,
    place_label,
    place_name,
    provinces,
    year_href,
)
from .shelves import Shelf, entries_of

# With more reports than this, one province is shown at a time.
MOST_REPORTS = 120


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many places have a type of report."""

    kind: str
    places: int


@dataclass(frozen=True, slots=True)
class YearProvince:
    """A province's places with their reports; `lacking` are those directly in it that have none."""

    name: str
    href: str
    shelves: tuple[Shelf, ...]
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearPage:
    """All that the page shows; what is counted is in the province, where one is open.

    `anywhere` counts reports of all provinces; `choices` are the provinces to open, `groups` those that are open.

    `unplaced` counts reports of which the place is not known; `nearest` are held years, offered where there is
    nothing for this one.
    """

    year: int
    province: RegionName | None
    anywhere: int
    reports: int
    unplaced: int
    kinds: tuple[KindCount, ...]
    choices: tuple[PlaceLink, ...]
    groups: tuple[YearProvince, ...]
    previous: int | None
    following: int | None
    nearest: tuple[int, ...]
    coverage: str


def read_year(year: int, province: RegionName | None = None) -> YearPage:
    """Look up what is held for a year; one query, whatever that is."""
    catalogue = current_catalogue()
    sets = held_sets(catalogue)
    years = held_years(sets)
    before, after = [one for one in years if one < year], [one for one in years if one > year]
    kinds = held_for(sets, year)
    found = reduce(np.bitwise_or, kinds.values(), catalogue.nothing())
    by_province = _by_province(catalogue, found)
    inside = RegionFacet().carrying(catalogue, [province.code]) if province else catalogue.published
    few = set(by_province) if count(found) <= MOST_REPORTS else set()
    opened = {province.code[:2]} if province else few
    here = {kind: rows & inside for kind, rows in kinds.items()}
    shown = held(catalogue, {(year, kind): here[kind] for kind in here}) if opened else []
    return YearPage(
        year=year,
        province=province,
        anywhere=count(found),
        reports=count(found & inside),
        unplaced=by_province.get("", 0),
        kinds=_kinds(catalogue, here),
        choices=_choices(year, province, by_province),
        groups=_groups(opened, shown),
        previous=max(before, default=None),
        following=min(after, default=None),
        nearest=tuple(sorted({*before[-3:], *after[:3]}, reverse=True)) if not by_province else (),
        coverage=coverage_href(region=province.code if province else ""),
    )


def _by_province(catalogue: Catalogue, rows: Bits) -> dict[str, int]:
    """How many reports each province has, by the digits its codes begin with (empty: the place is not known)."""
    counts: dict[str, int] = defaultdict(int)
    for code, reports in catalogue.by_place(rows).items():
        counts[code[:2]] += reports
    return dict(counts)


def _kinds(catalogue: Catalogue, kinds: Mapping[str, Bits]) -> tuple[KindCount, ...]:
    """Of how many known places there is something of each type."""
    places = {kind: catalogue.by_place(rows) for kind, rows in kinds.items()}
    numbers = {kind: sum(1 for code in found if code) for kind, found in places.items()}
    return tuple(KindCount(kind, numbers[kind]) for kind in TYPES if numbers.get(kind))


def _choices(
    year: int, province: RegionName | None, by_province: Mapping[str, int]
) -> tuple[PlaceLink, ...]:
    """The provinces that have something for the year, with the number of their reports."""
    return tuple(
        PlaceLink(
            one.name,
            year_href(year, region=one.code),
            by_province[one.code[:2]],
            current=one == province,
        )
        for one in provinces()
        if one.code[:2] in by_province
    )


def _groups(opened: Collection[str], found: Sequence[Held]) -> tuple[YearProvince, ...]:
    """The opened provinces in the order of their codes, reports of places that are not known at the end."""
    reports = reports_by_id(pk for one in found for pk in one.reports)
    by_province: dict[str, list[Held]] = defaultdict(list)
    for one in found:
        by_province[one.place[:2]].append(one)
    groups = []
    for prefix in sorted(opened, key=lambda code: (not code, code)):
        by_place: dict[str, list[Held]] = defaultdict(list)
        for one in by_province[prefix]:
            by_place[one.place].append(one)
        shelves = tuple(
            Shelf(place_label(code), entries_of(held, reports), href=place_href(code))
            for code, held in sorted(by_place.items())
        )
        province = f"{prefix}0000" if prefix else ""
        lacking = (one.name for one in directly_in(province) if not _has(one.code, by_place))
        groups.append(
            YearProvince(
                place_name(province),
                place_href(province),
                shelves,
                tuple(lacking) if province else (),
            )
        )
    return tuple(groups)


def _has(region: str, places: Iterable[str]) -> bool:
    """Whether any of the places is this region or lies in it."""
    return any(place.startswith(region_prefix(region)) for place in places)
