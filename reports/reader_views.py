"""What a reader of a report leads to: a passage's evidence card, and larger pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .evidence import evidence_of
from .large import switched
from .models import Passage, Report
from .responses import guarded


@require_safe
def evidence_card(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A passage with all that proves where it stands, to be printed, and its citation in three forms."""
    reports = Report.objects.visible_to(request.user).select_related("region__parent__parent")
    report = get_object_or_404(reports.defer("text", "furniture", "evidence"), pk=pk)
    rows = Passage.objects.select_related("section")
    passage = get_object_or_404(rows, report=report, number=number)
    place = f"{report.get_absolute_url()}#{passage.anchor}"
    evidence = evidence_of(
        report,
        passage,
        address=request.build_absolute_uri(place),
        accessed=timezone.localdate(),
    )
    context = {"report": report, "evidence": evidence}
    return guarded(render(request, "evidence.html", context), report)


@never_cache
@require_safe
def switch_size(request: HttpRequest) -> HttpResponse:
    """Sets a cookie by a link, so that it works without script and without a form; nothing else is changed."""
    return switched(request)
