"""Reports in the admin: the list, and the page on which a report is looked over and corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports import review
from reports.models import Region, Report

from .filters import AttentionFilter, ProvinceFilter, YearFilter
from .forms import ReportForm
from .notes import labels, removed_furniture, uncertain
from .regions import CHOICES_URL_NAME, RegionChoices, RegionField, RegionSelect, full_name
from .uploads import UploadMixin

FILE_FACTS = (
    "filename",
    "size",
    "encoding",
    "sha256",
    "parser_version",
    "uploaded_by",
    "created_at",
    "updated_at",
)


@admin.register(Report)
class ReportAdmin(UploadMixin):
    """Nothing here writes a report but the verbs of `reports.review` and `reports.ingest`."""

    form = ReportForm
    list_display = ("title", "place", "span", "doc_type", "state", "published_on", "attention")
    list_filter = ("status", "doc_type", YearFilter, ProvinceFilter, AttentionFilter)
    list_per_page = 50
    search_fields = ("title", "issuer", "filename", "region__name")
    search_help_text = "标题、发布单位、地区或文件名"
    fieldsets = (
        ("报告信息", {"fields": review.CORRECTABLE}),
        ("文件", {"fields": FILE_FACTS, "classes": ("collapse",)}),
    )
    readonly_fields = FILE_FACTS
    view_on_site = False  # the page has its own links

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        rows = super().get_queryset(request).select_related("region__parent__parent")
        return rows.defer("text", "furniture")

    @admin.display(description="地区", ordering="region")
    def place(self, report: Report) -> str:
        """The region under its province."""
        return full_name(report.region) if report.region else ""

    @admin.display(description="年份")
    def span(self, report: Report) -> str:
        """The years it speaks of."""
        return "、".join(map(str, report.years))

    @admin.display(description="状态", ordering="status")
    def state(self, report: Report) -> SafeString:
        """The status as a badge."""
        words = report.get_status_display()
        return format_html('<span class="state {}">{}</span>', report.status, words)

    @admin.display(description="待核对")
    def attention(self, report: Report) -> str:
        """What was not read from the text, and what the parser had to remark."""
        return "；".join([*filter(None, [labels(uncertain(report))]), *report.warnings])

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"title": "报告", **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        choices = RegionChoices.as_view(admin_site=self.admin_site)
        choices_page = path("regions/", self.admin_site.admin_view(choices), name=CHOICES_URL_NAME)
        return [choices_page, *super().get_urls()]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        if db_field.name != "region":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        regions = Region.objects.select_related("parent__parent")
        widget = RegionSelect(db_field, self.admin_site)
        return RegionField(regions, label=db_field.verbose_name, required=False, widget=widget)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # As it is stored: `obj` already holds what was typed into a form that may be wrong.
        stored = Report.objects.get(pk=kwargs["obj"].pk)
        context |= {
            "report": stored,
            "sections": list(stored.sections.with_areas()),
            "furniture": list(removed_furniture(stored)),
            "may_publish": self.has_publish_permission(request, stored),
            "show_save_and_add_another": False,
            "title": "核对报告",
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Report, form: ModelForm[Report], change: bool
    ) -> None:
        typed = {name: form.cleaned_data[name] for name in form.changed_data}
        changed = review.correct(obj, typed)
        if {"report_years", "plan_years"} & set(changed):
            self._warn_of_other_years(request, Report.objects.get(pk=obj.pk))

    def _warn_of_other_years(self, request: HttpRequest, report: Report) -> None:
        """The outline may still speak of years that the report no longer does."""
        said = {*report.report_years, *report.plan_years}
        others = sorted(set(report.years) - said) if said else []
        if others:
            years = "、".join(map(str, others))
            messages.warning(request, f"大纲里还有章节的年份是 {years}，请在大纲里逐节核对。")

    def response_change(self, request: HttpRequest, obj: Report) -> HttpResponse:
        if "_publish" in request.POST:
            return self.change_status(request, obj.pk, review.publish, "发布")
        if "_withdraw" in request.POST:
            return self.change_status(request, obj.pk, review.withdraw, "撤回")
        return super().response_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        """Superusers only; others withdraw."""
        return bool(request.user.is_active and request.user.is_superuser)

    def get_deleted_objects(
        self, objs: Iterable[Report], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """The reports and how much hangs on them; naming each passage would fill hundreds of pages."""
        reports = list(objs)
        counts = Counter({"报告": len(reports)})
        for report in reports:
            counts["章节"] += report.sections.count()
            counts["段落"] += report.passages.count()
        return [str(report) for report in reports], dict(counts), set(), []

    def delete_model(self, request: HttpRequest, obj: Report) -> None:
        review.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        for report in queryset:
            review.delete(report)
