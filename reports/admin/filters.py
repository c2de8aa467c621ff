"""What the list of reports can be narrowed to, beside its own columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import F, Func, QuerySet
from django.http import HttpRequest

from reports.facets import region_prefix
from reports.models import Region, Report


class ProvinceFilter(SimpleListFilter):
    """The provinces that have reports, their cities' included."""

    title = "省份"
    parameter_name = "province"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        held = Report.objects.exclude(region=None).order_by().values_list("region_id", flat=True)
        codes = {f"{code[:2]}0000" for code in held.distinct() if code}
        return Region.objects.filter(code__in=codes).values_list("code", "name")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        value = self.value() or ""
        if not (value.isascii() and value.isdigit()):
            return queryset
        return queryset.filter(region__code__startswith=region_prefix(value))


class YearFilter(SimpleListFilter):
    """The years that reports speak of, the latest first."""

    title = "年份"
    parameter_name = "year"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        each = Report.objects.order_by().annotate(each=Func(F("years"), function="unnest"))
        years = sorted(set(each.values_list("each", flat=True)), reverse=True)
        return [(str(year), f"{year} 年") for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        value = self.value() or ""
        # A year has four digits; more would be no number that the column can hold.
        is_year = value.isascii() and value.isdigit() and len(value) == 4
        return queryset.filter(years__contains=[int(value)]) if is_year else queryset


class AttentionFilter(SimpleListFilter):
    """Reports that a person should look over."""

    title = "待核对"
    parameter_name = "attention"

    def lookups(
        self, request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> Iterable[tuple[str, str]]:
        return [("region", "缺少地区"), ("years", "缺少年度"), ("warnings", "有提示")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Report]) -> QuerySet[Report]:
        match self.value():
            case "region":
                return queryset.filter(region=None)
            case "years":
                return queryset.filter(report_years=[], plan_years=[])
            case "warnings":
                return queryset.exclude(warnings=[])
            case _:
                return queryset
