"""The admin's page for a new report: the file comes in as a draft, or the page says why it does not."""

from __future__ import annotations

import logging
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.ingest import NewEdition, Outcome, Refused, ingest, refuse_oversized
from reports.models import Report

from .forms import UploadForm
from .notes import labels, uncertain, years_in_words
from .publishing import PublishMixin
from .regions import full_name

logger = logging.getLogger(__name__)


class UploadMixin(PublishMixin):
    """Takes the place of the admin's own form for adding: all of a report comes from its file."""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        held: Report | None = None
        posted = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
        if form.is_valid():
            try:
                outcome = self._receive(request, form)
            except NewEdition as error:
                held = error.held if self._may_replace(request, error.held) else None
                form.add_error("file", self._replacing_note(request, error.held))
            except Refused as error:
                form.add_error("file", str(error))
            except OSError:
                logger.exception("An upload could not be stored")
                form.add_error("file", "服务器存不下这个文件，什么也没有收录；请告诉管理员。")
            else:
                return self._received(request, outcome)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "上传报告",
            "form": form,
            "held": held,
            "has_view_permission": self.has_view_permission(request),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/reports/report/upload.html", context)

    def _receive(self, request: HttpRequest, form: UploadForm) -> Outcome:
        file: UploadedFile[Any] = form.cleaned_data["file"]
        refuse_oversized(file.size or 0)
        return ingest(
            file.read(),
            filename=file.name or "",
            uploaded_by=cast(User, request.user),  # the admin lets nobody else in
            may_replace=lambda held: (
                held.pk == form.cleaned_data["replace"] and self._may_replace(request, held)
            ),
        )

    def _may_replace(self, request: HttpRequest, held: Report) -> bool:
        """A published report's new text is public at once, so that takes the right to publish."""
        return self.has_change_permission(request, held) and (
            held.status != Report.Status.PUBLISHED or self.has_publish_permission(request)
        )

    def _replacing_note(self, request: HttpRequest, held: Report) -> SafeString:
        note = format_html(
            "档案里已有同名、同地区、同类型、同年度的报告{}（{}），这个文件没有收录。",
            self._link(request, held),
            held.get_status_display(),
        )
        if not self._may_replace(request, held):
            return format_html("{}您没有替换它的权限。", note)
        return format_html("{}如果它是该报告的新版本，请再选一次文件，并勾选下面一项。", note)

    def _received(self, request: HttpRequest, outcome: Outcome) -> HttpResponseRedirect:
        report = cast(Report, outcome.report)  # only a dry run may have none
        link = self._link(request, report)
        if outcome.kind == "unchanged":
            status = report.get_status_display()
            messages.info(
                request, format_html("这个文件已在档案里：{}（{}），没有重复收录。", link, status)
            )
            return HttpResponseRedirect(reverse("admin:reports_report_add"))
        recognised = _recognised(report)
        if outcome.kind == "new":
            self.log_addition(request, report, "上传")
            messages.success(
                request, format_html("{} 已收录为草稿。识别结果：{}。", link, recognised)
            )
        else:
            self.log_change(request, report, "以新版本替换")
            messages.success(
                request, format_html("{} 已换成新版本。识别结果：{}。", link, recognised)
            )
        if doubtful := uncertain(report):
            messages.warning(request, f"{labels(doubtful)}：原文没有直接写明，请核对后再发布。")
        may_see = self.has_view_or_change_permission(request, report)
        page = (
            reverse("admin:reports_report_change", args=[report.pk])
            if may_see
            else reverse("admin:index")
        )
        return HttpResponseRedirect(page)

    def _link(self, request: HttpRequest, report: Report) -> SafeString:
        if not self.has_view_or_change_permission(request, report):
            return format_html("《{}》", report.title)
        page = reverse("admin:reports_report_change", args=[report.pk])
        return format_html('<a href="{}">《{}》</a>', page, report.title)


def _recognised(report: Report) -> str:
    """What the archive made of a file, in one line."""
    parts = [
        full_name(report.region) if report.region else "地区不明",
        report.doc_type,
        years_in_words(report) or "年度不明",
        f"{report.sections.count()} 个章节",
        f"{report.passages.count()} 段",
    ]
    return "，".join(parts)
