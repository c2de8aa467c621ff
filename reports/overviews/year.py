"""A year → its page: which places have a report on it and which a plan for it, by province, and which have neither."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reports.doctypes import TYPES
from reports.parsing.regions import RegionName

from .held import Held, held, held_years, published_for, reports_by_id
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
    """Look up what is held for a year; three queries, whatever that is."""
    found = [one for one in held(published_for(year)) if one.year == year]
    years = held_years()
    before, after = [one for one in years if one < year], [one for one in years if one > year]
    ids = _ids(found)
    by_province: dict[str, list[Held]] = defaultdict(list)
    for one in found:
        by_province[one.place[:2]].append(one)
    counted = by_province.get(province.code[:2], []) if province else found
    few = set(by_province) if len(ids) <= MOST_REPORTS else set()
    opened = {province.code[:2]} if province else few
    return YearPage(
        year=year,
        province=province,
        anywhere=len(ids),
        reports=len(_ids(counted)),
        unplaced=len(_ids(by_province.get("", ()))),
        kinds=_kinds(counted),
        choices=_choices(year, province, by_province),
        groups=_groups({code: by_province.get(code, []) for code in opened}),
        previous=max(before, default=None),
        following=min(after, default=None),
        nearest=tuple(sorted({*before[-3:], *after[:3]}, reverse=True)) if not found else (),
        coverage=coverage_href(region=province.code if province else ""),
    )


def _ids(found: Iterable[Held]) -> set[int]:
    """The reports, each once: many are held for two years or as two things."""
    return {pk for one in found for pk in one.reports}


def _kinds(found: Iterable[Held]) -> tuple[KindCount, ...]:
    places: dict[str, set[str]] = defaultdict(set)
    for one in found:
        if one.place:
            places[one.kind].add(one.place)
    return tuple(KindCount(kind, len(places[kind])) for kind in TYPES if kind in places)


def _choices(
    year: int, province: RegionName | None, by_province: dict[str, list[Held]]
) -> tuple[PlaceLink, ...]:
    """The provinces that have something for the year, with the number of their reports."""
    return tuple(
        PlaceLink(
            one.name,
            year_href(year, region=one.code),
            len(_ids(by_province[one.code[:2]])),
            current=one == province,
        )
        for one in provinces()
        if one.code[:2] in by_province
    )


def _groups(opened: dict[str, list[Held]]) -> tuple[YearProvince, ...]:
    """The opened provinces in the order of their codes, reports of places that are not known at the end."""
    reports = reports_by_id(_ids(one for found in opened.values() for one in found))
    groups = []
    for prefix in sorted(opened, key=lambda code: (not code, code)):
        by_place: dict[str, list[Held]] = defaultdict(list)
        for one in opened[prefix]:
            by_place[one.place].append(one)
        shelves = tuple(
            Shelf(
                place_label(code), entries_of(held, reports), href=place_href(code) if code else ""
            )
            for code, held in sorted(by_place.items())
        )
        province = f"{prefix}0000" if prefix else ""
        lacking = (one.name for one in directly_in(province) if one.code not in by_place)
        groups.append(
            YearProvince(
                place_name(province),
                place_href(province) if province else "",
                shelves,
                tuple(lacking) if province else (),
            )
        )
    return tuple(groups)
