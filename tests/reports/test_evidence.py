"""Evidence cards: the words exactly, where they stand, how to check them, and only for who may read the report."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from reports.models import Passage, Report
from tests.reports.factories import Staff, held_report, report_text

pytestmark = pytest.mark.usefixtures("reference")

ODD = "“低保”<b>标准</b> &amp; 　{{ x }}"


@pytest.fixture
def client() -> Client:
    """A reader without an account; a view that fails answers 500 instead of failing the test."""
    return Client(raise_request_exception=False)


@pytest.fixture
def report() -> Report:
    return held_report(report_text(also=ODD), status=Report.Status.PUBLISHED)


def _address(passage: Passage) -> str:
    return f"/reports/{passage.report_id}/evidence/{passage.number}/"


def _page(client: Client, passage: Passage) -> str:
    response = client.get(_address(passage))
    assert response.status_code == 200
    return response.content.decode()


def test_every_passage_of_a_report_has_its_words_on_its_card(
    client: Client, report: Report
) -> None:
    for passage in report.passages.all():
        tree = html.fromstring(_page(client, passage))
        shown = tree.xpath('//blockquote[@class="exact"]')[0].text_content()
        assert shown == passage.text == report.text[passage.start : passage.end]


def test_a_card_says_where_the_words_stand_and_how_to_check_them(
    client: Client, report: Report
) -> None:
    passage = report.passages.get(text__contains="低保金")
    raw = _page(client, passage)
    page = unescape(raw)
    path = html.fromstring(raw).xpath('//p[@class="where"]/span')[0].text_content()
    assert path == "一、2021年工作完成情况 › （一）社会救助工作"
    assert f"[{passage.start}, {passage.end})" in page
    assert f'<code translate="no">{report.sha256[:12]}</code>' in page
    assert report.sha256 in page
    assert report.issuer in page
    assert "2021 总结" in page
    assert timezone.localdate().isoformat() in page
    assert f"http://testserver{report.get_absolute_url()}#p{passage.number}" in page
    assert f'href="/reports/{report.pk}/original"' in page


def test_a_card_has_the_citation_in_three_forms(client: Client, report: Report) -> None:
    passage = report.passages.get(text__contains="低保金")
    address = f"http://testserver{report.get_absolute_url()}#{passage.anchor}"
    tree = html.fromstring(_page(client, passage))
    fields = {field.get("id"): field for field in tree.xpath("//textarea[@data-copy]")}
    assert all(field.get("readonly") is not None for field in fields.values())
    assert fields["reference"].text == (
        f"{report.issuer}. {report.title}[R/OL]. ({report.published_on})"
        f"[{timezone.localdate()}]. {address}."
    )
    assert fields["quotation"].text.startswith(f"“{passage.text}”\n——")
    assert fields["address"].text == address


def test_a_heading_does_not_stand_under_itself(client: Client, report: Report) -> None:
    heading = report.passages.get(text__startswith="一、")
    assert "篇首" in _page(client, heading)
    below = report.passages.get(text__startswith="（二）养老")
    path = html.fromstring(_page(client, below)).xpath('//p[@class="where"]/span')[0]
    assert path.text_content() == "一、2021年工作完成情况"


def test_what_is_not_known_is_said(client: Client, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(issuer="", published_on=None, region=None)
    page = _page(client, report.passages.all()[0])
    assert "发布单位不详" in page
    assert "发布日期不详" in page


@pytest.mark.parametrize("number", ["0", "999", "9" * 30, "-1", "x", "1%00", "٣"])
def test_a_passage_that_is_not_there_is_not_found(
    client: Client, report: Report, number: str
) -> None:
    response = client.get(f"/reports/{report.pk}/evidence/{number}/")
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


def test_a_passage_of_another_report_is_not_shown(client: Client, report: Report) -> None:
    short = held_report("一、养老\n养老服务。\n", status=Report.Status.PUBLISHED)
    last = report.passages.count()
    assert client.get(f"/reports/{short.pk}/evidence/{last}/").status_code == 404


@pytest.mark.parametrize("status", [Report.Status.DRAFT, Report.Status.WITHDRAWN])
def test_what_is_not_published_has_cards_for_staff_alone_and_for_no_cache(
    client: Client, staff: Staff, report: Report, status: str
) -> None:
    passage = report.passages.get(text__contains="低保金")
    Report.objects.filter(pk=report.pk).update(status=status)
    refused = client.get(_address(passage))
    assert refused.status_code == 404
    assert "低保金" not in refused.content.decode()
    assert staff(name="无权").get(_address(passage)).status_code == 404

    allowed = staff("view_report").get(_address(passage))
    assert "低保金" in allowed.content.decode()
    assert "请勿对外引用" in allowed.content.decode()
    assert {"private", "no-store"} <= set(allowed["Cache-Control"].split(", "))
    assert allowed["X-Robots-Tag"] == "noindex"


def test_a_card_is_only_read(client: Client, report: Report) -> None:
    assert client.post(_address(report.passages.all()[0])).status_code == 405
