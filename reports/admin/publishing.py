"""Publishing and withdrawing in the admin: two buttons, and what they have in common with the list's actions."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from reports import review
from reports.ingest import Refused, reparse
from reports.models import Report
from reports.reference import current_areas

Verb = Callable[[Report], bool]


class PublishMixin(admin.ModelAdmin):
    """What is done to whole reports; every verb says whether it changed anything."""

    actions = ("publish_selected", "withdraw_selected", "reparse_selected")

    def has_publish_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        """Whether this person decides what the public sees."""
        return request.user.has_perm("reports.publish_report")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/publish/", view(self.publish_view), name="reports_report_publish"),
            path("<int:pk>/withdraw/", view(self.withdraw_view), name="reports_report_withdraw"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button that lets the public read a report."""
        return self.change_status(request, pk, review.publish, "发布")

    @method_decorator(require_POST)
    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The button that takes a report from the public."""
        return self.change_status(request, pk, review.withdraw, "撤回")

    def change_status(self, request: HttpRequest, pk: int, verb: Verb, name: str) -> HttpResponse:
        """Apply a verb to one report and return to its page; raises PermissionDenied."""
        report = get_object_or_404(Report.objects.defer("text"), pk=pk)
        if not self.has_publish_permission(request, report):
            raise PermissionDenied
        if verb(report):
            self.log_change(request, report, name)
            messages.success(request, f"《{report.title}》已{name}。")
        else:
            status = report.get_status_display()
            messages.warning(request, f"《{report.title}》没有变动，它的状态是“{status}”。")
        if not self.has_view_or_change_permission(request, report):
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(reverse("admin:reports_report_change", args=[pk]))

    @admin.action(description="发布所选报告", permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Publish those that are not."""
        self._apply(request, queryset, review.publish, "发布")

    @admin.action(description="撤回所选报告", permissions=["publish"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Withdraw those that are published."""
        self._apply(request, queryset, review.withdraw, "撤回")

    @admin.action(description="重新识别所选报告（人工更正不变）", permissions=["change"])
    def reparse_selected(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Read the originals again with the present parser and terms."""
        areas = current_areas()

        def again(report: Report) -> bool:
            try:
                reparse(report, areas=areas)
            except Refused as error:
                messages.error(request, str(error))
                return False
            return True

        self._apply(request, queryset, again, "重新识别")

    def _apply(
        self, request: HttpRequest, queryset: QuerySet[Report], verb: Verb, name: str
    ) -> None:
        reports = list(queryset)
        done = [report for report in reports if verb(report)]
        for report in done:
            self.log_change(request, report, name)
        if done:
            messages.success(request, f"已{name} {len(done)} 份报告。")
        if left := len(reports) - len(done):
            messages.warning(request, f"{left} 份报告没有变动。")
