"""What the archive holds, in numbers, as the public sees it."""

from __future__ import annotations

from dataclasses import dataclass

from .catalogue import Catalogue, count
from .facets import AreaFacet, Facet, RegionFacet, YearFacet, count_facets
from .selection import Selection


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts over published reports; a county's or a city's own report makes it one of the cities."""

    reports: int
    passages: int
    provinces: int
    cities: int
    first_year: str
    last_year: str
    facets: tuple[Facet, ...]


def holdings(catalogue: Catalogue) -> Holdings:
    """Count what is published."""
    regions, years, areas = count_facets(
        catalogue, Selection({}), kinds=(RegionFacet(), YearFacet(), AreaFacet())
    )
    places = catalogue.by_place(catalogue.published)
    spoken = [value.value for value in years.values]
    return Holdings(
        reports=count(catalogue.published),
        passages=catalogue.passages_of(catalogue.published),
        provinces=len(regions.values),
        # The facet shows no cities where there are very many.
        cities=sum(not code.endswith("0000") for code in filter(None, places)),
        first_year=min(spoken, default=""),
        last_year=max(spoken, default=""),
        facets=(regions, years, areas),
    )
