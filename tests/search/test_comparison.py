"""Places and years side by side: what is chosen, which sections stand together, and nothing that is not public."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import OperationalError
from django.test import Client
from psycopg.errors import QueryCanceled
from pytest_django import DjangoAssertNumQueries

from reports.models import Passage, Report, Section, SectionArea
from search import compare_views
from search.cells import ShownRow
from search.comparison import MOST_SECTIONS, Asked, Comparison, compare

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

ZHONGSHAN, NANNING, NINGXIA, NANTONG, YULIN = "442000", "450100", "640000", "320600", "450900"
GUILIN, LIUZHOU = "450300", "450200"

BEDS = "新建养老机构3家，新增护理型床位500张，改造敬老院12所，入住老年人意外伤害保险全覆盖。"
MEALS = "布局长者饭堂40个，助餐点配餐送餐，为独居高龄老人提供就餐补贴，日均就餐3000人次。"
BEDS_TOO = (
    "全市养老机构达到86家，护理型床位占比55%，农村敬老院改造提升，为入住老年人购买意外伤害保险。"
)
HOMES = "为2000户失能家庭配备扶手、防滑垫和紧急呼叫器，开展适老化设备租赁。"


def _report(city: str, *sections: str, year: int = 2019) -> Report:
    text = [f"{city}民政局{year}年工作总结"]
    for number, section in zip("一二三四五六七八九", sections, strict=False):
        heading, _, below = section.partition("|")
        text.append(f"{number}、{heading}\n{below}")
    return published("\n".join(text), filename=f"{city}{year}.txt")


@pytest.fixture
def guilin() -> Report:
    return _report("桂林市", f"养老机构建设|{BEDS}", f"养老助餐服务|{MEALS}")


@pytest.fixture
def liuzhou() -> Report:
    return _report("柳州市", f"养老居家服务|{HOMES}", f"养老机构床位|{BEDS_TOO}")


def _asked(*regions: str, years: tuple[int, ...] = (2019,), types: tuple[str, ...] = ()) -> Asked:
    return Asked("elderly_care", regions, years, types)


def _said(row: ShownRow) -> list[str]:
    """What stands in each cell of a row."""
    return [
        "".join(
            piece.text
            for section in cell.sections
            for passage in (*section.opened, *section.folded)
            for piece in passage.pieces
        )
        for cell in row.cells
    ]


def _body(client: Client, **fields: Any) -> str:
    page = client.get("/compare/", fields)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.usefixtures("guilin", "liuzhou")
def test_sections_on_the_same_thing_stand_in_one_row_and_gaps_are_left() -> None:
    found = compare(_asked(GUILIN, LIUZHOU))
    assert [_said(row) for row in found.together] == [[BEDS, BEDS_TOO]]
    assert [_said(row) for row in found.alone] == [[MEALS, ""], ["", HOMES]]
    assert [row.only.region.code for row in found.alone if row.only] == [GUILIN, LIUZHOU]
    row = found.together[0]
    assert 0 < row.likeness < 100
    assert "敬老院" in row.words


@pytest.mark.usefixtures("guilin", "liuzhou")
def test_shared_words_and_numbers_are_marked_on_the_page(client: Client) -> None:
    body = _body(client, area="elderly_care", region=[GUILIN, LIUZHOU], year=2019)
    assert "<mark>改造敬老院</mark>" in body
    assert "<mark>敬老院改造</mark>" in body
    assert "<b>500张</b>" in body
    assert "<b>86家</b>" in body
    assert "用词相同" in body
    assert "只有桂林市 2019年" in body
    assert 'name="robots" content="noindex"' in body


def test_every_passage_leads_to_its_place(client: Client, guilin: Report, liuzhou: Report) -> None:
    body = _body(client, area="elderly_care", region=[GUILIN, LIUZHOU], year=2019)
    for report in (guilin, liuzhou):
        for passage in report.passages.exclude(kind="title"):
            assert f'href="{report.get_absolute_url()}#{passage.anchor}"' in body


def test_the_columns_come_in_the_order_they_were_chosen() -> None:
    columns = compare(_asked(NANNING, ZHONGSHAN, years=(2022, 2021))).columns
    assert [(one.region.code, one.year) for one in columns] == [
        (NANNING, 2022),
        (NANNING, 2021),
        (ZHONGSHAN, 2022),
        (ZHONGSHAN, 2021),
    ]


def _shown(found: Comparison) -> list[str]:
    """The shown text of every passage, numbers first, to be found in the archive."""
    return [
        "".join(piece.text for piece in passage.pieces)
        for row in (*found.together, *found.alone)
        for cell in row.cells
        for section in cell.sections
        for passage in (*section.opened, *section.folded)
    ]


def test_the_seeds_are_shown_in_their_own_words_each_passage_once() -> None:
    found = compare(_asked(ZHONGSHAN, NINGXIA, NANNING, years=(2021,)))
    shown = _shown(found)
    assert len(shown) > 5
    assert len(shown) == len(set(shown))
    texts = set(Passage.objects.values_list("text", flat=True))
    assert set(shown) <= texts
    assert all(column.sections for column in found.columns)
    assert any("養老" in text for text in shown)
    assert found.together


def test_report_and_plan_are_told_apart_and_may_be_looked_at_alone(client: Client) -> None:
    both = compare(_asked(NANNING, ZHONGSHAN, years=(2021, 2022)))
    reports = compare(_asked(NANNING, ZHONGSHAN, years=(2021, 2022), types=("总结",)))
    assert [bool(column.sections) for column in both.columns] == [True] * 4
    assert [bool(column.sections) for column in reports.columns] == [True, False, True, False]
    fields: dict[str, Any] = {
        "area": "elderly_care",
        "region": [NANNING, ZHONGSHAN],
        "year": [2021, 2022],
    }
    assert ">计划</span>" in _body(client, **fields)
    assert ">计划</span>" not in _body(client, **fields, type="总结")


def test_of_a_section_on_other_things_only_the_passages_on_the_area_are_taken() -> None:
    _report(
        "桂林市", f"基本服务|{BEDS}\n全年办理结婚登记8000对，离婚登记2000对，推行婚姻登记全省通办。"
    )
    section = Section.objects.get(report__region=GUILIN, heading__contains="基本服务")
    assert section.area_ranks.count() > 1
    for area, own in (("elderly_care", BEDS), ("marriage", "婚姻登记")):
        found = compare(Asked(area, (GUILIN, NANNING), (2019,)))
        texts = _shown(found)
        assert any(own in text for text in texts), area
    secondary = section.area_ranks.get(rank=2).area_id
    found = compare(Asked(secondary, (GUILIN, NANNING), (2019,)))
    shown = found.alone[0].cells[0].sections[0]
    assert not shown.whole
    # It stands alone and is about something else, so it waits to be unfolded.
    assert not shown.opened
    assert len(shown.folded) == shown.others == 1


def test_what_a_person_called_the_area_of_a_section_is_taken_whole(guilin: Report) -> None:
    section = guilin.sections.get(heading__contains="助餐")
    section.area_ranks.all().delete()
    for rank, area in enumerate(("marriage", "elderly_care"), start=1):
        SectionArea.objects.create(section=section, area_id=area, rank=rank)
    Section.objects.filter(pk=section.pk).update(areas_corrected=True)
    Report.objects.filter(pk=guilin.pk).update(areas=["elderly_care", "marriage"])
    assert MEALS in _shown(compare(Asked("marriage", (GUILIN, NANNING), (2019,))))


def test_a_heading_with_nothing_below_it_is_shown_and_one_above_others_is_not() -> None:
    headings = "一、养老服务\n（一）建设养老机构床位\n（二）发展老年助餐服务\n二、殡葬\n改革殡葬。"
    published(f"柳州市民政局2020年工作计划\n{headings}", filename="计划.txt")
    found = compare(_asked(LIUZHOU, NANNING, years=(2020,)))
    shown = [
        "".join(piece.text for piece in section.heading.pieces)
        for row in found.alone
        for section in row.cells[0].sections
        if section.heading
    ]
    assert shown == ["（一）建设养老机构床位", "（二）发展老年助餐服务"]


def test_sections_on_the_area_come_before_those_that_speak_of_it_besides() -> None:
    found = compare(_asked(NANNING, ZHONGSHAN, NINGXIA, years=(2021,)))
    for rows in (found.together, found.alone):
        whole = [any(one.whole for cell in row.cells for one in cell.sections) for row in rows]
        assert whole == sorted(whole, reverse=True)
        assert not all(whole)


def test_a_place_that_does_not_speak_of_it_says_so_and_leads_to_its_years(
    client: Client, guilin: Report
) -> None:
    body = unescape(_body(client, area="elderly_care", region=[GUILIN, NANNING], year=2021))
    assert "本档案没有桂林市 2021年的报告" in body
    assert f'href="/compare/?region={GUILIN}&region={NANNING}&year=2019&area=elderly_care"' in body
    both = _body(client, area="elderly_care", region=[GUILIN, NANNING], year=1999)
    assert "没有谈到" not in both
    silent = unescape(_body(client, area="funeral", region=[GUILIN, NANNING], year=2019))
    assert silent.count("没有谈到殡葬管理") == 1
    assert "本档案没有南宁市 2019年的报告" in silent
    assert "本档案没有桂林市 1999年的报告" in both
    assert "本档案没有南宁市 1999年的报告" in both


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "选一个政策领域，再选同一年的两到四个地方"),
        ({"year": "2021"}, "请先选一个政策领域。"),
        ({"area": "elderly_care"}, "请再选两到四个地方"),
        ({"area": "elderly_care", "region": [NANNING]}, "请再选年份"),
        ({"area": "elderly_care", "region": [NANNING], "year": 2021}, "只有南宁市 2021 年一栏"),
        (
            {"area": "elderly_care", "region": [NANNING, YULIN, NANTONG], "year": [2021, 2022]},
            "3 个地方、2 个年份，共 6 栏",
        ),
        ({"area": "elderly_care", "region": [NANNING] * 3, "year": 2021}, "一栏"),
    ],
    ids=["nothing", "a year alone", "an area", "a place", "one column", "six", "the same thrice"],
)
def test_too_few_or_too_many_columns_get_a_sentence(
    client: Client, fields: dict[str, Any], sentence: str
) -> None:
    body = _body(client, **fields)
    assert sentence in body
    assert "用词相同" not in body


def test_one_column_leads_to_the_other_places_of_its_year(client: Client) -> None:
    body = unescape(_body(client, area="elderly_care", region=NANNING, year=2021))
    link = f"/compare/?region={NANNING}&region={ZHONGSHAN}&year=2021&area=elderly_care"
    assert f'href="{link}"' in body
    assert "互相对应" in client.get(link).content.decode()


def test_a_place_is_added_by_its_name(client: Client) -> None:
    fields: dict[str, Any] = {"area": "elderly_care", "region": NANNING, "year": 2021}
    answer = client.get("/compare/", {**fields, "place": "中山、廣西玉林"})
    assert answer.status_code == 302
    regions = f"region={NANNING}&region={ZHONGSHAN}&region={YULIN}"
    assert answer["Location"] == f"/compare/?{regions}&year=2021&area=elderly_care"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("月球市", "没有找到叫“月球市”的地方"),
        ("鼓楼区", "“鼓楼区”不止一处"),
        ("x" * 9000, "没有找到"),
    ],
    ids=["none", "several", "long"],
)
def test_a_name_that_is_not_one_place_says_so(client: Client, typed: str, sentence: str) -> None:
    body = _body(client, area="elderly_care", region=NANNING, year=2021, place=typed)
    assert sentence in body
    assert "只有南宁市 2021 年一栏" in body
    assert len(body) < 60_000


def test_what_is_held_can_be_chosen_without_script(client: Client) -> None:
    body = _body(client, area="elderly_care", region=[NANNING, NANTONG], year=2022)
    assert '<option value="elderly_care" selected>养老服务</option>' in body
    assert re.search(rf'name="region" value="{NANTONG}" checked> 南通市', body)
    assert re.search(r'name="year" value="2022" checked> 2022年', body)
    assert '<option value="南通市">' in body


HOSTILE = [
    "area=%00&region=%00&year=%00&type=%00&place=%00",
    "area=<script>&region=450100&year=2021",
    "area=elderly_care&region=999999&region=²²²²²²&year=99999&year=-1&year=²⁰²¹",
    "area=elderly_care&" + "&".join(f"region={code}" for code in range(450100, 450400)),
    "area=elderly_care&region=450100&" + "&".join(f"year={year}" for year in range(1900, 2200)),
    f"area={'x' * 10_000}&place={'，' * 10_000}",
    f"place={'广西' * 4000}",
    f"place={'、'.join(['南宁'] * 3000)}",
    "region=%ff%fe&area=%ff&place=%ff%fe%80",
    "area=elderly_care&area=marriage&region=450100&region=442000&year=2021&type=<b>&type=计划",
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_any_address_gets_an_answer(query: str) -> None:
    answer = Client(raise_request_exception=False).get(f"/compare/?{query}", follow=True)
    assert answer.status_code in {200, 400}
    assert "<script>&" not in answer.content.decode()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_public_is_never_compared(client: Client, guilin: Report, status: str) -> None:
    fields: dict[str, Any] = {
        "area": "elderly_care",
        "region": [GUILIN, NANNING],
        "year": [2020, 2021],
    }
    offered = 'value="2019">'
    assert offered in _body(client, **fields)
    assert guilin.title in _body(client, **{**fields, "year": [2019, 2021]})
    Report.objects.filter(pk=guilin.pk).update(status=status)
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_report"))
    for reader in (Client(), client):
        client.force_login(user)
        body = _body(reader, **fields)
        assert guilin.title not in body
        assert "长者饭堂40个" not in body
        assert f"/reports/{guilin.pk}/" not in body
        assert offered not in body
        assert '<option value="桂林市">' not in body
        assert guilin.title not in _body(reader, **{**fields, "year": [2019, 2021]})


def test_a_section_that_names_no_year_is_not_compared_with_itself(
    client: Client, guilin: Report
) -> None:
    guilin.sections.update(year=None)
    Report.objects.filter(pk=guilin.pk).update(years=[2018, 2019])
    found = compare(_asked(GUILIN, years=(2018, 2019)))
    assert found.together == ()
    assert [column.sections for column in found.columns] == [2, 0]
    assert [column.elsewhere for column in found.columns] == [0, 2]
    body = unescape(_body(client, area="elderly_care", region=GUILIN, year=[2018, 2019]))
    assert "2 节没有写明年份，列在同一地方的另一栏" in body
    assert "没有谈到养老服务" not in body


@pytest.mark.usefixtures("guilin")
def test_places_of_one_name_are_told_apart(client: Client) -> None:
    body = _body(client, area="elderly_care", region=["320106", "320302"], year=2019)
    assert "江苏省南京市鼓楼区 2019年" in body
    assert "江苏省徐州市鼓楼区 2019年" in body


def test_text_is_escaped(client: Client, guilin: Report) -> None:
    _report("柳州市", f"养老<script>|{BEDS_TOO}<img src=x onerror=alert(1)>")
    body = _body(client, area="elderly_care", region=[GUILIN, LIUZHOU], year=2019)
    assert "<img" not in body
    assert "养老<script>" not in body


def test_long_sections_fold_and_longer_columns_are_cut(client: Client) -> None:
    many = "\n".join(f"{BEDS}{MEALS}" for _ in range(8))
    _report("桂林市", f"养老机构建设|{many}")
    _report("柳州市", f"养老机构床位|{BEDS_TOO}")
    body = _body(client, area="elderly_care", region=[GUILIN, LIUZHOU], year=2019)
    assert re.search(r"<summary[^>]*>其余 \d 段</summary>", body)
    text = "\n".join(f"（{number}）养老\n{BEDS}" for number in "一二三四五六七八九十" * 5)
    published(f"北海市民政局2019年工作总结\n一、养老\n{text}", filename="北海.txt")
    column = compare(_asked("450500", LIUZHOU)).columns[0]
    assert column.sections <= MOST_SECTIONS
    assert column.sections + column.left_out >= 50


def test_a_passage_of_thirty_thousand_characters_is_cut_and_says_so(client: Client) -> None:
    _report("桂林市", f"养老机构建设|{BEDS.rstrip('。') * 800}")
    _report("柳州市", f"养老机构床位|{BEDS_TOO}")
    body = _body(client, area="elderly_care", region=[GUILIN, LIUZHOU], year=2019)
    assert "后面还有" in body
    assert len(body) < 60_000


def test_the_number_of_queries_does_not_grow_with_what_is_compared(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    two: dict[str, Any] = {"area": "elderly_care", "region": [NANNING, ZHONGSHAN], "year": 2021}
    for fields in (two, {**two, "year": [2021, 2022]}):
        client.get("/compare/", fields)
        with django_assert_num_queries(10):
            client.get("/compare/", fields)


def test_a_report_leads_to_the_comparison_of_its_area(client: Client, guilin: Report) -> None:
    body = unescape(client.get(guilin.get_absolute_url()).content.decode())
    assert f'href="/compare/?region={GUILIN}&year=2019&area=elderly_care"' in body
    assert 'href="/compare/"' in body


def test_one_that_takes_too_long_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: Asked) -> None:
        raise OperationalError from QueryCanceled("canceling statement due to statement timeout")

    monkeypatch.setattr(compare_views, "compare", slow)
    fields: dict[str, Any] = {"area": "elderly_care", "region": [NANNING, ZHONGSHAN], "year": 2021}
    page = client.get("/compare/", fields)
    assert page.status_code == 503
    assert "用时太久" in page.content.decode()
