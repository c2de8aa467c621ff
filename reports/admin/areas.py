"""Policy areas in the admin: their names follow the reference data, their words are the editors'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from reports.models import AreaTerm, PolicyArea
from reports.parsing.mirror import mirror


class AreaTermForm(forms.ModelForm):
    """One word with its weight."""

    class Meta:
        model = AreaTerm
        fields = ("term", "weight")

    def clean_term(self) -> str:
        """Written as the parser reads texts: simplified and half-width."""
        return mirror(self.cleaned_data["term"]).strip()


class AreaTermInline(admin.TabularInline):
    """The words of an area; whoever may change the area may change them."""

    model = AreaTerm
    form = AreaTermForm
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("reports.view_policyarea") or self._may_change(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request)

    def _may_change(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reports.change_policyarea")


@admin.register(PolicyArea)
class PolicyAreaAdmin(admin.ModelAdmin):
    """The areas with the words that speak for them."""

    list_display = ("name", "code", "division", "cross_cutting", "terms_count")
    search_fields = ("name", "code", "terms__term")
    search_help_text = "名称、代码或词语"
    inlines = (AreaTermInline,)
    readonly_fields = ("code", "name", "order", "division", "description", "cross_cutting")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyArea]:
        rows: QuerySet[PolicyArea] = super().get_queryset(request)
        return rows.annotate(terms_count=Count("terms", distinct=True))

    @admin.display(description="词语数")
    def terms_count(self, area: Any) -> int:
        """How many words speak for the area."""
        count: int = area.terms_count
        return count

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the areas follow the reference data's file."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody, as for adding."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            note = "词语的改动用于以后收录的报告；已收录的报告请在列表里选中，再执行“重新识别”。"
            messages.info(request, note)
