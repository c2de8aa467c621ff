"""A policy area → its page: what reports say on it, by province and city, each report with its sections of the area.

Reports are what is counted, chosen and paged, as in every list; so a page stays small whatever is held.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator

from reports.cataloguing import current_catalogue
from reports.facets import AreaFacet, Facet, RegionFacet, YearFacet, count_facets, narrow
from reports.models import Report
from reports.selection import Selection

from .excerpts import Excerpt, area_sections, with_leads
from .held import rows_of
from .links import place_href, place_label, place_name

REPORTS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class AreaReport:
    """A report with its sections of the area; none where it speaks of the area in passing, or of other years."""

    report: Report
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class AreaPlace:
    """A place's reports, the latest published first."""

    name: str
    href: str
    reports: tuple[AreaReport, ...]


@dataclass(frozen=True, slots=True)
class AreaProvince:
    """A province with those of its places that have reports on this page."""

    name: str
    href: str
    places: tuple[AreaPlace, ...]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One page of the area's reports under a selection of places and years; pages count from 1."""

    total: int
    number: int
    last: int
    facets: tuple[Facet, ...]
    provinces: tuple[AreaProvince, ...]


def read_area(code: str, *, selection: Selection, page: int = 1, find: str = "") -> AreaPage:
    """Look up one page; three queries whatever is held. A page that does not exist is the nearest that does.

    `find` is the name of a place that somebody looks for among the facet's.
    """
    catalogue = current_catalogue()
    spoken = AreaFacet().carrying(catalogue, [code])
    ids = catalogue.by_region(narrow(catalogue, selection, among=spoken))
    pages = Paginator(ids, REPORTS_A_PAGE)
    shown = pages.page(min(page, pages.num_pages))
    reports = rows_of(Report.objects.published()).in_order(shown)
    years = {int(year) for year in selection.values("year")}
    sections = area_sections([report.pk for report in reports], area=code)
    excerpts = with_leads(one for one in sections if not years or one.year in {0, *years})
    return AreaPage(
        total=pages.count,
        number=shown.number,
        last=pages.num_pages,
        facets=count_facets(
            catalogue, selection, among=spoken, kinds=(RegionFacet(find), YearFacet())
        ),
        provinces=grouped(reports, excerpts),
    )


def grouped(reports: Sequence[Report], excerpts: Iterable[Excerpt]) -> tuple[AreaProvince, ...]:
    """Reports that come in the order of their places, under province and place."""
    of_report: dict[int, list[Excerpt]] = defaultdict(list)
    for excerpt in excerpts:
        of_report[excerpt.report].append(excerpt)
    provinces = []
    for prefix, inside in groupby(reports, key=lambda report: (report.region_id or "")[:2]):
        places = tuple(
            AreaPlace(
                name=place_label(code),
                href=place_href(code),
                reports=tuple(AreaReport(one, tuple(of_report[one.pk])) for one in own),
            )
            for code, own in groupby(inside, key=lambda report: report.region_id or "")
        )
        province = f"{prefix}0000" if prefix else ""
        provinces.append(AreaProvince(place_name(province), place_href(province), places))
    return tuple(provinces)
