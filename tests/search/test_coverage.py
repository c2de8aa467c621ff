"""What the archive says it does not hold, and what it holds instead."""

from __future__ import annotations

import pytest

from reports.catalogue import count
from reports.cataloguing import current_catalogue
from reports.facets import narrow
from reports.models import Report
from reports.selection import Selection
from search.coverage import MOST_NAMED, Gap
from search.results import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def _gaps(typed: str, **chosen: list[str]) -> tuple[Gap, ...]:
    return search(typed, selection=Selection.of(**chosen)).advice.gaps


def _told(gap: Gap) -> tuple[str, str, dict[str, int]]:
    return gap.missing, gap.lead, {one.label: one.reports for one in gap.held}


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        pytest.param("苏州有多少社工站", {}, id="a question"),
        pytest.param("苏州 养老", {}, id="a word"),
        pytest.param("苏州市养老", {}, id="in one go"),
        pytest.param("养老 城市:苏州", {}, id="a filter"),
        pytest.param("养老", {"region": ["320500"]}, id="a facet"),
    ],
)
def test_a_city_that_is_not_held_is_told_with_its_neighbours(
    typed: str, chosen: dict[str, list[str]]
) -> None:
    assert [_told(gap) for gap in _gaps(typed, **chosen)] == [
        ("苏州市", "江苏省有：", {"南通市": 1})
    ]


def test_a_county_is_told_of_its_city_and_a_province_of_others_in_the_country() -> None:
    assert [_told(gap) for gap in _gaps("养老 城市:崇川区")] == [
        ("崇川区", "上一级的报告有：", {"南通市": 1})
    ]
    assert [_told(gap) for gap in _gaps("养老 城市:海口")] == [
        ("海口市", "海南省的其他地方也没有。", {})
    ]
    assert [_told(gap) for gap in _gaps("养老 城市:海南")] == [("海南省", "", {})]


def test_reports_of_the_region_above_are_told_as_such() -> None:
    assert [_told(gap) for gap in _gaps("养老 城市:银川")] == [
        ("银川市", "上一级的报告有：", {"宁夏回族自治区": 1})
    ]
    report = Report.objects.get(region_id="442000")
    Report.objects.filter(pk=report.pk).update(region_id="450000")
    assert [_told(gap) for gap in _gaps("养老 城市:北海")] == [
        ("北海市", "广西壮族自治区有：", {"南宁市": 1, "玉林市": 1, "全部": 3})
    ]


def test_a_year_that_a_city_lacks_is_told_with_those_it_has() -> None:
    held = ("中山市收录的年份：", {"2022年": 1, "2021年": 1})
    for typed, chosen in (
        ("殡葬 城市:中山 年份:2019", {}),
        ("殡葬", {"region": ["442000"], "year": ["2019"]}),
        ("中山 2019年 殡葬", {}),
    ):
        assert [_told(gap) for gap in _gaps(typed, **chosen)] == [("中山市2019年", *held)]
    (gap,) = _gaps("殡葬 城市:中山 年份:2015-2019")
    assert gap.missing == "中山市2015—2019年"


def test_a_year_that_nobody_has_is_told() -> None:
    (gap,) = _gaps("养老 年份:2010")
    assert _told(gap) == ("2010年", "收录的年份：", {"2022年": 3, "2021年": 3, "2020年": 1})


def test_every_holding_lists_so_many_reports() -> None:
    gaps = [*_gaps("养老 年份:2010"), *_gaps("殡葬 城市:中山 年份:2019"), *_gaps("苏州 养老")]
    for holding in (one for gap in gaps for one in gap.held):
        listed = narrow(current_catalogue(), holding.selection)
        assert count(listed) == holding.reports, holding.label


@pytest.mark.parametrize(
    "typed",
    [
        "养老",
        "南通有多少社工站",
        "养老 城市:南通",
        "月球",
        "月球 年份:2021",
        "中山纪念 月球",
        "城市:火星 月球",
        "2021",
    ],
)
def test_nothing_is_told_of_what_is_held(typed: str) -> None:
    assert _gaps(typed) == ()


def test_a_draft_is_not_held() -> None:
    Report.objects.filter(region_id="320600").update(status=Report.Status.DRAFT)
    assert [gap.missing for gap in _gaps("养老 城市:南通")] == ["南通市"]
    assert [gap.missing for gap in _gaps("苏州 养老")] == ["苏州市"]
    assert _gaps("苏州 养老")[0].held == ()


def test_only_some_of_many_are_named() -> None:
    report = Report.objects.get(region_id="442000")
    Report.objects.filter(pk=report.pk).update(years=list(range(2000, 2019)))
    (gap,) = _gaps("殡葬 城市:中山 年份:2019")
    assert len(gap.held) == MOST_NAMED
    assert gap.more
    assert gap.held[0].label == "2018年"
