"""One section in the admin: its year, its role and its policy areas; reached from its report's outline."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from reports import review
from reports.models import Section

from .forms import SectionForm


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin):
    """Sections come from the text: they are neither added nor deleted, only put right."""

    form = SectionForm
    fieldsets = ((None, {"fields": ("year", "role", "primary", "others")}),)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """No list of all sections on the front page."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        """As for changing; who may only look sees it all on the report's page."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        """Whoever may correct the report."""
        return request.user.has_perm("reports.change_report")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        """Nobody."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sections are found under their report."""
        return HttpResponseRedirect(reverse("admin:reports_report_changelist"))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        section: Section = kwargs["obj"]
        context |= {
            "title": "更正章节",
            "section": section,
            "above": _above(section),
            "passages": list(section.passages.all()),
            "children": list(section.children.order_by("number")),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Section, form: ModelForm[Section], change: bool
    ) -> None:
        data = form.cleaned_data
        areas = cast(SectionForm, form).areas
        review.correct_section(obj, year=data["year"], role=data["role"], areas=areas)

    def response_post_save_change(self, request: HttpRequest, obj: Section) -> HttpResponseRedirect:
        page = reverse("admin:reports_report_change", args=[obj.report_id])
        return HttpResponseRedirect(f"{page}#section-{obj.number}")


def _above(section: Section) -> list[Section]:
    """The sections it lies in, the outermost first."""
    found: list[Section] = []
    while section.parent:
        section = section.parent
        found.insert(0, section)
    return found
