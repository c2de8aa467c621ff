"""Selection → the table of the published reports that it leaves, one row a report, in the order of the list."""

from __future__ import annotations

from collections.abc import Iterator

from reports.cataloguing import current_catalogue
from reports.facets import narrow
from reports.models import Report
from reports.reference import area_names
from reports.selection import Selection

from .origins import Absolute, Origin, chosen_of, place_of
from .tables import Column, Link, Table, table

# So many reports are read at once.
REPORTS_AT_ONCE = 500


def report_table(selection: Selection, *, absolute: Absolute) -> Table:
    """The table; nothing of it is read yet but which reports it holds."""
    catalogue = current_catalogue()
    numbers = catalogue.latest_first(narrow(catalogue, selection)).tolist()
    origin = Origin.now(absolute)
    chosen = chosen_of(selection)
    return table(
        _reports(numbers),
        _columns(absolute),
        size=len(numbers),
        file="-".join(["报告目录", *(name for one in chosen for name in one.in_a_name)]),
        sheet="报告",
        listed="reports",
        about={"filters": {one.facet: dict(one.names) for one in chosen}, **origin.about},
        notes=(*(one.note for one in chosen), *origin.notes),
    )


def _reports(numbers: list[int]) -> Iterator[Report]:
    """The reports of these numbers in their order; those that were withdrawn meanwhile are left out."""
    rows = Report.objects.published().for_lists()
    for start in range(0, len(numbers), REPORTS_AT_ONCE):
        yield from rows.in_order(numbers[start : start + REPORTS_AT_ONCE])


def _columns(absolute: Absolute) -> list[Column[Report]]:
    areas = area_names()
    return [
        Column("title", "报告标题", 48, lambda report: report.title),
        Column("issuer", "发布单位", 24, lambda report: report.issuer),
        Column("region", "地区", 26, place_of),
        Column("type", "类型", 12, lambda report: report.doc_type),
        Column("published_on", "发布日期", 12, lambda report: report.published_on),
        Column("report_years", "总结年度", 10, lambda report: tuple(report.report_years)),
        Column("plan_years", "计划年度", 10, lambda report: tuple(report.plan_years)),
        Column(
            "areas",
            "政策领域",
            36,
            lambda report: tuple(name for code, name in areas.items() if code in report.areas),
        ),
        # Annotated by `for_lists`.
        Column("passages", "段数", 8, lambda report: getattr(report, "passage_count", None)),
        Column("filename", "文件名", 30, lambda report: report.filename),
        Column("address", "固定链接", 36, lambda report: Link(absolute(report.get_absolute_url()))),
        Column("sha256", "SHA-256", 24, lambda report: report.sha256),
    ]
