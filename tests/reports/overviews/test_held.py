"""What is held: for the years a report names as its own, else for those its text speaks of; published reports only."""

from __future__ import annotations

import hashlib

import pytest

from reports.catalogue import count
from reports.cataloguing import current_catalogue
from reports.facets import RegionFacet
from reports.models import Report
from reports.overviews.held import (
    Held,
    PlaceCounts,
    among,
    count_places,
    count_provinces,
    held,
    held_for,
    held_sets,
    held_years,
)

pytestmark = pytest.mark.usefixtures("reference")


def _report(region: str | None, doc_type: str, **columns: object) -> Report:
    number = Report.objects.count()
    given: dict[str, object] = {"status": Report.Status.PUBLISHED, **columns}
    return Report.objects.create(
        title=f"报告{number}",
        region_id=region,
        doc_type=doc_type,
        sha256=hashlib.sha256(b"%d" % number).hexdigest(),
        size=1,
        text="一",
        parser_version=1,
        **given,
    )


def _held(code: str = "") -> list[Held]:
    """What is held, of a region and all places in it where its code is given."""
    catalogue = current_catalogue()
    sets = held_sets(catalogue)
    return held(catalogue, among(sets, RegionFacet().carrying(catalogue, [code])) if code else sets)


def _counts() -> PlaceCounts:
    catalogue = current_catalogue()
    return count_places(catalogue, catalogue.published)


def _years() -> list[int]:
    return held_years(held_sets(current_catalogue()))


def _held_for(year: int) -> int:
    """How many reports are held for a year."""
    return sum(map(count, held_for(held_sets(current_catalogue()), year).values()))


def _found(reports: list[Held]) -> list[tuple[str, int, str, int]]:
    return [(one.place, one.year, one.kind, len(one.reports)) for one in reports]


def test_a_summary_with_a_plan_is_held_for_both_years() -> None:
    report = _report("450100", "总结和计划", report_years=[2021], plan_years=[2022])
    assert _held() == [
        Held("450100", 2021, "总结", (report.pk,)),
        Held("450100", 2022, "计划", (report.pk,)),
    ]


def test_reports_of_one_type_stand_together_whatever_they_hold_besides() -> None:
    _report("450100", "总结和计划", report_years=[2021], plan_years=[2022])
    _report("450100", "总结", report_years=[2020, 2021])
    _report("450100", "计划", plan_years=[2022], report_years=[])
    assert _found(_held()) == [
        ("450100", 2020, "总结", 1),
        ("450100", 2021, "总结", 2),
        ("450100", 2022, "计划", 2),
    ]


@pytest.mark.parametrize("kind", ["新闻", "公报", "其他"])
def test_what_is_no_summary_is_not_called_one(kind: str) -> None:
    _report("450100", kind, report_years=[2021], years=[2020, 2021])
    _report("450200", kind, years=[2019])
    assert _found(_held()) == [("450100", 2021, kind, 1), ("450200", 2019, kind, 1)]


@pytest.mark.parametrize(
    ("doc_type", "kind"), [("总结", "总结"), ("计划", "计划"), ("总结和计划", "总结")]
)
def test_a_report_that_names_no_year_is_held_for_those_it_speaks_of(
    doc_type: str, kind: str
) -> None:
    _report("450100", doc_type, years=[2018])
    assert _found(_held()) == [("450100", 2018, kind, 1)]


def test_only_what_is_published_is_held_or_counted() -> None:
    for status in (Report.Status.DRAFT, Report.Status.WITHDRAWN):
        _report("450100", "总结", report_years=[2021], status=status)
    assert _held() == []
    assert _years() == []
    assert _counts().own == {}
    assert _held_for(2021) == 0


def test_years_are_those_for_which_something_is_held() -> None:
    _report("450100", "总结和计划", report_years=[2019], plan_years=[2021], years=[2016, 2021])
    _report("450200", "新闻", years=[2012])
    assert _years() == [2012, 2019, 2021]
    for year in (2012, 2019, 2021):
        assert _held_for(year) == 1
    assert _held_for(2016) == 0


def test_places_are_counted_with_what_has_no_year_and_what_has_no_place() -> None:
    _report("450100", "总结", report_years=[2021])
    _report("450100", "其他")
    _report("450000", "总结", report_years=[2021])
    _report(None, "总结", report_years=[2020])
    counts = _counts()
    assert {place: (one.reports, one.undated) for place, one in counts.own.items()} == {
        "450100": (2, 1),
        "450000": (1, 0),
        "": (1, 0),
    }
    assert counts.within("450000").reports == 3
    assert counts.within("450100").reports == 2
    assert counts.within("440000").reports == 0


def test_a_region_holds_what_its_places_hold() -> None:
    _report("450100", "总结", report_years=[2021])
    _report("440100", "总结", report_years=[2021])
    assert _found(_held("450000")) == [("450100", 2021, "总结", 1)]


def test_a_province_has_so_many_places_of_which_something_is_held() -> None:
    _report("450100", "总结", report_years=[2020, 2021])
    _report("450100", "总结", report_years=[2021])
    _report("450200", "总结和计划", report_years=[2021], plan_years=[2022])
    _report("440100", "公报", years=[2021])
    _report(None, "总结", report_years=[2021])
    catalogue = current_catalogue()
    assert count_provinces(catalogue, held_sets(catalogue)) == {
        ("450000", 2020, "总结"): 1,
        ("450000", 2021, "总结"): 2,
        ("450000", 2022, "计划"): 1,
        ("440000", 2021, "公报"): 1,
    }
