"""The search page: hits in place, filters in the address, and an answer to whatever is typed."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from psycopg.errors import QueryCanceled
from pytest_django import DjangoAssertNumQueries

from reports.models import Passage, Report
from reports.signals import report_changed
from search import views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

HOSTILE = {
    "10,000 letters": "低保" * 5000,
    "NUL": "低保\x00标准",
    "only NUL and a letter": "\x00a\x00",
    "script": "<script>alert(1)</script>",
    "an attribute's end": '"><img src=x onerror=alert(1)>',
    "a template": "{{ settings.SECRET_KEY }}{% load x %}",
    "sql": "'; DROP TABLE reports_report; --",
    "tsquery": "低保 & | ! <-> :* ( ' \\",
    "broken operators": '((("低保 OR OR -- NOT )',
    "only operators": "OR - NOT ()",
    "only signs": "!!!???。。。",
    "an open quote": '"低保',
    "emoji": "👨‍👩‍👧‍👦🇨🇳",
    "combining marks": "e" + "\u0301" * 50,
    "directions": "\u202e低保\u202c",
    "a thousand words": "低 " * 1000,
    "a lone exclusion": "-低保",
    "a backslash": "\\",
    "percent": "100%_",
}


@pytest.fixture
def client() -> Client:
    """A reader; a view that fails answers 500 instead of failing the test."""
    return Client(raise_request_exception=False)


def _page(client: Client, typed: str, **chosen: str) -> str:
    response = client.get("/search/", {"q": typed, **chosen})
    assert response.status_code == 200
    return response.content.decode()


def test_hits_stand_under_their_headings_and_lead_to_their_place(client: Client) -> None:
    page = _page(client, "低保标准")
    report = Report.objects.get(region_id="442000")
    hit = report.passages.get(text__startswith="2021年,我市低保标准")
    assert f'href="{report.get_absolute_url()}?q={quote("低保标准")}#{hit.anchor}"' in page
    assert "我市<mark>低保" in page
    assert "二、基本民生保障精准有效" in page
    assert "份报告 ·" in page


def test_the_link_of_a_hit_opens_the_report_with_the_same_words_marked(client: Client) -> None:
    report = Report.objects.get(region_id="442000")
    page = client.get(report.get_absolute_url(), {"q": "低保标准"}).content.decode()
    assert '<mark id="m1">' in page


def test_traditional_finds_simplified_and_the_reverse(client: Client) -> None:
    assert "<mark>養老" in _page(client, "养老")
    assert "<mark>养老" in _page(client, "養老")


def test_facets_narrow_and_keep_the_query(client: Client) -> None:
    page = _page(client, "养老", region="442000")
    typed = quote("养老")
    assert "1 份报告" in page
    assert f'class="chip" href="/search/?q={typed}"' in page
    assert f'href="/search/?q={typed}&amp;region=442000&amp;region=450000"' in page
    assert '<input type="hidden" name="region" value="442000">' in page


def test_without_a_query_the_list_is_shown_under_the_same_filters(client: Client) -> None:
    for typed in ("", "   ", "\x00"):
        response = client.get("/search/", {"q": typed, "year": "2021", "region": "450000"})
        assert response.status_code == 302
        assert response["Location"] == "/reports/?region=450000&year=2021"


def test_nothing_found_says_what_to_try(client: Client) -> None:
    page = _page(client, "月球基地", year="2021")
    assert "没有找到" in page
    assert f'href="/search/?q={quote("月球基地")}"' in page
    assert "浏览全部报告" in page


def test_a_query_too_long_is_refused_with_a_sentence(client: Client) -> None:
    response = client.get("/search/", {"q": "低保" * 5000})
    assert response.status_code == 400
    assert "这个检索式没有执行" in response.content.decode()
    assert 'role="search"' in response.content.decode()


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_typed_breaks_the_page_or_gets_into_it_unescaped(
    client: Client, typed: str
) -> None:
    response = client.get("/search/", {"q": typed})
    assert response.status_code in (200, 400)
    body = response.content.decode()
    assert "<script>alert" not in body
    assert "<img" not in body
    assert f'value="{escape(typed.replace(chr(0), " ").strip())}"' in body


@pytest.mark.parametrize("page", ["-1", "0", "abc", "9999", "9" * 5000, "", "\x00"])
@pytest.mark.parametrize("typed", ["养老", "月球基地"])
def test_any_page_number_gives_a_page(client: Client, typed: str, page: str) -> None:
    _page(client, typed, page=page)


def test_facets_of_no_sense_are_dropped(client: Client) -> None:
    hostile = {
        "region": "' OR 1=1",
        "year": "99999999999999",
        "area": "<script>alert(1)</script>\x00",
    }
    page = _page(client, "养老", **hostile)
    assert "5 份报告" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_not_found(client: Client, status: str) -> None:
    report = Report.objects.get(region_id="442000")
    report.status = status
    report.save()
    report_changed.send(sender=Report, report=report)
    page = _page(client, "低保标准")
    assert report.get_absolute_url() not in page
    assert "中山市" not in page


def test_a_search_that_takes_too_long_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(typed: str, **_: object) -> None:
        raise OperationalError from QueryCanceled("canceling statement due to statement timeout")

    monkeypatch.setattr(views, "search", slow)
    response = client.get("/search/", {"q": "养老"})
    assert response.status_code == 503
    assert "这次检索用时太久" in response.content.decode()


@pytest.mark.parametrize("address", ["/search/?q=养老", "similar"])
def test_what_the_server_breaks_off_is_said_and_the_next_visitor_is_served(
    client: Client, address: str
) -> None:
    if address == "similar":
        passage = Passage.objects.get(text__startswith="2021年,我市低保标准")
        address = f"/search/similar/{passage.report_id}/{passage.number}/"
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever reads the index now waits.
        cursor.execute("ALTER TABLE search_sectionindex RENAME TO whole")
        cursor.execute("CREATE VIEW search_sectionindex AS SELECT whole.* FROM pg_sleep(60), whole")
        cursor.execute("SET LOCAL statement_timeout = '200ms'")
        response = client.get(address)
        transaction.set_rollback(True)
    assert response.status_code == 503
    assert "这次检索用时太久" in response.content.decode()
    assert client.get(address).status_code == 200


def test_another_failure_of_the_database_is_not_taken_for_a_slow_search(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(typed: str, **_: object) -> HttpResponse:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(views, "search", broken)
    response = client.get("/search/", {"q": "养老"})
    assert response.status_code == 500
    assert "网站出了差错" in response.content.decode()


def test_the_page_takes_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(24):
        _page(client, "养老 服务", year="2021", region="450000")


@pytest.mark.parametrize("sort", ["date", "city"])
def test_the_order_stays_while_filters_and_pages_change(client: Client, sort: str) -> None:
    page = _page(client, "养老", sort=sort)
    assert f'<input type="hidden" name="sort" value="{sort}">' in page
    assert f"region=450000&amp;sort={sort}" in page
    assert page.count('<strong aria-current="true">') == 1


def test_an_unknown_order_is_by_relevance(client: Client) -> None:
    assert '<strong aria-current="true">相关度' in _page(client, "养老", sort="\x00'--")


def test_a_word_that_the_archive_lacks_is_named_with_a_way_on(client: Client) -> None:
    page = _page(client, "养老 月球")
    assert "档案里没有“月球”" in page
    assert f'<a href="/search/?q={quote("养老")}">只找其余的词</a>' in page
