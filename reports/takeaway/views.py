"""What is taken away, by address: the list of reports as a file, a report as a Word document or as plain text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from django.db import OperationalError
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from reports.browse import Address
from reports.display import display_of
from reports.forms import read_selection
from reports.models import Passage, Report
from reports.reading import read
from reports.responses import guarded, slow_page

from .answers import Busy, Format, answer, export_links, file_name, mark_as_file, one_turn
from .listing import report_table
from .word import Source, write_document
from .workbooks import TooMany

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# When one may come again (seconds) who was told that too many are at it.
COME_AGAIN = 30


@require_safe
def report_list_file(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """The published reports under a selection, one row each."""
    address = Address(request.path, read_selection(request.GET))
    return file_or_sentence(
        request,
        lambda: answer(
            report_table(address.selection, absolute=request.build_absolute_uri), Format(suffix)
        ),
        {"exports": export_links("reports-export", address), "address": address},
    )


@require_safe
def report_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A report as a Word document; of a long one, writing it keeps a processor busy for seconds."""
    visible = Report.objects.visible_to(request.user).defer("text")
    passages = Prefetch("passages", Passage.objects.select_related("section"))
    rows = visible.select_related("region__parent__parent").prefetch_related(passages)
    report = get_object_or_404(rows, pk=pk)

    def make() -> HttpResponseBase:
        with one_turn():
            file = _document(report, request.build_absolute_uri(report.get_absolute_url()))
        response = FileResponse(file, content_type=WORD)
        mark_as_file(response, f"{file_name(report.title)}.docx")
        return response

    return guarded(file_or_sentence(request, make, {}), report)


def _document(report: Report, address: str) -> BytesIO:
    """The report, read with its passages and their sections, as a file; the address is the one it is cited by."""
    file = BytesIO()
    as_written = read(report, marks={}, display=display_of(report, ""))
    write_document(Source(report, as_written, address), file)
    file.seek(0)
    return file


@require_safe
def report_text(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The text of a report as the archive keeps it, nothing added and nothing changed, in UTF-8."""
    visible = Report.objects.visible_to(request.user).only("title", "status", "text")
    report = get_object_or_404(visible, pk=pk)
    response = HttpResponse(report.text.encode(), content_type="text/plain; charset=utf-8")
    mark_as_file(response, f"{file_name(report.title)}.txt")
    return guarded(response, report)


def file_or_sentence(
    request: HttpRequest, make: Callable[[], HttpResponseBase], context: Mapping[str, Any]
) -> HttpResponseBase:
    """The answer that is made, or a page that says why there is none; `context` holds what that page needs."""
    try:
        return make()
    except TooMany:
        return render(request, "too_many.html", dict(context), status=400)
    except Busy:
        response = render(request, "503.html", {**context, "busy": True}, status=503)
        response["Retry-After"] = str(COME_AGAIN)
        return response
    except OperationalError as error:
        return slow_page(request, error, context)
