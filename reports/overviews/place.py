"""A place → its page: its reports by year, what they say on each policy area, and the places in and around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.cataloguing import current_catalogue
from reports.models import Report
from reports.parsing.regions import RegionName
from reports.reference import area_names, gazetteer

from .excerpts import Excerpt, area_sections, latest_first, with_leads
from .held import Held, PlaceCounts, among, count_places, held, held_sets, reports_by_id
from .links import (
    PlaceLink,
    area_href,
    coverage_href,
    directly_in,
    held_places,
    place_href,
    provinces,
    year_href,
)
from .shelves import Entry, Shelf, year_shelves

# So many sections of an area stand on a place's page; the area's own page has the others.
SECTIONS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Told:
    """A section with the report it stands in."""

    excerpt: Excerpt
    report: Report


@dataclass(frozen=True, slots=True)
class PlaceArea:
    """What a place's reports say on a policy area: the latest sections, and how many there are."""

    code: str
    name: str
    href: str
    sections: int
    told: tuple[Told, ...]

    @property
    def more(self) -> int:
        """How many sections are not shown here."""
        return self.sections - len(self.told)


@dataclass(frozen=True, slots=True)
class PlacePage:
    """All that the page shows; `own` counts the place's reports, `around` also those of the places in it.

    `below` are places in it that something is held of, `lacking` the others; `neighbours` are offered where the
    place itself has nothing.
    """

    place: RegionName
    above: tuple[PlaceLink, ...]
    own: int
    around: int
    shelves: tuple[Shelf, ...]
    areas: tuple[PlaceArea, ...]
    below: tuple[PlaceLink, ...]
    lacking: tuple[str, ...]
    neighbours: tuple[PlaceLink, ...]
    coverage: str


def read_place(place: RegionName) -> PlacePage:
    """Look up all that is held of a place; four queries at most, whatever that is."""
    province = gazetteer().province_of(place)
    catalogue = current_catalogue()
    counts = count_places(catalogue, catalogue.published)
    own = catalogue.of(place.code)
    reports = (
        reports_by_id(catalogue.latest_first(own).tolist()) if place.code in counts.own else {}
    )
    direct = directly_in(place.code)
    below = held_places(direct, counts)
    held_names = {link.name for link in below}
    around = counts.within(place.code).reports
    return PlacePage(
        place=place,
        above=tuple(
            PlaceLink(one.name, place_href(one.code), counts.within(one.code).reports)
            for one in gazetteer().path(place.code)[:-1]
        ),
        own=len(reports),
        around=around,
        shelves=_shelves(place, reports, held(catalogue, among(held_sets(catalogue), own))),
        areas=_areas(place, reports),
        below=below,
        lacking=tuple(one.name for one in direct if one.name not in held_names),
        neighbours=() if around else _neighbours(place, province, counts),
        coverage=coverage_href(region=province.code),
    )


def _shelves(
    place: RegionName, reports: Mapping[int, Report], found: Sequence[Held]
) -> tuple[Shelf, ...]:
    """The reports by year, those of no year at the end."""
    province = f"{place.code[:2]}0000"
    hrefs = {one.year: year_href(one.year, region=province) for one in found}
    shelves = year_shelves(found, reports, hrefs)
    dated = {pk for one in found for pk in one.reports}
    undated = [Entry(one.doc_type, one) for one in reports.values() if one.pk not in dated]
    return (*shelves, Shelf("年份不详", tuple(undated))) if undated else shelves


def _areas(place: RegionName, reports: Mapping[int, Report]) -> tuple[PlaceArea, ...]:
    """What the reports say, by area in the areas' own order."""
    if not reports:
        return ()
    by_area: dict[str, list[Excerpt]] = defaultdict(list)
    for excerpt in area_sections(list(reports)):
        by_area[excerpt.area].append(excerpt)
    shown = {code: latest_first(found, reports)[:SECTIONS_SHOWN] for code, found in by_area.items()}
    read = _by_key(with_leads(one for found in shown.values() for one in found))
    return tuple(
        PlaceArea(
            code=code,
            name=name,
            href=area_href(code, region=place.code),
            sections=len(by_area[code]),
            told=tuple(Told(read[code, one.section], reports[one.report]) for one in shown[code]),
        )
        for code, name in area_names().items()
        if code in by_area
    )


def _by_key(excerpts: Iterable[Excerpt]) -> dict[tuple[str, int], Excerpt]:
    return {(one.area, one.section): one for one in excerpts}


def _neighbours(
    place: RegionName, province: RegionName, counts: PlaceCounts
) -> tuple[PlaceLink, ...]:
    """Places of the same city or else province that something is held of; else the provinces that are held."""
    for code in dict.fromkeys((place.parent, province.code)):
        if code and (found := held_places(directly_in(code), counts)):
            return found
    return held_places([province] if province.code in counts.own else provinces(), counts)
