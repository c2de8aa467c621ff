"""Other ways of saying a thing are found too, one way only where the table says so, and quotes bypass it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from reports.selection import Selection
from search.grammar import parse
from search.marking import report_marks
from search.models import Synonym
from search.query import Letters, Years
from search.results import search
from search.synonyms import current_synonyms, on_reference_loaded, shipped_synonyms

from .conftest import published
from .test_results import everything

TABLE = {
    "低保": [Letters("最低生活保障")],
    "青年津贴": [Letters("青年补助")],
    "社工": [Letters("社会工作者")],
}


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("低保标准", "（低保 或 “最低生活保障”） 标准"),
        ("青年津贴", "（青年 津贴） 或 “青年补助”"),
        ("最低生活保障", "最低生活保障"),
        ('"低保"', "“低保”"),
        ("养老 -低保", "养老 非 低保"),
        ("社工站", "社工站"),
        ("低保 OR 特困", "低保 或 “最低生活保障” 或 特困"),
    ],
    ids=[
        "within a chunk",
        "several words",
        "one way",
        "quoted",
        "excluded",
        "part of a word",
        "or",
    ],
)
def test_a_term_of_the_table_is_read_with_its_others(typed: str, understood: str) -> None:
    assert parse(typed, synonyms=TABLE).understood() == understood


def test_what_was_added_is_told_and_does_not_count_as_typed() -> None:
    query = parse("低保", synonyms={"低保": [Letters(f"说法{number}") for number in range(40)]})
    assert len(query.synonyms) == 40
    assert "只查“低保”请加引号" in query.notes[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_an_edit_takes_effect_with_the_next_query() -> None:
    published("一、创新。推出银发守护员服务队伍，上门探访独居长者三千人次。")
    assert everything("老年志愿者").passages == 0
    Synonym.objects.create(term="老年志愿者", other="銀髮守護員")
    result = everything("老年志愿者")
    assert result.passages == 1
    (hit,) = result.groups[0].hits
    assert [hit.passage.text[a:b] for a, b in hit.marks] == ["银发守护员"]


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_what_was_typed_comes_before_its_synonym() -> None:
    published(
        "一、甲项。落实日照中心建设任务，全年完成投资。\n二、乙项。落实日间照料中心建设任务，全年完成投资。"
    )
    hits = [h.passage for g in everything("日照中心").groups for h in g.hits]
    ours = [passage.text for passage in hits if passage.report.filename == "试.txt"]
    assert ours[0].startswith("落实日照中心")
    assert any(text.startswith("落实日间照料中心") for text in ours)


@pytest.mark.django_db
def test_the_shipped_table_fills_an_empty_one_and_no_other() -> None:
    Synonym.objects.all().delete()
    on_reference_loaded(sender=None)
    assert current_synonyms()["福彩"] == [Letters("福利彩票")]
    Synonym.objects.exclude(term="福彩").delete()
    on_reference_loaded(sender=None)
    assert current_synonyms() == {"福彩": [Letters("福利彩票")]}


def test_the_table_is_edited_in_the_admin(admin_client: Client) -> None:
    address = "/admin/search/synonym/add/"
    assert admin_client.post(address, {"term": "银发饭堂", "other": "老年食堂"}).status_code == 302
    assert current_synonyms()["银发饭堂"] == [Letters("老年食堂")]
    for other in ("银发饭堂", "老年食堂"):
        assert admin_client.post(address, {"term": "银发饭堂", "other": other}).status_code == 200
    assert current_synonyms()["银发饭堂"] == [Letters("老年食堂")]


def test_years_of_a_synonym_are_edited_in_the_admin_and_checked(admin_client: Client) -> None:
    address = "/admin/search/synonym/add/"
    row = {"term": "特困供养", "other": "农村五保"}
    for years in ({"from_year": 2015, "to_year": 2014}, {"to_year": 14}):
        assert admin_client.post(address, row | years).status_code == 200
    assert admin_client.post(address, row | {"to_year": 2014}).status_code == 302
    assert Letters("农村五保", years=(None, 2014)) in current_synonyms()["特困供养"]


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ((None, 2014), "已包含“五保”（至2014年）；只查“特困供养”请加引号。"),
        ((2006, None), "已包含“五保”（2006年起）；只查“特困供养”请加引号。"),
        ((2006, 2014), "已包含“五保”（2006—2014年）；只查“特困供养”请加引号。"),
        ((2014, 2014), "已包含“五保”（2014年）；只查“特困供养”请加引号。"),
    ],
)
def test_the_years_of_a_synonym_are_told(years: Years, told: str) -> None:
    other = Letters("五保", years=years)
    query = parse("特困供养", synonyms={"特困供养": [other]})
    assert query.notes == (told,)
    assert other in query.positive_leaves()


def test_the_fixture_may_give_years() -> None:
    rows = shipped_synonyms(
        '{"甲": ["乙", {"other": "丙", "from": 2010}, {"other": "丁", "to": 2014}]}'
    )
    assert [(row.other, row.from_year, row.to_year) for row in rows] == [
        ("乙", None, None),
        ("丙", 2010, None),
        ("丁", None, 2014),
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_synonyms_are_switched_off_and_on_by_one_click(client: Client) -> None:
    typed = quote("低保")
    page = client.get("/search/", {"q": "低保", "year": "2021"}).content.decode()
    off = f"/search/?q={typed}&amp;year=2021&amp;synonyms=off"
    assert f'class="chip" href="{off}"' in page
    page = client.get(off.replace("&amp;", "&")).content.decode()
    assert "已包含" not in page
    assert '<input type="hidden" name="synonyms" value="off">' in page
    assert f'href="/search/?q={typed}&amp;year=2021" rel="nofollow">也找“最低生活保障”' in page
    assert (
        search("低保", selection=Selection.of(), synonyms=False).passages
        < everything("低保").passages
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_an_opened_report_marks_the_synonyms_that_the_search_went_by() -> None:
    Synonym.objects.create(term="助困", other="特困供养", from_year=2016)
    report = published(
        "南宁市民政局2014年工作总结和2020年工作计划\n第一部分 2014年工作总结\n一、救助。特困供养一人。\n"
        "第二部分 2020年工作计划\n一、救助。特困供养二人。"
    )
    texts = dict(report.passages.values_list("number", "text"))
    assert ["二人" in texts[number] for number in report_marks(report, "助困")] == [True]
    assert report_marks(report, "助困", synonyms=False) == {}
