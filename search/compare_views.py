"""The page that puts places or years side by side: what was chosen, one call, its rows."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from reports.reference import area_names
from reports.responses import slow_page
from reports.selection import Selection

from .cells import Column
from .compare_choices import address, asked_for, choices, kept, missing, places_named
from .comparison import compare
from .forms import CompareForm


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """Two to four columns on one policy area, or what is still to be chosen for that."""
    form = CompareForm(request.GET)
    form.is_valid()
    named, notes = places_named(form.cleaned_data["place"])
    selection = kept(form.selection)
    regions = (*selection.values("region"), *(place.code for place in named))
    selection = Selection.of(**{**selection.chosen, "region": regions})
    if named and not notes:
        return redirect(address(selection))
    asked = asked_for(selection)
    context: dict[str, Any] = {
        "asked": asked,
        "notes": notes,
        "missing": missing(asked),
        "area": area_names().get(asked.area, ""),
    }
    try:
        context["choices"] = choices(selection)
        if not context["missing"]:
            comparison = compare(asked)
            context["comparison"] = comparison
            context["heads"] = [(one, _years(one, selection)) for one in comparison.columns]
    except OperationalError as error:
        return slow_page(request, error)
    return render(request, "compare.html", context)


def _years(column: Column, selection: Selection) -> list[tuple[int, str]]:
    """Where a column is empty: the years in which its place speaks of the area, in place of its own."""
    if column.sections:
        return []
    years = selection.values("year")

    def href(other: int) -> str:
        changed = [str(other) if year == str(column.year) else year for year in years]
        return address(Selection.of(**{**selection.chosen, "year": changed}))

    return [(year, href(year)) for year in column.other_years]
