"""The overviews as readers see them: what is held, what is missing, where it leads, and nothing that is not public."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from reports.models import Region, Report
from tests.reports.factories import held_report, report_text

pytestmark = pytest.mark.usefixtures("reference")

ADDRESSES = (
    "/places/450100/",
    "/places/450000/",
    "/areas/elderly_care/",
    "/years/2021/",
    "/coverage/",
    "/coverage/?region=450000",
)
CITIES = {"450100": "南宁市", "450200": "柳州市", "442000": "中山市", "320600": "南通市"}


def _hold(city: str, *years: int, status: str = Report.Status.PUBLISHED) -> Report:
    """A report of a city on each year with a plan for the next; returns the last one."""
    for year in years:
        text = report_text(city=city, year=year)
        report = held_report(text, filename=f"{city}{year}.txt", status=status)
    return report


def _page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def _plain(page: str) -> str:
    """What a page says to somebody who reads it, tags taken out and blanks made one."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page[page.index("<main") :]))


@pytest.fixture
def nanning() -> Report:
    return _hold("南宁市", 2021)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_overview_answers_and_leads_to_the_list(
    client: Client, nanning: Report, address: str
) -> None:
    page = _page(client, address)
    assert "南宁市" in page
    assert 'href="/reports/' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_changes_no_overview(
    client: Client, nanning: Report, status: str
) -> None:
    addresses = (*ADDRESSES, "/places/440000/", "/places/440600/", "/years/2017/")
    before = [_page(client, address) for address in addresses]
    _hold("佛山市", 2016, 2021, status=status)
    _hold("南宁市", 2020, status=status)
    held_report(report_text(also="另有。"), filename="另一份.txt", status=status)
    assert [_page(client, address) for address in addresses] == before


@pytest.mark.parametrize(
    "address",
    [
        "/places/999999/",
        "/places/abc/",
        "/places/45010/",
        "/places/450100%00/",
        f"/places/{'4' * 9999}/",
        "/areas/nothing/",
        "/areas/%3Cscript%3E/",
        "/years/1948/",
        "/years/2101/",
        "/years/-2021/",
        f"/years/{'2' * 9999}/",
        "/years/二〇二一/",
    ],
)
def test_what_there_is_not_is_not_found_in_chinese(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "region=%00&year=%00&until=%00&page=%00",
        f"region={'9' * 5000}&year={'9' * 5000}&until={'9' * 5000}&page={'9' * 5000}",
        "region=²²²²²²&until=²²²²&year=²²²²",
        "region=' OR 1=1 --&until=-1&page=-1",
        "region=<script>alert(1)</script>&until=<script>alert(1)</script>",
        "until=0000",
        "until=9999",
        "region=%ff%fe&until=%ff",
    ],
)
def test_nothing_in_an_address_breaks_an_overview(
    client: Client, nanning: Report, query: str
) -> None:
    for address in ADDRESSES:
        response = client.get(f"{address}{'&' if '?' in address else '?'}{query}")
        assert response.status_code == 200, address
        assert "<script>alert" not in response.content.decode()


def test_a_city_has_its_report_under_both_years_and_the_years_between_are_missing(
    client: Client,
) -> None:
    _hold("南宁市", 2017, 2021)
    page = _page(client, "/places/450100/")
    assert '<a href="/places/450000/">广西壮族自治区</a>' in page
    assert "2 份报告" in page
    labels = re.findall(r'<li class="shelf"(?: id="y\d+")?>\s*<h3>(.*?)</h3>', page)
    assert [re.sub(r"<[^>]+>", "", label) for label in labels] == [
        "2022 年",
        "2021 年",
        "2019—2020 年",
        "2018 年",
        "2017 年",
    ]
    assert page.count('<p class="quiet">没有报告</p>') == 1
    assert '<a href="/years/2021/?region=450000">2021 年</a>' in page


def test_a_city_tells_by_area_what_its_reports_say(client: Client, nanning: Report) -> None:
    page = _page(client, "/places/450100/")
    told = page[page.index('id="area-elderly_care"') :]
    heading = nanning.passages.get(text__contains="加快发展养老服务")
    assert f'href="{nanning.get_absolute_url()}#{heading.anchor}"' in told
    assert "新建养老服务中心5个。" in told
    assert told.index("2022 计划") < told.index("2021 总结")
    assert 'href="/areas/elderly_care/?region=450100"' in told


