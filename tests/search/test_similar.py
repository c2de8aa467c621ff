"""Passages like one another: of other cities and years, about the same thing, and never of what is not public."""

from __future__ import annotations

import time
from io import StringIO

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from psycopg.errors import QueryCanceled
from pytest_django import DjangoAssertNumQueries

from reports.ingest import ingest
from reports.models import Passage, Report
from reports.signals import report_changed
from search import neighbourhood, rows, views
from search.similar import SHOWN, SHOWN_OF_A_REPORT, Within, similar

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

ZHONGSHAN, NANNING, NINGXIA, NANTONG, YULIN = "442000", "450100", "640000", "320600", "450900"


def passage(region: str, beginning: str) -> Passage:
    """The passage of a seed report that holds these letters."""
    rows = Passage.objects.select_related("report", "section")
    found = rows.filter(report__region=region, text__contains=beginning).exclude(kind="heading")
    return found.order_by("number")[0]


def address(found: Passage) -> str:
    return f"/search/similar/{found.report_id}/{found.number}/"


# What somebody who knows the reports would call the same thing: a passage, and what the first ones are about.
JUDGED = [
    (ZHONGSHAN, "流浪乞讨人员救助管理服务能力", YULIN, "救助管理"),
    (NANNING, "“两委”换届选举", ZHONGSHAN, "一肩挑"),
    (NANNING, "福利彩票销售管理", ZHONGSHAN, "福利彩票"),
    (NANTONG, "儿童督导员", ZHONGSHAN, "未成年人"),
    (NANTONG, "刘瑞龙故居", YULIN, "地名"),
    (YULIN, "双随机、一公开", NANNING, "养老"),
    (YULIN, "花坛葬", ZHONGSHAN, "殡"),
    (YULIN, "残疾人“两项补贴”动态管理", NANTONG, "残疾人"),
    (NINGXIA, "換屆", YULIN, "换届"),
    (ZHONGSHAN, "统筹推进社区养老服务改革", NANTONG, "养老"),
]


@pytest.mark.parametrize(("region", "beginning", "expected", "about"), JUDGED)
def test_the_first_passages_are_about_the_same_thing(
    region: str, beginning: str, expected: str, about: str
) -> None:
    first = similar(passage(region, beginning)).neighbours[:3]
    assert expected in {neighbour.report.region_id for neighbour in first}
    assert any(about in neighbour.passage.text for neighbour in first)


