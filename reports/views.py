"""The archive's public pages: what it holds, the list of reports, a report to read, its original file."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .asked import read_asked
from .browse import Address, narrowing, pages, read_find, read_page
from .cataloguing import current_catalogue
from .display import display_of
from .facets import count_facets, facets_finding, narrow
from .forms import read_form
from .holdings import holdings
from .marks import find_marks
from .models import Passage, Report
from .overviews.links import overview_links
from .reading import read
from .responses import guarded
from .selection import Selection
from .takeaway.answers import export_links, mark_as_file

REPORTS_A_PAGE = 20
NEWEST = 5

logger = logging.getLogger(__name__)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the archive holds by city, year and area, and the newest reports."""
    catalogue = current_catalogue()
    held = holdings(catalogue)
    address = Address(reverse("reports"), Selection({}))
    newest = _listed(catalogue.latest_first(catalogue.published)[:NEWEST])
    panels = narrowing(held.facets, address=address).panels
    return render(request, "home.html", {"holdings": held, "panels": panels, "newest": newest})


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """The published reports under a selection."""
    form = read_form(request.GET)
    address = Address(reverse("reports"), form.selection)
    catalogue = current_catalogue()
    facets = count_facets(
        catalogue, address.selection, kinds=facets_finding(read_find(request.GET))
    )
    ids = catalogue.latest_first(narrow(catalogue, address.selection))
    paginator = Paginator(ids, REPORTS_A_PAGE)
    page = paginator.page(min(read_page(request.GET), paginator.num_pages))
    context = {
        "address": address,
        "ignored": form.ignored,
        "narrowing": narrowing(facets, address=address),
        "overviews": overview_links(facets),
        "reports": _listed(page),
        "total": paginator.count,
        "pages": pages(number=page.number, last=paginator.num_pages, address=address),
        "exports": export_links("reports-export", address),
    }
    return render(request, "reports.html", context)


@require_safe
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A report to read, with the words marked that `?q=` asks for; see `Asked` for what else may be asked."""
    visible = Report.objects.visible_to(request.user)
    passages = Prefetch("passages", Passage.objects.select_related("section"))
    rows = visible.select_related("region__parent__parent").prefetch_related(passages)
    report = get_object_or_404(rows, pk=pk)
    asked = read_asked(report.get_absolute_url(), request.GET)
    typed = asked.typed
    marks = find_marks(report, typed=typed, synonyms=asked.synonyms) if typed else {}
    display = display_of(report, asked.script)
    context = {
        "report": report,
        "asked": asked,
        "typed": typed,
        "display": display,
        "reading": read(report, marks=marks, display=display, furniture=asked.furniture),
    }
    return guarded(render(request, "report.html", context), report)


@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was received, to be saved and never to be shown by the browser."""
    report = get_object_or_404(Report.objects.visible_to(request.user).defer("text"), pk=pk)
    try:
        file = report.original.open("rb")
    except OSError as error:
        logger.exception("The original of report %s cannot be read", report.pk)
        raise Http404 from error
    name = "".join(letter for letter in report.filename if letter.isprintable())
    response = FileResponse(file, content_type="application/octet-stream")
    mark_as_file(response, name)
    return guarded(response, report)


def _listed(ids: Iterable[int]) -> list[Report]:
    """These reports as lists show them; one that was withdrawn since they were counted is left out."""
    return Report.objects.published().for_lists().in_order(ids)