def test_of_many_sections_a_city_shows_the_latest_and_leads_to_the_others(client: Client) -> None:
    _hold("南宁市", 2015, 2017, 2019, 2021)
    page = _page(client, "/places/450100/")
    told = page[page.index('id="area-elderly_care"') :].split('class="told"')[0]
    assert told.count('class="excerpt"') == 4
    assert "还有 4 节" in told
    assert "2015" not in told


def test_a_province_has_its_own_reports_and_its_cities_and_says_which_are_missing(
    client: Client, nanning: Report
) -> None:
    page = _plain(_page(client, "/places/450000/"))
    assert "没有本级的报告 · 连同下辖地方共 1 份" in page
    assert "南宁市 1" in page
    assert "还没有报告（13）：柳州市、" in page
    _hold("广西壮族自治区", 2020)
    assert "1 份报告 · 连同下辖地方共 2 份" in _plain(_page(client, "/places/450000/"))


def test_a_county_stands_below_its_city(client: Client, nanning: Report) -> None:
    Region.objects.create(
        code="450110", name="武鸣区", short="武鸣", level="county", parent_id="450100"
    )
    Report.objects.filter(pk=nanning.pk).update(region="450110")
    assert "武鸣区 1" in _plain(_page(client, "/places/450100/"))
    county = _page(client, "/places/450110/")
    assert '<a href="/places/450100/">南宁市</a>' in county
    year = _plain(_page(client, "/years/2021/"))
    assert "南宁市 武鸣区" in year
    assert "没有 2021 年的报告（13）：柳州市、" in year
    assert "14 个下辖地方，1 个有报告" in _plain(_page(client, "/coverage/"))
    table = _page(client, "/coverage/?region=450000")
    assert table.index(">南宁市<") < table.index(">武鸣区<") < table.index(">柳州市<")


def test_a_place_that_is_no_longer_leads_nowhere_and_is_counted_as_unknown(
    client: Client, nanning: Report
) -> None:
    Region.objects.create(
        code="459900", name="旧地区", short="旧地", level="prefecture", parent_id="450000"
    )
    Report.objects.filter(pk=nanning.pk).update(region="459900")
    for address in (
        "/years/2021/",
        "/coverage/",
        "/areas/elderly_care/",
        f"/reports/{nanning.pk}/",
    ):
        page = _page(client, address)
        assert "/places/459900/" not in page
        assert "地区不详" in page or "旧地区" in page
    table = _plain(_page(client, "/coverage/"))
    assert "另有 1 份地区不详" in table
    assert "已有的报告都没有写明是哪里的" in table
    assert client.get("/places/459900/").status_code == 404


def test_a_place_without_reports_says_so_and_offers_its_neighbours(
    client: Client, nanning: Report
) -> None:
    for code, name in (("450200", "柳州市"), ("450202", "城中区")):
        page = _page(client, f"/places/{code}/")
        assert f"还没有{name}的报告。" in page
        assert '<a href="/places/450100/">南宁市</a>' in page
        assert '<meta name="robots" content="noindex">' in page
    page = _page(client, "/places/440000/")
    assert "还没有广东省的报告。" in page
    assert '<a href="/places/450000/">广西壮族自治区</a>' in page


def test_an_empty_archive_is_told_kindly_everywhere(client: Client) -> None:
    for address in ADDRESSES:
        assert "还没有" in _page(client, address)


def test_a_year_has_reports_and_plans_by_province_and_names_who_is_missing(client: Client) -> None:
    _hold("南宁市", 2021)
    _hold("中山市", 2020)
    page = _page(client, "/years/2021/")
    plain = _plain(page)
    assert "2 份报告 · 1 个地方有总结 · 1 个地方有计划" in plain
    assert "没有 2021 年的报告（13）：柳州市、" in plain
    assert plain.index("广东省") < plain.index("广西壮族自治区")
    nanning = page[page.index('href="/places/450100/"') :]
    assert "总结" in nanning
    assert "2022-01-20" in nanning
    assert '<a rel="prev" href="/years/2020/">' in page
    assert '<a rel="next" href="/years/2022/">' in page


def test_a_year_without_reports_offers_those_before_and_after(client: Client) -> None:
    _hold("南宁市", 2015, 2021)
    page = _page(client, "/years/2018/")
    assert "还没有 2018 年的总结、计划或其他报告" in page
    for year in (2015, 2016, 2021, 2022):
        assert f'href="/years/{year}/"' in page