@pytest.mark.parametrize("literals", [[], ["'养老'"], ["'养老'", "'低保' & '月球'", "'无此'"]])
def test_every_literal_gets_an_estimate(
    literals: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_LARGE", -2)
    with rows.searching():
        _, found = rows.count_rows(literals)
    assert len(found) == len(literals)
    assert all(number >= 0 for number in found)


def test_the_likest_come_first_a_few_of_each_report_and_none_of_its_own() -> None:
    found = similar(passage(ZHONGSHAN, "统筹推进社区养老服务改革"))
    scores = [neighbour.score for neighbour in found.neighbours]
    reports = [neighbour.report.pk for neighbour in found.neighbours]
    assert 0 < len(scores) <= SHOWN
    assert scores == sorted(scores, reverse=True)
    assert found.passage.report_id not in reports
    assert max(map(reports.count, reports)) <= SHOWN_OF_A_REPORT
    assert {neighbour.passage.kind for neighbour in found.neighbours} <= {"text", "item"}


def test_shared_words_are_marked_in_either_script() -> None:
    found = similar(passage(NINGXIA, "老飯桌"))
    own = {piece.text for piece in found.pieces if piece.marked}
    assert any("養老" in text for text in own)
    neighbour = found.neighbours[0]
    marked = "".join(piece.text for piece in neighbour.pieces if piece.marked)
    assert all(word in marked for word in neighbour.shared)


TEXT = "一、社会救助\n(一)临时救助。建立“救急难”绿色通道，对遭遇火灾、车祸的家庭发放临时救助金，乡镇设立备用金制度。"


def _report(title: str, text: str = TEXT) -> Report:
    return published(f"{title}\n{text}", filename=f"{title}.txt")


def _texts(report: Report, **chosen: Within) -> set[int]:
    found = report.passages.select_related("report", "section").get(text__contains="绿色通道")
    return {neighbour.report.pk for neighbour in similar(found, **chosen).neighbours}


def test_the_same_city_in_the_same_year_is_left_out() -> None:
    one = _report("桂林市民政局2019年工作总结")
    again = _report("桂林市民政局2019年民政工作总结(修订)")
    later = _report("桂林市民政局2020年工作总结")
    elsewhere = _report("柳州市民政局2019年工作总结")
    assert one.region_id == again.region_id == "450300"
    assert {later.pk, elsewhere.pk} <= _texts(one)
    assert again.pk not in _texts(one)


def test_where_all_words_are_common_several_are_looked_up_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = _report("桂林市民政局2019年工作总结")
    again = _report("桂林市民政局2019年民政工作总结(修订)")
    elsewhere = _report("柳州市民政局2019年工作总结")
    half = _report(
        "汕头市民政局2019年工作总结", "一、救助\n建立绿色通道，对遭遇火灾的家庭发放补贴。"
    )
    monkeypatch.setattr(neighbourhood, "MOST_ROWS", 0)
    found = _texts(one)
    assert elsewhere.pk in found
    assert again.pk not in found
    # Fewer together are only asked for where more together do not find enough.
    monkeypatch.setattr(neighbourhood, "CANDIDATES", 1)
    assert elsewhere.pk in _texts(one)
    assert half.pk not in _texts(one)


def test_they_may_be_limited_to_the_year_or_the_province() -> None:
    one = _report("桂林市民政局2019年工作总结")
    later = _report("桂林市民政局2020年工作总结")
    elsewhere = _report("汕头市民政局2019年工作总结")
    assert {later.pk, elsewhere.pk} <= _texts(one)
    assert _texts(one, within=Within.YEAR) == {elsewhere.pk}
    assert _texts(one, within=Within.PROVINCE) == {later.pk}


def test_a_text_that_one_city_published_twice_is_shown_once() -> None:
    one = _report("桂林市民政局2019年工作总结")
    for year in (2016, 2017):
        _report(f"汕头市民政局{year}年工作总结")
    found = one.passages.select_related("report", "section").get(text__contains="绿色通道")
    neighbours = similar(found).neighbours
    assert sum(neighbour.report.region_id == "440500" for neighbour in neighbours) == 1


@pytest.mark.parametrize("text", ["附件：", "2021年12月", "详见下表。", "12 34 56"])
def test_what_is_too_short_to_be_like_anything_says_so(text: str) -> None:
    report = _report("桂林市民政局2019年工作总结", f"一、救助\n{text}\n二、养老\n做好养老工作。")
    found = report.passages.select_related("report", "section").filter(text__contains=text)[0]
    assert similar(found).neighbours == ()
    assert "太短" in similar(found).note


def test_what_is_like_nothing_says_so(client: Client) -> None:
    report = _report(
        "桂林市民政局2019年工作总结", "一、天文\n黑洞吞噬恒星，望远镜观测星云、彗星、陨石、银河。"
    )
    found = report.passages.get(text__contains="黑洞")
    page = client.get(address(found))
    assert page.status_code == 200
    assert "没有别的城市或年份的段落与这一段相近" in page.content.decode()
    assert "范围：" not in page.content.decode()
    limited = client.get(address(found), {"within": "year"}).content.decode()
    assert "同一年里没有其他城市的段落" in limited
    assert f'<a href="{address(found)}" rel="nofollow">全部</a>' in limited


def test_a_passage_of_thirty_thousand_characters_takes_no_longer() -> None:
    whole = "".join(Passage.objects.values_list("text", flat=True)).replace("\n", "")[:30_000]
    report = _report("桂林市民政局2019年工作总结", f"一、汇总\n{whole}")
    longest = max(report.passages.select_related("report", "section"), key=lambda p: len(p.text))
    similar(longest)
    began = time.perf_counter()
    found = similar(longest)
    assert time.perf_counter() - began < 1
    assert sum(len(piece.text) for piece in found.pieces) < 2000


def test_the_page_shows_both_and_leads_to_their_places(client: Client) -> None:
    own = passage(NANNING, "“两委”换届选举")
    page = client.get(address(own))
    body = page.content.decode()
    neighbour = similar(own).neighbours[0]
    assert page.status_code == 200
    for shown in (own, neighbour.passage):
        assert f'href="{shown.report.get_absolute_url()}#{shown.anchor}"' in body
    assert "<mark>" in body
    assert neighbour.report.title in body
    assert 'name="robots" content="noindex"' in body


@pytest.mark.parametrize("within", ["year", "province", "", "\x00'", "Year"])
def test_any_limit_in_the_address_gives_a_page(client: Client, within: str) -> None:
    page = client.get(address(passage(NANNING, "“两委”换届选举")), {"within": within})
    assert page.status_code == 200
    assert page.content.decode().count('aria-current="true"') == 1


def test_report_and_results_lead_to_it(client: Client) -> None:
    own = passage(ZHONGSHAN, "我市低保标准")
    heading = own.report.passages.filter(kind="heading")[0]
    body = client.get(own.report.get_absolute_url()).content.decode()
    assert f'href="{address(own)}"' in body
    assert f'href="{address(heading)}"' not in body
    assert f'href="{address(own)}"' in client.get("/search/", {"q": "低保标准"}).content.decode()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_public_is_neither_shown_nor_asked_about(client: Client, status: str) -> None:
    asked, hidden = passage(NANNING, "“两委”换届选举"), passage(ZHONGSHAN, "一肩挑")
    assert hidden.report.pk in {one.report.pk for one in similar(asked).neighbours}
    Report.objects.filter(pk=hidden.report_id).update(status=status)
    # Even where the index has not followed yet.
    assert hidden.report.pk not in {one.report.pk for one in similar(asked).neighbours}
    report_changed.send(sender=Report, report=Report.objects.get(pk=hidden.report_id))
    assert hidden.report.title not in client.get(address(asked)).content.decode()
    assert client.get(address(hidden)).status_code == 404


def test_staff_compare_a_draft_with_what_is_public(client: Client) -> None:
    report = ingest(f"桂林市民政局2019年工作总结\n{TEXT}".encode(), filename="稿.txt").report
    assert report is not None
    assert report.status == "draft"
    draft = report.passages.get(text__contains="绿色通道")
    other = _report("柳州市民政局2019年工作总结")
    user = User.objects.create_user("reader", is_staff=True)
    client.force_login(user)
    assert client.get(address(draft)).status_code == 404
    user.user_permissions.add(Permission.objects.get(codename="view_report"))
    page = client.get(address(draft))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert other.title in page.content.decode()


@pytest.mark.parametrize("place", ["1/0", "0/1", "999999/1", f"{10**30}/1", f"1/{10**30}"])
def test_what_does_not_exist_is_not_found(client: Client, place: str) -> None:
    assert client.get(f"/search/similar/{place}/").status_code == 404


def test_one_that_takes_too_long_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(found: Passage, **_: object) -> None:
        raise OperationalError from QueryCanceled("canceling statement due to statement timeout")

    monkeypatch.setattr(views, "similar", slow)
    page = client.get(address(passage(NANNING, "“两委”换届选举")))
    assert page.status_code == 503
    assert "用时太久" in page.content.decode()


def test_the_page_takes_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(24):
        client.get(address(passage(NANNING, "“两委”换届选举")))


def test_the_command_lists_them() -> None:
    own = passage(NANNING, "“两委”换届选举")
    out = StringIO()
    call_command("similar", own.report_id, own.number, stdout=out)
    assert "【" in out.getvalue()
    assert "中山市 2021" in out.getvalue()
    with pytest.raises(CommandError, match="没有第"):
        call_command("similar", own.report_id, 99999)
