"""The archive → what it holds of which place for which year: all places, one province's, or the provinces by number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from reports.cataloguing import current_catalogue
from reports.facets import RegionFacet
from reports.parsing.regions import RegionName
from reports.reference import gazetteer

from .held import (
    Held,
    HeldSets,
    PlaceCount,
    PlaceCounts,
    among,
    count_places,
    count_provinces,
    held,
    held_sets,
    held_years,
)
from .links import (
    PlaceLink,
    coverage_href,
    directly_in,
    place_href,
    place_label,
    provinces,
    year_href,
    year_hrefs,
)
from .matrix import MOST_YEARS, Finding, GroupHead, Matrix, RowHead, matrix, window

# With more places than this the table has a row for each province, and each province a table of its own.
MOST_ROWS = 60


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the page shows; `by_province` says that a row is a province and a number counts its places.

    `unheld` are provinces of which there is nothing; `unplaced` counts reports of which the place is not known.
    """

    province: RegionName | None
    by_province: bool
    matrix: Matrix
    years: tuple[tuple[int, str], ...]
    places: int
    choices: tuple[PlaceLink, ...]
    unheld: tuple[str, ...]
    unplaced: int
    earlier: str
    later: str


def read_coverage(province: RegionName | None = None, *, until: int | None = None) -> Coverage:
    """The table for one province, or for all; no query, whatever is held."""
    catalogue = current_catalogue()
    counts = count_places(catalogue, catalogue.published)
    region = province.code if province else ""
    every = held_sets(catalogue)
    all_years = held_years(every)
    years = window(all_years, until=until)
    sets: HeldSets = {key: rows for key, rows in every.items() if key[0] in years}
    if province:
        sets = among(sets, RegionFacet().carrying(catalogue, [region]))
    placed = [place for place in counts.own if gazetteer().get(place)]
    by_province = province is None and len(placed) > MOST_ROWS
    if by_province:
        found = _by_province(count_provinces(catalogue, sets))
        table = matrix([_summary(counts)], found, years=years)
    else:
        shown = [province] if province else provinces()
        groups = [_group(one, counts, whole=province is not None) for one in shown]
        kept = [group for group in groups if group.rows]
        table = matrix(kept, _by_place(held(catalogue, sets)), years=years)
    return Coverage(
        province=province,
        by_province=by_province,
        matrix=table,
        years=tuple((year, year_href(year, region=region)) for year in years),
        places=sum(1 for place in placed if not province or place[:2] == region[:2]),
        choices=_choices(counts, province),
        unheld=tuple(one.name for one in provinces() if not counts.within(one.code).reports),
        unplaced=sum(own.reports for place, own in counts.own.items() if place not in placed),
        earlier=_before(years, all_years, region),
        later=_after(years, all_years, region),
    )


def _choices(counts: PlaceCounts, province: RegionName | None) -> tuple[PlaceLink, ...]:
    """The provinces of which something is held, each with its table."""
    counted = ((one, counts.within(one.code).reports) for one in provinces())
    return tuple(
        PlaceLink(one.name, coverage_href(region=one.code), number, current=one == province)
        for one, number in counted
        if number
    )


def _group(province: RegionName, counts: PlaceCounts, *, whole: bool) -> GroupHead:
    """A province's rows: what is held, and where the province is shown by itself all places directly in it."""
    direct = directly_in(province.code)
    tops = {province.code, *(one.code for one in direct)}
    listed = {code for code in counts.own if code[:2] == province.code[:2]}
    # A county stands below its city, which has a row for that even where it has no report.
    cities = {region.parent for region in map(gazetteer().get, listed) if region}
    shown = listed | (cities - {"", province.code}) | (tops if whole else set())
    regions = filter(None, map(gazetteer().get, sorted(shown)))
    return GroupHead(
        name=province.name,
        href="" if whole else coverage_href(region=province.code),
        rows=tuple(_head(one, counts, inner=one.code not in tops) for one in regions),
        held=sum(1 for one in direct if counts.within(one.code).reports),
        places=len(direct),
    )


def _head(region: RegionName, counts: PlaceCounts, *, inner: bool) -> RowHead:
    own = counts.own.get(region.code, PlaceCount(0, 0))
    name = region.name if inner else place_label(region.code)
    href = place_href(region.code)
    return RowHead(region.code, name, href, own.reports, own.undated, inner=inner)


def _summary(counts: PlaceCounts) -> GroupHead:
    """A row for each province that something is held of."""
    counted = ((one, counts.within(one.code)) for one in provinces())
    heads = tuple(
        RowHead(one.code, one.name, coverage_href(region=one.code), of.reports, of.undated)
        for one, of in counted
        if of.reports
    )
    return GroupHead("", "", heads, len(heads), len(provinces()))


def _by_place(found: Iterable[Held]) -> Iterator[Finding]:
    """One report is what a cell leads to; several stand together on the place's page."""
    for one in found:
        if one.place:
            several = len(one.reports) > 1
            href = (
                place_href(one.place, year=one.year)
                if several
                else reverse("report", args=one.reports)
            )
            yield Finding(one.place, one.year, one.kind, len(one.reports), href)


def _by_province(counts: Mapping[tuple[str, int, str], int]) -> Iterator[Finding]:
    """How many places of a province have something; a cell leads to the year there."""
    hrefs = {year: year_hrefs(year) for year in {year for _, year, _ in counts}}
    for (province, year, kind), number in counts.items():
        if href := hrefs[year].get(province):
            yield Finding(province, year, kind, number, href, places=number)


def _before(years: tuple[int, ...], held_for: list[int], region: str) -> str:
    """The address of the years before those shown."""
    earlier = bool(years) and min(held_for) < years[0]
    return coverage_href(region=region, until=years[0] - 1) if earlier else ""


def _after(years: tuple[int, ...], held_for: list[int], region: str) -> str:
    """The address of the years after those shown; the last ones are what the page shows by itself."""
    if not years or years[-1] == max(held_for):
        return ""
    following = years[-1] + MOST_YEARS
    return coverage_href(region=region, until=None if following >= max(held_for) else following)