def test_a_year_with_very_many_reports_opens_one_province(
    client: Client, nanning: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.overviews.year.MOST_REPORTS", 0)
    closed = _page(client, "/years/2021/")
    assert 'href="/years/2021/?region=450000"' in closed
    assert nanning.get_absolute_url() not in closed
    assert nanning.get_absolute_url() in _page(client, "/years/2021/?region=450000")


def test_an_area_is_told_by_place_with_the_year_of_each_section(client: Client) -> None:
    _hold("南宁市", 2021)
    zhongshan = _hold("中山市", 2020)
    page = _page(client, "/areas/elderly_care/")
    assert "2 份报告" in page
    main = page[page.index('class="list"') :]
    assert main.index("广东省") < main.index("中山市") < main.index("广西壮族自治区")
    heading = zhongshan.passages.get(text__contains="加快发展养老服务")
    assert f'href="{zhongshan.get_absolute_url()}#{heading.anchor}"' in main
    assert "2021 计划" in main
    narrowed = _page(client, "/areas/elderly_care/?region=442000&year=2020")
    main = narrowed[narrowed.index('class="list"') :]
    assert "1 份报告" in main
    assert "2020 总结" in main
    assert "2021 计划" not in main
    assert 'class="chip" href="/areas/elderly_care/?year=2020"' in main
    assert 'href="/reports/?region=442000&amp;year=2020&amp;area=elderly_care"' in main


def test_an_area_turns_its_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.overviews.area.REPORTS_A_PAGE", 1)
    _hold("南宁市", 2019, 2021)
    first = _page(client, "/areas/elderly_care/")
    assert "第 1 / 2 页" in first
    assert 'rel="next" href="/areas/elderly_care/?page=2"' in first
    beyond = _page(client, "/areas/elderly_care/?page=99")
    assert "第 2 / 2 页" in beyond
    assert "2019 总结" in beyond


def test_the_table_shows_what_is_held_and_what_is_missing(client: Client) -> None:
    nanning = _hold("南宁市", 2018, 2021)
    page = _page(client, "/coverage/?region=450000")
    rows = {
        re.sub(r"<[^>]+>", "", row.split("</th>")[0]): re.findall(r"<td.*?</td>", row)
        for row in re.findall(r'<tr(?: class="inner")?><th scope="row">.*?</tr>', page, re.DOTALL)
    }
    assert [re.sub(r"<[^>]+>", "", cell) for cell in rows["南宁市"]] == [
        *("总结", "计划", "–没有", "总结", "计划"),
        *("2", "2", "2"),
    ]
    assert f'href="{nanning.get_absolute_url()}"' in rows["南宁市"][3]
    assert all("没有" in cell for cell in rows["柳州市"][:5])
    assert [re.sub(r"<[^>]+>", "", cell) for cell in rows["有总结的地方"][:5]] == list("10010")
    assert "广西本级" in rows
    assert len(rows) == 15 + 2


def test_several_reports_of_a_year_lead_to_the_places_shelf(client: Client) -> None:
    _hold("南宁市", 2021)
    held_report(
        report_text(year=2021, also="另有其他。"), filename="又一份.txt", status="published"
    )
    page = _page(client, "/coverage/")
    assert 'href="/places/450100/#y2021"' in page
    assert 'id="y2021"' in _page(client, "/places/450100/")


def test_of_very_many_places_the_table_counts_by_province(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.overviews.coverage.MOST_ROWS", 2)
    for city in ("南宁市", "柳州市", "中山市"):
        _hold(city, 2021)
    page = _page(client, "/coverage/")
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    (guangxi,) = (row for row in rows if "广西" in row)
    assert "总结2 个地方" in re.sub(r"<[^>]+>", "", guangxi)
    assert 'href="/coverage/?region=450000"' in guangxi
    assert 'href="/years/2021/?region=450000"' in guangxi
    assert "/places/450100/" not in page


def test_a_table_of_very_many_years_is_turned(client: Client) -> None:
    _hold("南宁市", 1990, 2021)
    page = _page(client, "/coverage/")
    assert "1998" in page
    assert 'href="/years/1991/"' not in page
    assert 'href="/coverage/?until=1997"' in page
    before = _page(client, "/coverage/?until=1997")
    assert 'href="/years/1991/"' in before
    assert 'rel="next" href="/coverage/"' in before


def test_reports_of_no_place_and_no_year_are_counted(client: Client, nanning: Report) -> None:
    Report.objects.filter(pk=_hold("中山市", 2021).pk).update(region=None)
    other = _hold("南宁市", 2019)
    Report.objects.filter(pk=other.pk).update(report_years=[], plan_years=[], years=[])
    page = _plain(_page(client, "/coverage/"))
    assert "另有 1 份地区不详" in page
    assert "年份不详" in page
    assert "地区不详" in _plain(_page(client, "/years/2021/"))
    assert "年份不详" in _plain(_page(client, "/places/450100/"))
    assert "地区不详" in _plain(_page(client, "/areas/elderly_care/"))


def test_a_report_and_the_list_lead_to_the_overviews(client: Client, nanning: Report) -> None:
    page = _page(client, nanning.get_absolute_url())
    for address in (
        "/places/450000/",
        "/places/450100/",
        "/years/2021/",
        "/years/2022/",
        "/areas/elderly_care/",
        "/coverage/",
    ):
        assert f'href="{address}"' in page
    listed = _page(client, "/reports/?region=450100&year=2021&area=elderly_care")
    for address in ("/places/450100/", "/years/2021/", "/areas/elderly_care/"):
        assert f'href="{address}"' in listed


def test_what_is_excluded_from_an_area_is_gone_and_can_come_back(
    client: Client, nanning: Report
) -> None:
    _hold("中山市", 2021)
    both = _plain(_page(client, "/areas/elderly_care/"))
    assert "2 份报告" in both
    page = _page(client, "/areas/elderly_care/?-region=442000")
    assert "1 份报告" in _plain(page)
    assert "中山市民政局" not in _plain(page)
    assert 'href="/areas/elderly_care/" rel="nofollow" aria-label="不再排除中山市"' in page
    assert '<input type="hidden" name="-region" value="442000">' in page
    assert "养老服务 · 不含中山市 – 民政报告档案" in page


def test_the_search_box_of_an_overview_keeps_to_it_and_says_so(
    client: Client, nanning: Report
) -> None:
    page = _page(client, "/places/450100/")
    assert '<input type="hidden" name="region" value="450100">' in page
    assert 'placeholder="检索南宁市的报告"' in page
    assert '<a href="#q">检索南宁市的报告</a>' in page
    page = _page(client, "/areas/elderly_care/?year=2021")
    assert '<input type="hidden" name="area" value="elderly_care">' in page
    assert '<input type="hidden" name="year" value="2021">' in page


@pytest.mark.parametrize("address", ["/places/450202/", "/years/2000/"])
def test_where_nothing_is_held_the_search_box_looks_everywhere(
    client: Client, nanning: Report, address: str
) -> None:
    page = _page(client, address)
    assert '<input type="hidden"' not in page
    assert 'placeholder="检索报告正文' in page


def test_of_many_choices_the_search_box_says_only_that_there_are_some(
    client: Client, nanning: Report
) -> None:
    page = _page(client, "/areas/elderly_care/?region=450100&year=2021&year=2022")
    assert 'placeholder="检索所选条件下养老服务的报告"' in page


def test_what_a_year_counts_is_in_the_province_that_is_open(client: Client) -> None:
    _hold("南宁市", 2021)
    _hold("中山市", 2020, 2021)
    assert "3 份报告 · 2 个地方有总结 · 1 个地方有计划" in _plain(_page(client, "/years/2021/"))
    guangxi = _plain(_page(client, "/years/2021/?region=450100"))
    assert "1 份报告 · 1 个地方有总结" in guangxi
    assert "中山市" not in guangxi
    nothing = _plain(_page(client, "/years/2021/?region=320000"))
    assert "还没有这里 2021 年的报告" in nothing
    assert "没有 2021 年的报告（13）：南京市、" in nothing


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_overview_takes_as_many_queries_for_much_as_for_little(
    client: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _hold("南宁市", 2021)
    with django_assert_max_num_queries(9) as little:
        _page(client, address)
    for city in CITIES.values():
        _hold(city, 2016, 2018, 2020)
    with django_assert_max_num_queries(len(little)) as much:
        _page(client, address)
    assert len(much) == len(little)


@pytest.mark.parametrize("address", ADDRESSES)
def test_overviews_are_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
