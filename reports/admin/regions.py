"""Regions in the admin: looked up and chosen by name, changed only by the reference data's file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse

from reports.models import Region

# Where a field that chooses a region asks for those that fit what is typed.
CHOICES_URL_NAME = "reports_region_choices"


def full_name(region: Region) -> str:
    """广东省 中山市; many counties share a name, so that it takes the whole path to tell them apart."""
    return " ".join(place.name for place in region.path)


class RegionField(forms.ModelChoiceField):
    """Chooses a region by its whole path."""

    def to_python(self, value: Any) -> Any:
        """The region of a code; one with a NUL, which PostgreSQL cannot look for, is none."""
        if isinstance(value, str) and "\x00" in value:
            raise forms.ValidationError(self.error_messages["invalid_choice"])
        return super().to_python(value)

    def label_from_instance(self, obj: Any) -> str:
        return full_name(obj)


class RegionSelect(AutocompleteSelect):
    """Looks regions up while the clerk types."""

    url_name = f"%s:{CHOICES_URL_NAME}"


class RegionChoices(AutocompleteJsonView):
    """Answers RegionSelect."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The regions that fit; a term with a NUL, which PostgreSQL cannot look for, fits none."""
        if "\x00" in request.GET.get("term", ""):
            return JsonResponse({"results": [], "pagination": {"more": False}})
        return super().get(request, *args, **kwargs)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """One region as its code and its whole path."""
        return {"id": obj.pk, "text": full_name(obj)}


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    """A list to look things up in."""

    list_display = ("code", "name", "short", "level", "parent")
    list_filter = ("level",)
    search_fields = ("name", "short", "code", "parent__name", "parent__parent__name")
    search_help_text = "名称或代码；写上省名可以区分同名的县区，例如：江苏 鼓楼"
    ordering = ("code",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        return super().get_queryset(request).select_related("parent__parent")

    def has_view_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        """All staff: whoever corrects a report must be able to choose its region."""
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: regions follow the reference data's file."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        """Nobody, as for adding."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Region | None = None) -> bool:
        """Nobody, as for adding."""
        return False
