"""The pages that look at the archive from one side: a place, a policy area, a year, and all that is held."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.browse import Address, narrowing, pages, read_find, read_page
from reports.forms import read_form
from reports.models import FIRST_YEAR, LAST_YEAR, PolicyArea
from reports.parsing.regions import RegionName
from reports.reference import gazetteer
from reports.selection import Selection

from .area import read_area
from .coverage import read_coverage
from .place import read_place
from .year import read_year

# What a search box keeps to is named while it is so few places and years.
MOST_NAMED = 2


@require_safe
def place_page(request: HttpRequest, code: str) -> HttpResponse:
    """A place: its reports by year, what they say by area, the places in it; kind words where there is nothing."""
    place = gazetteer().get(code)
    if place is None:
        raise Http404
    page = read_place(place)
    context: dict[str, object] = {"page": page}
    if page.around:
        context |= {"address": _list(region=code), "scope": place.name}
    return render(request, "place.html", context)


@require_safe
def area_page(request: HttpRequest, code: str) -> HttpResponse:
    """A policy area: what reports say on it, by place; `region` and `year` narrow it."""
    area = get_object_or_404(PolicyArea, pk=code)
    form = read_form(request.GET)
    selection = form.selection.without("area").without("type")
    find = read_find(request.GET)
    page = read_area(code, selection=selection, page=read_page(request.GET), find=find)
    own = Address(request.path, selection)
    chosen = selection.toggled("area", code)
    links = narrowing(page.facets, address=own)
    names = [chip.label for chip in links.chips if not chip.excluded]
    context = {
        "area": area,
        "page": page,
        "ignored": form.ignored,
        "narrowing": links,
        "pages": pages(number=page.number, last=page.last, address=own),
        "address": Address(reverse("reports"), chosen),
        "canonical": own.href(page=page.number),
        "scope": "".join(names if len(names) <= MOST_NAMED else ["所选条件下"]) + area.name,
    }
    return render(request, "area.html", context)


@require_safe
def year_page(request: HttpRequest, year: int) -> HttpResponse:
    """A year: who has a report on it and who a plan for it; `region` opens one province."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    province = _province(request)
    page = read_year(year, province)
    context: dict[str, object] = {"page": page}
    if page.anywhere:
        chosen = {"region": province.code} if province else {}
        scope = f"{province.name if province else ''}{year}年"
        context |= {"address": _list(year=f"{year}", **chosen), "scope": scope}
    return render(request, "year.html", context)


@require_safe
def coverage_page(request: HttpRequest) -> HttpResponse:
    """What is held of whom for which year; `region` opens a province, `until` earlier years."""
    province = _province(request)
    until = request.GET.get("until", "")
    known = until.isascii() and until.isdigit() and len(until) == 4
    context = {
        "page": read_coverage(province, until=int(until) if known else None),
        "address": _list(**({"region": province.code} if province else {})),
        "scope": province.name if province else "",
    }
    return render(request, "coverage.html", context)


def _list(**chosen: str) -> Address:
    """The list of reports of the same choice, which the search box keeps to."""
    return Address(
        reverse("reports"), Selection.of(**{name: [value] for name, value in chosen.items()})
    )


def _province(request: HttpRequest) -> RegionName | None:
    """The province that an address asks for, be it by a place in it; an address may be old, so others are none."""
    region = gazetteer().get(request.GET.get("region", ""))
    return gazetteer().province_of(region) if region else None
