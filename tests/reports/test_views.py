"""The archive's public pages: they answer, they count what the public may see, and nothing typed breaks them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, DjangoDbBlocker

from reports.ingest import ingest
from reports.models import Report
from reports.reference import load_reference

# Each test in a transaction of its own within that of `_archive`.
pytestmark = pytest.mark.django_db

SUMMARY = """南宁市民政局2021年工作总结和2022年工作计划
一、2021年工作总结
2021年,全市民政系统扎实工作。
(一)社会救助。
一是提高低保标准。城乡低保标准提高到每月810元。
二是做好临时救助。全年临时救助5760人次。
(二)养老服务。
新建养老床位300张,居家和社区养老服务覆盖全部街道。
二、2022年工作计划
继续提高低保标准,建成区域养老服务中心12个。
南宁市民政局
2021年11月29日
"""
PROVINCE = (
    "2020年广东省民政厅工作要点\n一、提升养老服务\n加快发展养老机构。\n广东省民政厅\n2020年3月1日\n"
)
EVIL = (
    "2021年<script>alert(1)</script>北海市民政局工作总结\n一、殡葬<img src=x onerror=alert(2)>改革\n"
    "公墓<script>alert(3)</script>建设。\n北海市民政局\n2022年1月4日\n"
)
HIDDEN = "佛山市民政局2016年工作总结\n一、福利彩票\n全年销售福利彩票9亿元。\n佛山市民政局\n2017年1月3日\n"

HOSTILE = {
    "a negative page": "page=-1",
    "page zero": "page=0",
    "no number": "page=abc",
    "a page too far": "page=9999",
    "a page no database counts to": "page=999999999999999999999",
    "5,000 digits": f"page={'9' * 5000}",
    "an empty page": "page=",
    "sql in a region": "region=' OR 1=1 --",
    "a region that is none": "region=999999",
    "digits of another script": "region=²²²²²²&year=²²²²",
    "a year too late": "year=99999999999999",
    "a negative year": "year=-2021",
    "script in an area": "area=<script>alert(1)</script>",
    "NUL": "region=%00&year=%00&area=%00&q=%00&page=%00",
    "broken UTF-8": "region=%ff%fe&q=%ff%fe%80",
    "10,000 letters": f"q={'低保' * 5000}",
    "10,000 letters in a facet": f"area={'x' * 10000}",
    "300 values": "&".join(f"year={year}" for year in range(1900, 2200)),
    "script in a query": "q=<script>alert(1)</script>",
    "broken operators": 'q="-(OR AND*" )) --',
    "more fields than are read": "&".join(f"f{number}=1" for number in range(1200)),
}


def _published(text: str, *, filename: str) -> Report:
    report = ingest(text.encode(), filename=filename, status=Report.Status.PUBLISHED).report
    assert report is not None
    return report


@pytest.fixture(scope="module", autouse=True)
def _archive(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Three published reports and one of each kind that the public must not see, for the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        _published(SUMMARY, filename="南宁.txt")
        _published(PROVINCE, filename="广东.txt")
        _published(EVIL, filename='"><script>.txt')
        for status in (Report.Status.DRAFT, Report.Status.WITHDRAWN):
            ingest(f"{HIDDEN}{status}".encode(), filename=f"{status}.txt", status=status)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def client() -> Client:
    """A reader without an account; a view that fails answers 500 instead of failing the test."""
    return Client(raise_request_exception=False)


@pytest.fixture
def report() -> Report:
    return Report.objects.get(filename="南宁.txt")


def _staff(client: Client, *, may_view: bool) -> Client:
    user = User.objects.create_user("clerk", is_staff=True)
    if may_view:
        user.user_permissions.add(Permission.objects.get(codename="view_report"))
    client.force_login(user)
    return client


def _text(response: HttpResponseBase) -> str:
    """The whole answer; reading a file to its end also closes it."""
    if isinstance(response, StreamingHttpResponse):
        return response.getvalue().decode()
    assert isinstance(response, HttpResponse)
    return response.content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/reports/", "/robots.txt", "/reports/?region=450100&year=2021&page=2"]
)
def test_a_page_answers(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_page_and_an_original_are_sent_compressed_to_who_takes_that(
    client: Client, report: Report
) -> None:
    accepting = {"Accept-Encoding": "gzip"}
    page = client.get(report.get_absolute_url(), headers=accepting)
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) < len(gzip.decompress(page.content)) / 3
    address = f"/reports/{report.pk}/original"
    original = client.get(address, headers=accepting)
    assert isinstance(original, StreamingHttpResponse)
    assert gzip.decompress(original.getvalue()) == report.original.read_bytes()


def test_home_says_what_is_held_and_leads_to_it(client: Client) -> None:
    page = _text(client.get("/"))
    assert "3 份报告 · 2 个省区市 · 2 个城市" in page
    for chosen in ("region=450000", "region=450100", "year=2022", "area=elderly_care"):
        assert f'href="/reports/?{chosen}"' in page


def test_home_counts_cities_also_where_the_facet_lists_none(
    client: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    cities = re.compile("· ([1-9][0-9]*) 个城市")
    before = cities.findall(client.get("/").content.decode())
    monkeypatch.setattr("reports.facets.MOST_PLACES", 0)
    assert cities.findall(client.get("/").content.decode()) == before != []


def test_an_archive_without_reports_says_so(client: Client) -> None:
    Report.objects.all().delete()
    assert "还没有已发布的报告" in _text(client.get("/"))
    assert "还没有已发布的报告" in _text(client.get("/reports/"))


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_nowhere(client: Client, status: str) -> None:
    hidden = Report.objects.get(filename=f"{status}.txt")
    for query in ("", "?year=2016", "?region=440600", "?area=welfare_lottery"):
        page = _text(client.get(f"/reports/{query}"))
        assert "2016年工作总结" not in page, query
        assert f"/reports/{hidden.pk}/" not in page, query
    assert "2016" not in _text(client.get("/"))
    assert "佛山市" not in _text(client.get("/reports/"))
    assert "2016年" not in _text(client.get("/reports/"))
    for address in (hidden.get_absolute_url(), f"/reports/{hidden.pk}/original"):
        response = client.get(address)
        assert response.status_code == 404
        assert "福利彩票" not in _text(response)


@pytest.mark.parametrize(("status", "label"), [("draft", "草稿"), ("withdrawn", "已撤回")])
def test_staff_may_read_what_is_not_published_but_no_cache_may_keep_it(
    client: Client, status: str, label: str
) -> None:
    hidden = Report.objects.get(filename=f"{status}.txt")
    _staff(client, may_view=True)
    response = client.get(hidden.get_absolute_url())
    assert response.status_code == 200
    assert f"<strong>{label}</strong>" in _text(response)
    assert '<meta name="robots" content="noindex">' in _text(response)
    original = client.get(f"/reports/{hidden.pk}/original")
    assert "福利彩票" in _text(original)
    for answer in (response, original):
        assert answer.status_code == 200
        assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
        assert answer["X-Robots-Tag"] == "noindex"


def test_staff_without_the_right_to_view_reports_see_what_the_public_sees(client: Client) -> None:
    hidden = Report.objects.get(filename="draft.txt")
    assert _staff(client, may_view=False).get(hidden.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_in_an_address_breaks_a_page(client: Client, report: Report, query: str) -> None:
    for address in ("/", "/reports/", report.get_absolute_url(), f"/reports/{report.pk}/original"):
        response = client.get(f"{address}?{query}")
        assert response.status_code in (200, 400), address
        assert "<script>alert" not in _text(response)


@pytest.mark.parametrize(
    "address", [f"/reports/{'9' * 30}/", "/reports/0/", "/reports/-1/", "/reports/1%00/", "/x/"]
)
def test_an_address_without_a_page_is_not_found_in_chinese(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "没有这个页面" in _text(response)
    assert 'role="search"' in _text(response)


@pytest.mark.parametrize("key", ['"aaaaaaaa\\000"', "x" * 5000, "", "ABC", '"\\303\\251"'])
@pytest.mark.parametrize("address", ["/", "/reports/", "/admin/", "/there-is-no-such-page"])
def test_a_session_that_cannot_be_is_none(client: Client, address: str, key: str) -> None:
    plain = client.get(address)
    answer = client.get(address, headers={"cookie": f"sessionid={key}"})
    assert answer.status_code == plain.status_code
    assert answer.status_code in {200, 302, 404}


def test_script_in_a_report_is_text(client: Client) -> None:
    evil = Report.objects.get(filename__contains="script")
    for address in (f"{evil.get_absolute_url()}?q=公墓", "/", "/reports/"):
        page = _text(client.get(address))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page
        assert "<img" not in page


def test_every_passage_has_its_anchor_and_every_heading_its_level(
    client: Client, report: Report
) -> None:
    page = _text(client.get(report.get_absolute_url()))
    for passage in report.passages.all():
        assert f'id="p{passage.number}"' in page
        assert f'href="#p{passage.number}"' in page
    assert "<h2>一、2021年工作总结</h2>" in page
    assert "<h3>(一)社会救助。</h3>" in page
    assert "<b>一是</b>提高低保标准" in page
    assert '<span class="span">2021 总结</span>' in page
    assert '<span class="span">2022 计划</span>' in page


def test_the_outline_leads_to_the_headings(client: Client, report: Report) -> None:
    page = _text(client.get(report.get_absolute_url()))
    heading = report.passages.get(text="(二)养老服务。")
    assert f'<a href="#{heading.anchor}">(二)养老服务</a>' in page


def test_words_asked_for_are_marked_counted_and_linked(client: Client, report: Report) -> None:
    page = _text(client.get(report.get_absolute_url(), {"q": '"低保标准"'}))
    assert "在本文 3 处" in page
    assert '<a href="#m1">第一处</a>' in page
    assert page.count("<mark") == 3
    assert '<mark id="m1">低保标准</mark>' in page


def test_a_query_that_is_none_marks_nothing(client: Client, report: Report) -> None:
    response = client.get(report.get_absolute_url(), {"q": "低保" * 5000})
    assert response.status_code == 200
    assert "<mark" not in _text(response)


def test_what_was_inferred_and_what_a_person_gave_is_marked(client: Client, report: Report) -> None:
    assert report.evidence["issuer"] is not None
    report.evidence["region"] = None
    report.corrected = ["published_on"]
    report.save()
    page = _text(client.get(report.get_absolute_url()))
    fields = ("title", "issuer", "region", "doc_type", "report_years", "plan_years")
    assert page.count(">推定<") == sum(report.evidence.get(name) is None for name in fields)
    assert page.count(">人工核定<") == 1


def test_traditional_text_is_declared_as_such(client: Client, report: Report) -> None:
    report.script = Report.Script.HANT
    report.save()
    assert '<div class="reader" lang="zh-Hant">' in _text(client.get(report.get_absolute_url()))


def test_the_original_is_saved_under_its_name_and_never_shown(
    client: Client, report: Report
) -> None:
    response = client.get(f"/reports/{report.pk}/original")
    assert _text(response) == SUMMARY
    assert unquote(response["Content-Disposition"]) == "attachment; filename*=utf-8''南宁.txt"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ['a"b.txt', "a\r\nX-Evil: 1.txt", "../../passwd", "<script>.html", "报告\u202e.txt"]
)
def test_a_strange_file_name_stays_within_its_header(
    client: Client, report: Report, name: str
) -> None:
    Report.objects.filter(pk=report.pk).update(filename=name)
    response = client.get(f"/reports/{report.pk}/original")
    assert _text(response) == SUMMARY
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "X-Evil" not in response.headers


def test_a_lost_original_is_not_found(client: Client, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(sha256="0" * 64)
    assert client.get(f"/reports/{report.pk}/original").status_code == 404


def test_a_chosen_value_can_be_taken_back(client: Client) -> None:
    page = _text(client.get("/reports/?year=2021&region=450000"))
    assert 'class="chip" href="/reports/?year=2021"' in page
    assert 'class="chip" href="/reports/?region=450000"' in page
    assert '<a class="clear" href="/reports/"' in page
    assert '<link rel="canonical" href="/reports/?region=450000&amp;year=2021">' in page


def test_an_empty_choice_says_what_to_try(client: Client) -> None:
    page = _text(client.get("/reports/?region=440000&year=1999"))
    assert "没有同时符合这些条件的报告" in page
    assert 'href="/reports/?region=440000"' in page


@pytest.mark.parametrize("address", ["/", "/reports/", "/reports/1/", "/reports/1/original"])
def test_pages_are_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_pages_take_few_queries(
    client: Client, report: Report, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for address, most in (
        ("/", 11),
        ("/reports/?year=2021", 10),
        (f"{report.get_absolute_url()}?q=低保", 5),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "500", "503"])
def test_error_pages_ask_the_database_nothing(
    page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(0):
        body = render_to_string(f"{page}.html", request=None)
        render_to_string(f"{page}.html", request=RequestFactory().get("/"))
    assert 'role="search"' in body
    assert "<h1>" in body
