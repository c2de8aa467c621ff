"""The report page: its bar, all of the text on request, the other script, and what leads on from a passage."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from reports.display import display_of
from reports.models import Passage, Report
from reports.reading import read
from tests.reports.factories import SEEDS, held_report, report_text

pytestmark = pytest.mark.usefixtures("reference")

WEB_PAGE = """无障碍版 长者助手 登录
您当前的位置: 首页 > 政务公开 > 规划计划
惠州市民政局2020年工作总结&nbsp;
信息来源:惠州市民政局 发布日期:2021-01-29 分享:
一、养老<script>alert(1)</script>服务
2020年,全市新建养老床位300张。<U+00A0><U+00A0>居家养老服务覆盖全部街道。
一是建设 <b>长者饭堂</b>36个,方便老年人就近用餐。
二是培训护理员1200人次,提升服务水平。
惠州市民政局
2021年1月20日
打印本页 关闭窗口
上一篇:没有了
主办单位:惠州市民政局
"""
TRADITIONAL = """高雄市民政局2021年工作總結
一、長者服務
2021年,全市新建長者飯堂36個,幹部走訪長者家庭。
高雄市民政局
2022年1月20日
"""


@pytest.fixture
def client() -> Client:
    """A reader without an account; a view that fails answers 500 instead of failing the test."""
    return Client(raise_request_exception=False)


def _published(text: str) -> Report:
    return held_report(text, status=Report.Status.PUBLISHED)


def _page(client: Client, report: Report, **asked: str) -> html.HtmlElement:
    response = client.get(report.get_absolute_url(), asked)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def _unblank(text: str) -> str:
    return "".join(text.split())


_TEXT = (
    '//div[contains(@class, "passage")]/*[1] | //li[contains(@class, "passage")]/span[1]'
    ' | //div[@class="furniture"]/p'
)


@pytest.mark.parametrize(
    "text",
    [seed.read_text("utf-8") for seed in SEEDS] + [WEB_PAGE, TRADITIONAL],
    ids=[seed.name[:3] for seed in SEEDS] + ["a web page", "traditional"],
)
def test_with_its_furniture_all_of_a_text_is_on_the_page_once_and_in_order(
    client: Client, text: str
) -> None:
    report = _published(text)
    tree = _page(client, report, furniture="show", q='"民政"')
    shown = "".join(part.text_content() for part in tree.xpath(_TEXT))
    assert _unblank(shown) == _unblank(report.text)
    assert len(tree.xpath('//div[@class="reader"]//mark')) > 0


def test_furniture_is_shown_only_on_request_and_then_set_apart(client: Client) -> None:
    report = _published(WEB_PAGE)
    assert len(report.furniture) > 4
    tree = _page(client, report)
    assert tree.xpath('//div[@class="furniture"]') == []
    (link,) = tree.xpath('//p[@class="omitted"]/a/@href')

    tree = html.fromstring(client.get(link).content.decode())
    boxes = tree.xpath('//div[@class="furniture"]')
    words = [part.text_content() for box in boxes for part in box.xpath("p")]
    assert words == [report.text[item["start"] : item["end"]] for item in report.furniture]
    assert all(box.xpath("span")[0].text == "网页附带内容" for box in boxes)
    numbered = tree.xpath('//*[contains(@class, "passage")]/@id')
    assert numbered == [f"p{number}" for number in range(1, report.passages.count() + 1)]
    (back,) = tree.xpath('//p[@class="shown"]/a/@href')
    assert back == report.get_absolute_url()


def test_furniture_is_never_marked(client: Client) -> None:
    report = _published(WEB_PAGE)
    without, shown = (
        _page(client, report, q='"民政局"', **wish) for wish in ({}, {"furniture": "show"})
    )
    assert "惠州市民政局" in "".join(shown.xpath('//div[@class="furniture"]//text()'))
    assert shown.xpath('//div[@class="furniture"]//mark') == []
    assert len(shown.xpath("//mark")) == len(without.xpath("//mark")) > 0


@pytest.mark.parametrize(
    ("text", "asked", "marked", "notice"),
    [
        (TRADITIONAL, "hans", "长者饭堂", "显示为简体，原文为繁体"),
        (TRADITIONAL, "hant", "長者飯堂", ""),
        (TRADITIONAL, "", "長者飯堂", ""),
        (WEB_PAGE, "hant", "長者飯堂", "显示为繁体，原文为简体"),
        (WEB_PAGE, "hans", "长者饭堂", ""),
        (WEB_PAGE, "<script>", "长者饭堂", ""),
    ],
)
def test_a_report_is_read_in_either_script_with_its_marks_on_the_same_words(
    client: Client, text: str, asked: str, marked: str, notice: str
) -> None:
    report = _published(text)
    tree = _page(client, report, q='"长者饭堂"', display=asked)
    language = "zh-Hant" if marked == "長者飯堂" else "zh-Hans"
    (reader,) = tree.xpath('//div[@class="reader"]')
    assert reader.get("lang") == language
    assert [mark.text for mark in tree.xpath("//mark")] == [marked]
    assert tree.xpath("//h1/@lang") == [language]
    notices = tree.xpath('//p[@class="shown"]')
    assert bool(notices) is bool(notice)
    if notice:
        assert notices[0].text_content().startswith(notice)
        assert notices[0].xpath("a/@href")[0].startswith(f"{report.get_absolute_url()}?q=")
        assert "display" not in notices[0].xpath("a/@href")[0]


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name[:3])
def test_marks_in_the_other_script_stand_where_they_stand_in_the_text(seed: Path) -> None:
    report = _published(seed.read_text("utf-8"))
    marks = {
        passage.number: [(at, at + 2) for at in range(1, len(passage.text) - 2, 5)]
        for passage in report.passages.all()
    }
    display = display_of(report, "hant")
    reading = read(report, marks=marks, display=display)
    for stretch in reading.stretches:
        for block in stretch.blocks:
            whole = display.text(block.passage.text)
            assert "".join(piece.text for piece in block.pieces) == whole
            shown: dict[int, str] = {}
            for piece in block.pieces:
                if piece.mark:
                    shown[piece.mark] = shown.get(piece.mark, "") + piece.text
            expected = [whole[start:end] for start, end in marks[block.passage.number]]
            assert list(shown.values()) == expected


def test_the_title_and_the_outline_are_shown_in_the_same_script(client: Client) -> None:
    tree = _page(client, _published(TRADITIONAL), display="hans")
    assert tree.xpath("//h1")[0].text == "高雄市民政局2021年工作总结"
    (entry,) = tree.xpath('//nav[@id="outline"]//li/a')
    assert entry.text_content() == "一、长者服务"
    # What names the report elsewhere stays as it was written.
    assert tree.xpath("//title")[0].text.startswith("高雄市民政局2021年工作總結")


def test_words_are_looked_for_in_the_same_report_under_the_same_wishes(client: Client) -> None:
    report = _published(WEB_PAGE)
    tree = _page(client, report, q='"护理员"', furniture="show", display="hant", synonyms="off")
    (form,) = tree.xpath('//form[@class="within"]')
    assert form.get("action") == report.get_absolute_url()
    assert {field.get("name"): field.get("value") for field in form.xpath("input")} == {
        "q": '"护理员"',
        "synonyms": "off",
        "furniture": "show",
        "display": "hant",
    }
    assert tree.xpath('//p[@id="steps"]/a/@href') == ["#m1"]
    assert [one for one in tree.xpath('//p[@class="found"]/a/@href') if "q=" not in one] == [
        f"{report.get_absolute_url()}?furniture=show&display=hant"
    ]


def test_steps_lead_to_the_first_and_to_the_last_mark_without_script(client: Client) -> None:
    tree = _page(client, _published(WEB_PAGE), q='"养老"')
    ids = tree.xpath("//mark/@id")
    assert len(ids) > 1
    assert tree.xpath('//p[@id="steps"]/a/@href') == [f"#{ids[0]}", f"#{ids[-1]}"]


def test_nothing_found_in_a_report_says_so_and_leads_to_all_reports(client: Client) -> None:
    tree = _page(client, _published(WEB_PAGE), q="月球基地")
    (said,) = tree.xpath('//p[@class="found"]')
    assert "本文没有找到 “月球基地”" in said.text_content()
    assert said.xpath("a/@href")[0] == "/search/?q=%E6%9C%88%E7%90%83%E5%9F%BA%E5%9C%B0"
    assert tree.xpath('//*[@id="steps"]') == []


def test_every_passage_leads_to_its_card(client: Client) -> None:
    report = _published(WEB_PAGE)
    tree = _page(client, report)
    page = report.get_absolute_url()
    cards = [urljoin(page, href) for href in tree.xpath('//a[@class="card"]/@href')]
    assert cards == [
        f"/reports/{report.pk}/evidence/{passage.number}/" for passage in report.passages.all()
    ]
    alike = tree.xpath('//a[@class="alike"]/@href')
    prose = report.passages.filter(kind__in=[Passage.Kind.TEXT, Passage.Kind.ITEM])
    assert alike == [f"/search/similar/{report.pk}/{passage.number}/" for passage in prose]


def test_nothing_in_a_page_needs_an_exception_from_the_policy(client: Client) -> None:
    tree = _page(client, _published(WEB_PAGE), q="养老", furniture="show", display="hant")
    assert tree.xpath("//@style | //style") == []
    assert tree.xpath("//script[not(@src)]") == []
    assert [one for one in tree.iter() if any(name.startswith("on") for name in one.attrib)] == []


def test_showing_more_of_a_report_takes_no_more_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    report = _published(report_text())
    wishes = {"q": "低保", "furniture": "show", "display": "hant"}
    with django_assert_max_num_queries(5):
        assert client.get(report.get_absolute_url(), wishes).status_code == 200
