"""What readers take home of the archive: the list as a file, a report as a Word document and as plain text."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from threading import Thread
from time import monotonic
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.utils.timezone import localdate
from docx import Document
from docx.document import Document as WordDocument
from lxml import etree
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from reports.models import Passage, Report
from reports.takeaway import answers, listing, workbooks
from tests.reports.factories import SEEDS, Staff, held_report, report_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FORMATS = ["xlsx", "csv", "json"]


@pytest.fixture
def report() -> Report:
    return held_report(status=Report.Status.PUBLISHED)


@pytest.fixture
def reports(report: Report) -> list[Report]:
    """Three that are published, the latest first, beside a draft."""
    others = [
        held_report(
            report_text(city="玉林市", year=year), filename=f"{year}.txt", status="published"
        )
        for year in (2019, 2020)
    ]
    held_report(report_text(city="北海市"), filename="草稿.txt")
    return [report, *reversed(others)]


@pytest.fixture
def connection_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is closed by others than Django's client does not take the test's transaction along."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


def taken(response: HttpResponseBase) -> bytes:
    """The whole file; reading it to its end also closes it."""
    assert response.status_code == 200
    if isinstance(response, StreamingHttpResponse):
        return response.getvalue()
    assert isinstance(response, HttpResponse)
    return response.content


def document(client: Client, report: Report) -> WordDocument:
    return Document(io.BytesIO(taken(client.get(f"/reports/{report.pk}/report.docx"))))


def without_number(text: str) -> tuple[str, str]:
    said, _, number = text.rpartition(" ¶")
    return said, number


def titles(client: Client, suffix: str, query: str = "") -> list[str]:
    data = taken(client.get(f"/reports/export.{suffix}?{query}"))
    if suffix == "json":
        return [row["title"] for row in json.loads(data)["reports"]]
    if suffix == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        return [row[0] for row in rows[1:]]
    return [str(row[0]) for row in load_workbook(io.BytesIO(data))["报告"].values][1:]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_list_is_taken_away_in_its_order_and_under_its_selection(
    client: Client, reports: list[Report], suffix: str
) -> None:
    assert titles(client, suffix) == [report.title for report in reports]
    assert titles(client, suffix, "region=450100&year=2021") == [reports[0].title]
    assert titles(client, suffix, "year=1999") == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_reports_are_read_in_batches_without_loss(
    client: Client, reports: list[Report], suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "REPORTS_AT_ONCE", 2)
    assert titles(client, suffix) == [report.title for report in reports]


def test_a_row_says_what_the_list_says(client: Client, report: Report) -> None:
    read = json.loads(taken(client.get("/reports/export.json?region=450000&year=2022")))
    assert read["filters"] == {"region": {"450000": "广西壮族自治区"}, "year": {"2022": "2022"}}
    assert read["archive"] == {"name": "民政报告档案", "address": "http://testserver/"}
    assert read["count"] == 1
    (row,) = read["reports"]
    assert row.pop("areas")
    assert row == {
        "title": "南宁市民政局2021年工作总结和2022年工作计划",
        "issuer": "南宁市民政局",
        "region": "广西壮族自治区 › 南宁市",
        "type": "总结和计划",
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "report_years": [2021],
        "plan_years": [2022],
        "passages": report.passages.count(),
        "filename": "报告.txt",
        "address": f"http://testserver/reports/{report.pk}/",
        "sha256": report.sha256,
    }


def test_the_page_leads_to_the_files_of_its_selection(client: Client, report: Report) -> None:
    page = client.get("/reports/?region=450000&year=2022").content.decode()
    for suffix in FORMATS:
        assert f'href="/reports/export.{suffix}?region=450000&amp;year=2022"' in page
    assert "/export." not in client.get("/reports/?year=1999").content.decode()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_is_saved_under_a_name_that_tells_what_it_is(
    client: Client, report: Report, suffix: str
) -> None:
    response = client.get(f"/reports/export.{suffix}?region=450100&year=2021")
    taken(response)
    disposition = unquote(response["Content-Disposition"])
    assert disposition.startswith("attachment; filename*=utf-8''报告目录-南宁市-2021-20")
    assert disposition.endswith(f".{suffix}")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    "address", ["/reports/export.exe", "/reports/export.csv/", "/reports/export."]
)
def test_another_format_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("connection_kept")
def test_files_are_only_fetched(client: Client, report: Report) -> None:
    for address in ("export.csv", f"{report.pk}/report.docx", f"{report.pk}/report.txt"):
        assert client.post(f"/reports/{address}").status_code == 405
        assert client.head(f"/reports/{address}").status_code == 200


@pytest.mark.usefixtures("connection_kept")
def test_who_comes_when_too_many_are_at_it_is_told_so(
    client: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "PATIENCE", 0.0)
    running = [client.get("/reports/export.csv") for _ in range(answers.AT_ONCE)]
    for suffix in FORMATS:
        refused = client.get(f"/reports/export.{suffix}")
        assert refused.status_code == 503
        assert refused["Retry-After"] == "30"
        assert "正在导出的人较多" in refused.content.decode()
    refused = client.get(f"/reports/{report.pk}/report.docx")
    assert refused.status_code == 503
    assert refused["Retry-After"] == "30"
    # One reader goes away without having fetched anything, the others fetch all.
    running[0].close()
    assert titles(client, "xlsx") == [report.title]
    assert [len(taken(response)) > 0 for response in running[1:]] == [True] * (answers.AT_ONCE - 1)
    for _ in range(answers.AT_ONCE + 1):
        assert titles(client, "csv") == [report.title]


def test_few_wait_for_their_turn_and_others_are_told_at_once() -> None:
    turns = [answers._Turn() for _ in range(answers.AT_ONCE)]
    waiting = [Thread(target=lambda: turns.append(answers._Turn())) for _ in turns]
    for thread in waiting:
        thread.start()
    try:
        began = monotonic()
        while answers._Turn._waiting.acquire(blocking=False):
            answers._Turn._waiting.release()
            assert monotonic() - began < answers.PATIENCE
        with pytest.raises(answers.Busy):
            answers._Turn()
        # That was no waiting: those who do still are.
        assert all(thread.is_alive() for thread in waiting)
    finally:
        while turns:
            turns.pop().end()
        for thread in waiting:
            thread.join()
        while turns:
            turns.pop().end()


def test_a_file_is_named_after_what_it_has_and_what_it_leaves_out(
    client: Client, reports: list[Report]
) -> None:
    response = client.get("/reports/export.csv?year=2021&-region=450000")
    name = unquote(response["Content-Disposition"])
    assert f"报告目录-不含广西壮族自治区-2021-{localdate():%Y%m%d}.csv" in name
    assert taken(response)


def test_more_than_a_workbook_takes_is_offered_in_other_formats(
    client: Client, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    response = client.get("/reports/export.xlsx?year=2021&year=2020&year=2019")
    assert response.status_code == 400
    assert (
        'href="/reports/export.csv?year=2019&amp;year=2020&amp;year=2021"'
        in response.content.decode()
    )
    assert titles(client, "xlsx", "year=2022") == [reports[0].title]


def test_the_list_takes_few_queries(
    client: Client, reports: list[Report], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        assert len(titles(client, "csv", "year=2020&region=450000")) == 2


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem[:3])
def test_plain_text_is_the_text_as_it_is_kept(client: Client, seed: Path) -> None:
    report = held_report(seed.read_text("utf-8"), filename="报告.txt", status="published")
    response = client.get(f"/reports/{report.pk}/report.txt")
    assert taken(response) == report.text.encode("utf-8")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_plain_text_keeps_blanks_and_signs_as_they_are(client: Client) -> None:
    text = "\u3000\u3000北海市民政局2021年工作总结\n一、殡葬\n=公墓\t<b>𠮷</b>。 \n\n"
    report = held_report(text, status="published")
    assert taken(client.get(f"/reports/{report.pk}/report.txt")) == text.encode()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem[:3])
def test_a_word_document_holds_every_passage_as_it_is_with_its_number(
    client: Client, seed: Path
) -> None:
    report = held_report(seed.read_text("utf-8"), filename="报告.txt", status="published")
    paragraphs = [without_number(one.text) for one in document(client, report).paragraphs]
    passages = [(one.text, str(one.number)) for one in report.passages.all()]
    assert [one for one in paragraphs if one[1].isdigit()] == [
        (text.replace("\r\n", "\n"), number) for text, number in passages
    ]


def test_headings_are_words_own_in_their_levels(client: Client, report: Report) -> None:
    held = {
        without_number(one.text)[0]: one.style.name
        for one in document(client, report).paragraphs
        if one.style is not None
    }
    assert held["一、2021年工作完成情况"] == "Heading 1"
    levels = [
        f"Heading {one.section.level}"
        for one in report.passages.filter(kind=Passage.Kind.HEADING).select_related("section")
        if one.section
    ]
    assert [name for name in held.values() if name and name.startswith("Heading")] == levels


def test_items_are_a_list_and_their_numbering_is_told_apart(client: Client) -> None:
    text = "南宁市民政局2021年工作总结\n一、社会救助\n一是提高低保标准。二是做好临时救助。\n"
    word = document(client, held_report(text, status="published"))
    items = [one for one in word.paragraphs if one.style and one.style.name == "List Paragraph"]
    assert [without_number(one.text)[0] for one in items] == [
        "一是提高低保标准。",
        "二是做好临时救助。",
    ]
    assert [one.runs[0].text for one in items if one.runs[0].bold] == ["一是", "二是"]


def test_the_title_block_names_the_source(client: Client, report: Report) -> None:
    word = document(client, report)
    said = "\n".join(one.text for one in word.paragraphs[:12])
    assert word.paragraphs[0].text == report.title
    assert word.core_properties.title == report.title
    assert word.core_properties.author == "南宁市民政局"
    assert "发布单位：南宁市民政局" in said
    assert "发布日期：2022-01-20" in said
    assert f"固定链接：http://testserver/reports/{report.pk}/" in said
    assert f"SHA-256：{report.sha256}" in said
    footer = word.sections[0].footer.paragraphs[0].text
    assert f"http://testserver/reports/{report.pk}/" in footer


def test_every_passage_number_leads_to_its_place_on_the_site(
    client: Client, report: Report
) -> None:
    word = document(client, report)
    links = list(word.element.body.iter(f"{MAIN}hyperlink"))
    anchors = [link.get(f"{MAIN}anchor") for link in links]
    assert anchors == [None, *(passage.anchor for passage in report.passages.all())]
    targets = {word.part.rels[link.get(f"{OFFICE}id")].target_ref for link in links}
    assert targets == {f"http://testserver/reports/{report.pk}/"}


@pytest.mark.parametrize(
    ("script", "language", "font"), [("hans", "zh-CN", "宋体"), ("hant", "zh-TW", "新細明體")]
)
def test_the_script_has_its_language_and_font(
    client: Client, report: Report, script: str, language: str, font: str
) -> None:
    Report.objects.filter(pk=report.pk).update(script=script)
    defaults = document(client, report).styles.element.find(f"{MAIN}docDefaults")
    assert defaults is not None
    (lang,) = defaults.iter(f"{MAIN}lang")
    (fonts,) = defaults.iter(f"{MAIN}rFonts")
    assert lang.get(f"{MAIN}eastAsia") == language
    assert fonts.get(f"{MAIN}eastAsia") == font


def test_headings_have_the_depth_that_outlines_are_made_of(client: Client, report: Report) -> None:
    styles = document(client, report).styles
    for level in range(1, 10):
        depth = styles[f"Heading {level}"].element.pPr.outlineLvl
        assert depth is not None
        assert depth.val == level - 1


def test_of_the_library_that_writes_it_a_document_says_nothing(
    client: Client, report: Report
) -> None:
    data = taken(client.get(f"/reports/{report.pk}/report.docx"))
    with ZipFile(io.BytesIO(data)) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    assert not [name for name, content in held.items() if b"python-docx" in content]
    # A preview and the name of another program came with its template, and fonts by way of a theme.
    assert not [name for name in held if "thumbnail" in name or "app.xml" in name]
    assert b"w:asciiTheme" not in held["word/styles.xml"]
    assert b"w:eastAsiaTheme" not in held["word/styles.xml"]


@override_settings(ALLOWED_HOSTS=[".example"])
def test_an_address_longer_than_a_property_is_still_in_the_document(
    client: Client, report: Report
) -> None:
    host = f"{'a' * 300}.example"
    response = client.get(f"/reports/{report.pk}/report.docx", headers={"host": host})
    word = Document(io.BytesIO(taken(response)))
    assert host in word.sections[0].footer.paragraphs[0].text
    assert word.core_properties.identifier == ""


def test_what_was_inferred_is_told_in_the_document_too(client: Client, report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(evidence={**report.evidence, "issuer": None})
    said = [one.text for one in document(client, report).paragraphs]
    assert "发布单位：南宁市民政局（推定）" in said


def test_no_sign_of_a_report_breaks_the_document(client: Client, report: Report) -> None:
    said = '<w:p/>&amp;"\x01\x0c\ufffe\t制表\r\n换行\n末'
    passage = report.passages.filter(kind=Passage.Kind.TEXT)[0]
    Passage.objects.filter(pk=passage.pk).update(text=said, end=passage.start + len(said))
    Report.objects.filter(pk=report.pk).update(title='<"标题">&\x01', issuer='"><x>\x02')
    data = taken(client.get(f"/reports/{report.pk}/report.docx"))
    with ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            etree.fromstring(parts.read(name))
    word = Document(io.BytesIO(data))
    assert word.core_properties.title == '<"标题">&\ufffd'
    assert ('<w:p/>&amp;"\ufffd\ufffd\ufffd\t制表\n换行\n末', str(passage.number)) in [
        without_number(one.text) for one in word.paragraphs
    ]


@pytest.mark.parametrize("file", ["report.docx", "report.txt"])
@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_for_staff_alone_and_in_no_cache(
    client: Client, staff: Staff, report: Report, status: str, file: str
) -> None:
    Report.objects.filter(pk=report.pk).update(status=status)
    address = f"/reports/{report.pk}/{file}"
    assert client.get(address).status_code == 404
    response = staff("view_report").get(address)
    assert taken(response)
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert response["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("number", ["0", "9" * 30, "-1", "1%00"])
def test_a_report_that_is_not_there_is_not_found(client: Client, number: str) -> None:
    for file in ("report.docx", "report.txt"):
        assert client.get(f"/reports/{number}/{file}").status_code == 404


def test_the_report_page_leads_to_its_files(client: Client, report: Report) -> None:
    page = client.get(report.get_absolute_url()).content.decode()
    for file in ("original", "report.docx", "report.txt"):
        assert f'href="/reports/{report.pk}/{file}"' in page
