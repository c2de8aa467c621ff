"""Places and years → links to their pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from reports.facets import Facet, FacetValue
from reports.parsing.regions import RegionName
from reports.reference import gazetteer

from .held import PlaceCounts

UNKNOWN = "地区不详"


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A place with the number of reports held of it and of all places in it."""

    name: str
    href: str
    reports: int
    current: bool = False


def place_href(code: str, *, year: int | None = None) -> str:
    """The address of a place's page, or of a year on it; empty for a place that the gazetteer no longer has."""
    if gazetteer().get(code) is None:
        return ""
    return reverse("place", args=[code]) + (f"#y{year}" if year else "")


def year_href(year: int, *, region: str = "") -> str:
    """The address of a year's page, with one province opened where its code is given."""
    return _asking(reverse("year", args=[year]), region=region)


def year_hrefs(year: int) -> dict[str, str]:
    """The addresses of a year's page with each province opened, by the provinces' codes."""
    path = reverse("year", args=[year])
    return {one.code: _asking(path, region=one.code) for one in provinces()}


def area_href(area: str, *, region: str = "") -> str:
    """The address of an area's page, narrowed to a region where its code is given."""
    return _asking(reverse("area", args=[area]), region=region)


def coverage_href(*, region: str = "", until: int | None = None) -> str:
    """The address of the table of what is held, of one province or up to some year where these are given."""
    return _asking(reverse("coverage"), region=region, until=str(until) if until else "")


def held_places(places: Iterable[RegionName], counts: PlaceCounts) -> tuple[PlaceLink, ...]:
    """Links to those of the places that something is held of, in their own order."""
    counted = ((place, counts.within(place.code).reports) for place in places)
    return tuple(
        PlaceLink(place.name, place_href(place.code), number) for place, number in counted if number
    )


def place_name(code: str) -> str:
    """A place's own full name."""
    region = gazetteer().get(code)
    return region.name if region else UNKNOWN


def place_label(code: str) -> str:
    """A place as it is called below its province: 广西本级 for the province's own, a county after its city."""
    path = gazetteer().path(code)
    if len(path) == 1:
        return f"{path[0].short}本级"
    return " ".join(one.name for one in path[1:]) or UNKNOWN


def overview_links(facets: Iterable[Facet]) -> tuple[tuple[str, str], ...]:
    """Name and address of the page of each place, year and area that is chosen."""
    hrefs: dict[str, Callable[[str], str]] = {
        "region": place_href,
        "year": lambda year: year_href(int(year)),
        "area": area_href,
    }
    return tuple(
        (value.label, hrefs[facet.name](value.value))
        for facet in facets
        if facet.name in hrefs
        for value in chosen(facet.values)
    )


def chosen(values: Iterable[FacetValue]) -> Iterator[FacetValue]:
    """Those of the values that are chosen, and of the values below them."""
    for value in values:
        if value.selected:
            yield value
        yield from chosen(value.children)


def provinces() -> Sequence[RegionName]:
    """All provinces, in the order of their codes."""
    return directly_in("")


def directly_in(code: str) -> Sequence[RegionName]:
    """The places whose next higher region this is: a province's cities, a city's districts and counties."""
    return _inside().get(code, ())


@cache
def _inside() -> Mapping[str, Sequence[RegionName]]:
    """The regions by the one they lie in; provinces lie in none."""
    inside: dict[str, list[RegionName]] = defaultdict(list)
    for region in gazetteer():
        inside[region.parent].append(region)
    return dict(inside)


def _asking(path: str, **parameters: str) -> str:
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}?{query}" if query else path
