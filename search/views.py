"""The search page: what was typed and chosen, one call, its results."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from reports.browse import Address, narrowing, pages, read_find, read_opened, read_page
from reports.models import Passage, Report
from reports.responses import guarded, slow_page
from reports.takeaway.answers import export_links

from .export import ORDERS
from .facts import years_of
from .forms import SearchForm
from .grammar import QueryError
from .leads import leads
from .results import Order, ReportHits, SearchResult, search
from .similar import Within, similar
from .suggest import suggest

# So long a browser may show again what it was told (seconds): somebody who deletes a letter asks nothing anew.
SUGGESTIONS_KEEP = 30

_WITHIN = {Within.ALL: "全部", Within.YEAR: "同年", Within.PROVINCE: "同省"}


@require_safe
def results_page(request: HttpRequest) -> HttpResponse:
    """Passages grouped by report; without a query, the list of reports under the same selection."""
    form = SearchForm(request.GET)
    form.is_valid()
    typed: str = form.cleaned_data["q"]
    if not typed:
        return redirect(Address(reverse("reports"), form.selection).href())
    synonyms: bool = form.cleaned_data["synonyms"]
    order: Order = form.cleaned_data["sort"]
    address = Address(reverse("search"), form.selection, typed, synonyms, order.value)
    context: dict[str, Any] = {"address": address, "typed": typed, "ignored": form.ignored}
    try:
        result = search(
            typed,
            selection=form.selection,
            synonyms=synonyms,
            order=order,
            page=read_page(request.GET),
            opened=read_opened(request.GET),
            find=read_find(request.GET),
        )
    except QueryError as error:
        return render(request, "results.html", {**context, "error": str(error)}, status=400)
    except OperationalError as error:
        return slow_page(request, error, context)
    if result.only_filters:
        return redirect(Address(reverse("reports"), result.selection).href())
    return render(request, "results.html", {**context, **_shown(result, address)})


@require_safe
def similar_passages(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A passage of a report beside those of other cities and years that are most like it."""
    reports = Report.objects.visible_to(request.user).defer("text", "furniture", "evidence")
    report = get_object_or_404(reports.select_related("region"), pk=pk)
    passage = get_object_or_404(
        Passage.objects.select_related("section"), report=report, number=number
    )
    passage.report = report
    asked = request.GET.get("within", "")
    within = next((choice for choice in Within if choice.value == asked), Within.ALL)
    try:
        result = similar(passage, within=within)
    except OperationalError as error:
        return guarded(slow_page(request, error), report)
    choices = [
        (
            label,
            f"{request.path}?within={choice.value}" if choice else request.path,
            choice is within,
        )
        for choice, label in _WITHIN.items()
        if _may_choose(choice, passage)
    ]
    limited = within is not Within.ALL
    context = {"report": report, "result": result, "choices": choices, "limited": limited}
    return guarded(render(request, "similar.html", context), report)


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """What `q` may be the beginning of, as a list for the search box; an empty one for what is too long."""
    offers = suggest(request.GET.get("q", ""))
    rows = [
        {
            "text": offer.text,
            "kind": offer.kind.name.lower(),
            "reports": offer.reports,
            "query": offer.query,
        }
        for offer in offers
    ]
    # A list at the top is safe to send: browsers that could be made to run it are long gone.
    response = JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, private=True, max_age=SUGGESTIONS_KEEP)
    response["X-Robots-Tag"] = "noindex"
    return response


def _may_choose(within: Within, passage: Passage) -> bool:
    """Whether the passage's year or province is known, to look for others of the same."""
    if within is Within.YEAR:
        return bool(years_of(passage.report, passage.section))
    return within is not Within.PROVINCE or passage.report.region_id is not None


def _shown(result: SearchResult, address: Address) -> dict[str, Any]:
    """What the template needs of a result, with the links that lead on from it."""
    return {
        "result": result,
        "groups": _groups(result, address),
        "narrowing": narrowing(result.facets, address=address, written=result.written),
        "pages": pages(number=result.page, last=max(result.pages, 1), address=address),
        "orders": [
            (label, address.href(order=order.value), order.value == address.order)
            for order, label in ORDERS.items()
        ],
        "exports": export_links("search-export", address),
        "leads": leads(result.advice, address),
        "letters": address.href(typed=result.letters_query),
        "other_synonyms": address.href(synonyms=not address.synonyms),
        "marked": urlencode(
            {"q": address.typed} | ({} if address.synonyms else {"synonyms": "off"})
        ),
    }


def _groups(result: SearchResult, address: Address) -> list[tuple[ReportHits, str]]:
    """Each report with the address of the same page on which it is opened, or closed again; the others stay."""
    opened = {group.report.pk for group in result.groups if group.opened}
    return [
        (group, address.href(page=result.page, opened=opened ^ {pk}, group=pk))
        for group in result.groups
        for pk in [group.report.pk]
    ]
