"""Published reports → what is held of each place and year, as light values.

A report is held for the years it reports on and for those it plans; one that names neither, for the years that its
text speaks of. A report without any year is undated here, whatever the day on which it was published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, CharField, Count, F, Func, Q, SmallIntegerField, Value, When
from django.db.models.expressions import Combinable

from reports.facets import RegionFacet, region_prefix
from reports.models import Report, ReportQuerySet

_Type = Report.DocType

_NAMES_NO_YEAR = Q(report_years=[], plan_years=[])
# The part that looks back is a summary, unless the whole is something else.
_LOOKING_BACK = Case(
    When(doc_type__in=[_Type.BULLETIN, _Type.NEWS, _Type.OTHER], then=F("doc_type")),
    default=Value(_Type.SUMMARY.value),
    output_field=CharField(),
)
_LOOKING_AHEAD = Value(_Type.PLAN.value, output_field=CharField())
_AS_A_WHOLE = Case(
    When(doc_type=_Type.BOTH, then=Value(_Type.SUMMARY.value)),
    default=F("doc_type"),
    output_field=CharField(),
)


@dataclass(frozen=True, slots=True)
class Held:
    """The reports of one type (总结 计划 公报 新闻 其他) that are held of a place for a year, by their ids.

    `place` is the code of the reports' own region, empty where that is not known.
    """

    place: str
    year: int
    kind: str
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """How many reports are a place's own, and how many of them are of no year."""

    reports: int
    undated: int


def published_in(code: str = "") -> ReportQuerySet:
    """Published reports, of a region and all places in it where its code is given."""
    published = Report.objects.published()
    return published.filter(RegionFacet().condition([code])) if code else published


def published_for(year: int) -> ReportQuerySet:
    """Published reports that are held for a year."""
    named = Q(report_years__contains=[year]) | Q(plan_years__contains=[year])
    return Report.objects.published().filter(named | _NAMES_NO_YEAR & Q(years__contains=[year]))


def held(reports: ReportQuerySet) -> list[Held]:
    """What of these reports is held, by place, year and type; one query."""
    first, *others = (
        rows.order_by()
        .annotate(year=_each(column), kind=kind)
        .values("region_id", "year", "kind")
        .annotate(found=ArrayAgg("pk"))
        .values_list("region_id", "year", "kind", "found")
        for rows, column, kind in _parts(reports)
    )
    # A summary of 2021 and one with a plan for 2022 come as one kind from two parts.
    found: dict[tuple[str, int, str], set[int]] = defaultdict(set)
    for place, year, kind, ids in first.union(*others, all=True):
        found[place or "", year, kind].update(ids)
    return [Held(*key, reports=tuple(sorted(ids))) for key, ids in sorted(found.items())]


def held_years() -> list[int]:
    """All years for which a published report is held, the earliest first; one query."""
    first, *others = (
        rows.order_by().annotate(year=_each(column)).values_list("year", flat=True).distinct()
        for rows, column, _ in _parts(Report.objects.published())
    )
    return sorted(first.union(*others))


def count_places(reports: ReportQuerySet) -> dict[str, PlaceCount]:
    """How many of these reports each place has, by its code (empty: not known); one query."""
    undated = Count("pk", filter=_NAMES_NO_YEAR & Q(years=[]))
    rows = reports.order_by().values("region_id").annotate(number=Count("pk"), undated=undated)
    return {
        place or "": PlaceCount(number, no_year)
        for place, number, no_year in rows.values_list("region_id", "number", "undated")
    }


def count_within(counts: Mapping[str, PlaceCount], code: str) -> int:
    """How many reports a region has together with all places in it."""
    prefix = region_prefix(code)
    return sum(count.reports for place, count in counts.items() if place.startswith(prefix))


def rows_of(reports: ReportQuerySet) -> ReportQuerySet:
    """Only the columns by which a report is listed; a long text is not read for its title."""
    return reports.only(
        *("pk", "title", "region_id", "doc_type", "published_on", "script", "status"),
        *("report_years", "plan_years", "years"),
    )


def reports_by_id(ids: Iterable[int]) -> dict[int, Report]:
    """The published among these reports, as they are listed; one query."""
    return {report.pk: report for report in rows_of(published_in()).filter(pk__in=set(ids))}


def _parts(reports: ReportQuerySet) -> Iterator[tuple[ReportQuerySet, str, Combinable]]:
    """The columns that say for which years reports are held, and as what."""
    yield reports, "report_years", _LOOKING_BACK
    yield reports, "plan_years", _LOOKING_AHEAD
    yield reports.filter(_NAMES_NO_YEAR), "years", _AS_A_WHOLE


def _each(column: str) -> Func:
    """A row for each value of an array column."""
    return Func(F(column), function="unnest", output_field=SmallIntegerField())
