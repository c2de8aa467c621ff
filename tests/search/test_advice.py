"""What leads on where little or nothing was found: on the page, on the terminal, and only there."""

from __future__ import annotations

from html import unescape
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from reports.selection import Selection
from search import advice
from search.advice import Advice
from search.results import search

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def _advice(typed: str, **chosen: list[str]) -> Advice:
    return search(typed, selection=Selection.of(**chosen)).advice


def _page(client: Client, typed: str, **chosen: str) -> str:
    response = client.get("/search/", {"q": typed, **chosen})
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_where_nothing_is_found_the_missing_words_are_named() -> None:
    found = _advice("养老 月球 服务")
    assert found.lacking == ("月球",)
    assert "月球" not in found.without_lacking
    assert search(found.without_lacking, selection=Selection.of()).reports > 0
    assert _advice("月球").without_lacking == ""
    assert _advice("养老 月球 -消防").without_lacking == "养老 -消防"
    assert _advice("").lacking == ()


def test_a_search_that_finds_enough_works_out_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def must_not(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("rare_words", "corrections", "unheld_years", "wider", "partial_hits"):
        monkeypatch.setattr(advice, name, must_not)
    for typed in ("养老", "养老 服务", "养老 城市:南通", "", "-养老"):
        assert _advice(typed) == Advice()


def test_of_a_place_that_is_not_held_it_is_told_however_much_is_found() -> None:
    assert search("广西 养老", selection=Selection.of()).reports == 2
    assert _advice("广西 养老").gaps == ()
    found = search("养老 OR 北京", selection=Selection.of())
    assert found.reports == 5
    assert [gap.missing for gap in found.advice.gaps] == ["北京市"]


def test_a_correction_is_a_link_that_keeps_filters_and_order(client: Client) -> None:
    page = _page(client, "养劳", region="450000", sort="date")
    assert "没有找到 “养劳”" in page
    assert "你是不是要找" in page
    assert f'href="/search/?q={quote("养老")}&region=450000&sort=date"' in page
    assert '<b>养老</b></a> <span class="count">2 份报告</span>' in page
    assert 'name="q" type="search" value="养劳"' in page


def test_the_page_says_what_is_held(client: Client) -> None:
    page = _page(client, "苏州有多少社工站")
    assert "本档案没有收录苏州市的报告</strong>；江苏省有：" in page
    assert '<a href="/reports/?region=320600" rel="nofollow">南通市</a>（1 份）' in page
    page = _page(client, "殡葬 年份:2019", region="442000")
    assert "本档案没有收录中山市2019年的报告</strong>；中山市收录的年份：" in page
    assert 'href="/reports/?region=442000&year=2022"' in page


def test_the_page_offers_each_filter_to_go(client: Client) -> None:
    page = _page(client, "殡葬 年份:2020", region="442000")
    assert (
        f'去掉“中山市”：<a href="/search/?q={quote("殡葬 年份:2020").replace("%20", "+")}"' in page
    )
    assert f'去掉“2020年”：<a href="/search/?q={quote("殡葬")}&region=442000"' in page
    page = _page(client, "南通有多少社工站")
    assert "结果不多，可以放宽条件" in page
    assert "去掉“南通市”" in page


def test_passages_with_some_of_the_words_stand_apart(client: Client) -> None:
    page = _page(client, "养老 月球")
    before, _, after = page.partition('<h2 id="partial">只含部分词语的内容</h2>')
    assert "0 份报告" in before
    assert "<mark>" not in before
    assert "<mark>养老</mark>" in after
    assert 'class="word">月球<' in after
    assert "只含部分词语" not in _page(client, "养老")


def test_what_is_typed_gets_into_no_markup(client: Client) -> None:
    for typed in ('养劳 <b onclick="x">', "“养劳<script>”", "苏州<i>", "城市:<b>难宁 养老"):
        body = client.get("/search/", {"q": typed}).content.decode()
        assert "<script>”" not in body
        assert "<b onclick" not in body
        assert "<i>" not in body
        assert "<b>难宁" not in body


def test_the_terminal_tells_too(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("search", "苏州 养劳")
    call_command("search", "养劳 服务")
    printed = capsys.readouterr().out
    assert "本档案没有收录苏州市的报告。江苏省有：南通市（1 份）" in printed
    assert "你是不是要找：养老 服务（5 份报告）" in printed
