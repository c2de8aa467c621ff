"""The results as a file: what the page counts, all of it, in its order, and each passage as it stands."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.db import OperationalError, connection, transaction
from django.http import QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from reports.forms import read_selection
from reports.models import Passage, Report
from reports.signals import report_changed
from reports.takeaway import answers, workbooks
from reports.takeaway.streams import BROKEN_OFF
from search import gathering, matching, ranking, results
from search.forms import SearchForm
from search.gathering import gather, passages
from search.grammar import QueryError
from search.results import SearchResult, search

from .conftest import published
from .drawn import CHOSEN, TYPED
from .test_views import HOSTILE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

FORMATS = ["xlsx", "csv", "json"]
# For a search of one batch; reading a passage at a time would take a query each.
QUERIES = 12

ASKED = {
    "a word": "q=养老",
    "words": "q=低保 标准",
    "a word in traditional script": "q=養老服務",
    "a phrase": 'q="低保标准"',
    "a phrase of common letters": 'q="工作"',
    "punctuation": 'q="，"',
    "either": "q=殡葬 OR 公墓",
    "an exclusion": "q=儿童 -留守",
    "an excluded phrase": 'q=养老 -"养老服务"',
    "a prefix": "q=2021*",
    "a number": "q=1120",
    "a common word": "q=的",
    "a word with synonyms": "q=低保",
    "the same without them": "q=低保&synonyms=off",
    "a word in headings": "q=社会救助",
    "a place": "q=南通 养老",
    "a typed filter": "q=城市:中山 低保",
    "a typed and a clicked filter": "q=年份:2021 养老&region=450000",
    "clicked filters": "q=养老&region=450100&region=442000&year=2022",
    "an excluded place and year": "q=养老&-region=450000&-year=2022",
    "an area": "q=服务&area=elderly_care",
    "a type": "q=服务&type=计划",
    "by date": "q=养老&sort=date",
    "by city": "q=养老&sort=city",
    "a question": "q=南宁有多少养老机构",
    "nothing": "q=月球基地",
    "only signs": "q=!!!",
}

Place = tuple[int, int]


@pytest.fixture
def client() -> Client:
    """A reader; a view that fails answers 500 instead of failing the test."""
    return Client(raise_request_exception=False)


def page(query: str) -> SearchResult:
    """What the search page of an address counts, with all of it on one page."""
    address = QueryDict(query)
    form = SearchForm(address)
    form.is_valid()
    return search(
        form.cleaned_data["q"],
        selection=form.selection,
        synonyms=form.cleaned_data["synonyms"],
        order=form.cleaned_data["sort"],
        per_page=100,
        hits_per_report=100_000,
    )


def shown(result: SearchResult) -> list[Place]:
    """Report and number of every passage of a page, in its order."""
    return [(group.report.pk, hit.passage.number) for group in result.groups for hit in group.hits]


def taken(response: HttpResponseBase) -> bytes:
    """The whole file; reading it to its end also closes it."""
    assert response.status_code == 200
    assert isinstance(response, StreamingHttpResponse)
    return response.getvalue()


def exported(client: Client, query: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(taken(client.get(f"/search/export.json?{query}")))
    return read


def places(rows: list[dict[str, Any]]) -> list[Place]:
    """Report and number of each row, from its permanent link."""
    found = []
    for row in rows:
        path, _, anchor = row["address"].partition("#p")
        found.append((int(path.rstrip("/").rpartition("/")[2]), int(anchor)))
    return found


@pytest.mark.parametrize("query", ASKED.values(), ids=ASKED)
def test_the_file_holds_what_the_page_counts_in_its_order(client: Client, query: str) -> None:
    result = page(query)
    read = exported(client, query)
    assert places(read["hits"]) == shown(result)
    assert read["count"] == len(read["hits"])
    assert read["count"] == result.passages or result.about
    assert len(set(places(read["hits"]))) == read["count"]


def test_the_queries_of_these_tests_find_something_each_in_its_way() -> None:
    found = {name: page(query) for name, query in ASKED.items()}
    assert {name for name, result in found.items() if not result.passages} == {
        "nothing",
        "only signs",
    }
    assert found["a word with synonyms"].passages > found["the same without them"].passages
    assert found["by date"].groups != found["by city"].groups


@pytest.mark.parametrize("sections", [1, 7, 10_000])
@pytest.mark.parametrize("name", ["a common word", "an excluded phrase", "clicked filters"])
def test_it_does_not_matter_how_much_is_read_at_once(
    client: Client, name: str, sections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "SECTIONS_AT_ONCE", sections)
    assert places(exported(client, ASKED[name])["hits"]) == shown(page(ASKED[name]))


@pytest.mark.parametrize("name", ["a common word", "a word with synonyms", "by city"])
def test_what_the_page_only_estimates_is_in_the_file_to_the_last_passage(
    client: Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = page(ASKED[name])
    assert not counted.about
    for module in (results, ranking):
        monkeypatch.setattr(module, "ALL_READ", 10)
    monkeypatch.setattr(ranking, "CANDIDATES", 5)
    estimated = page(ASKED[name])
    assert estimated.about
    read = exported(client, ASKED[name])
    assert read["count"] == counted.passages
    assert places(read["hits"]) == shown(estimated)


def test_phrases_too_common_for_the_page_to_be_sure_are_exact_in_the_file(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = 'q="工作的"'
    exact = set(shown(page(query)))
    monkeypatch.setattr(matching, "MOST_CHECKED", 0)
    assert not page(query).exact
    assert set(places(exported(client, query)["hits"])) == exact


def test_whatever_is_asked_the_file_holds_what_the_page_counts() -> None:
    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(TYPED, CHOSEN)
    def ask(typed: str, chosen: dict[str, list[str]]) -> None:
        address = QueryDict(mutable=True)
        for name, values in chosen.items():
            address.setlist(name, values)
        selection = read_selection(address)
        try:
            result = search(typed, selection=selection, per_page=100, hits_per_report=100_000)
        except QueryError as error:
            with pytest.raises(QueryError, match=str(error)):
                gather(typed, selection=selection)
            return
        found = gather(typed, selection=selection)
        assert found.asked.only_filters == result.only_filters
        rows = [(row.report.pk, row.hit.passage.number) for row in passages(found)]
        assert rows == shown(result)

    ask()


def test_a_row_says_what_it_is_and_where_it_stands(client: Client) -> None:
    report = Report.objects.get(region_id="442000")
    passage = report.passages.get(text__startswith="2021年,我市低保标准")
    read = exported(client, "q=低保 标准&region=442000&year=2021")
    (row,) = [row for row in read["hits"] if row["passage"] == passage.number]
    assert row == {
        "title": report.title,
        "issuer": "中山市民政局",
        "region": "广东省 › 中山市",
        "report_years": [2021],
        "plan_years": [2022],
        "year": 2021,
        "type": report.doc_type,
        "published_on": report.published_on.isoformat() if report.published_on else None,
        "headings": "2021年工作回顾 › 二、基本民生保障精准有效 › (一)保障标准稳步提高",
        "passage": passage.number,
        "text": passage.text,
        "words": ["低保", "标准"],
        "address": f"http://testserver/reports/{report.pk}/#p{passage.number}",
        "sha256": report.sha256,
    }


def test_the_file_says_what_was_asked_and_when(client: Client) -> None:
    read = exported(client, "q=年份:2021 低保&region=450000&sort=date")
    assert list(read)[-2:] == ["hits", "count"]
    assert read["query"] == "年份:2021 低保"
    assert read["understood"] == page("q=年份:2021 低保").understood
    assert read["filters"] == {"region": {"450000": "广西壮族自治区"}, "year": {"2021": "2021"}}
    assert read["order"] == "date"
    assert "最低生活保障" in read["synonyms"]
    assert read["exported_at"].endswith("+08:00")
    assert read["archive"] == {"name": "民政报告档案", "address": "http://testserver/"}
    assert unquote(read["search"]) == (
        "http://testserver/search/?q=年份:2021+低保&region=450000&sort=date"
    )


def test_all_formats_hold_the_same_rows(client: Client) -> None:
    query = ASKED["clicked filters"]
    rows = exported(client, query)["hits"]
    data = taken(client.get(f"/search/export.csv?{query}"))
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    book = load_workbook(io.BytesIO(taken(client.get(f"/search/export.xlsx?{query}"))))
    cells = list(book["检索结果"].values)
    assert len(lines) == len(cells) == len(rows) + 1
    assert tuple(lines[0]) == cells[0]
    at = lines[0].index("原文")
    texts = [row["text"] for row in rows]
    assert [line[at] for line in lines[1:]] == [row[at] for row in cells[1:]] == texts
    assert dict(book["说明"].iter_rows(values_only=True))["检索式"] == "养老"


def test_text_that_begins_like_a_formula_is_harmless_in_csv_and_exact_elsewhere(
    client: Client,
) -> None:
    published(
        '北海市民政局2020年工作总结\n一、殡葬\n=HYPERLINK("http://x.example","海葬")\n－海葬补贴\n'
    )
    texts = [row["text"] for row in exported(client, "q=海葬")["hits"]]
    assert sorted(texts) == ['=HYPERLINK("http://x.example","海葬")', "－海葬补贴"]
    lines = csv.reader(
        io.StringIO(taken(client.get("/search/export.csv?q=海葬")).decode("utf-8-sig"), newline="")
    )
    assert [line[10] for line in lines][1:] == [f"'{text}" for text in texts]
    sheet = load_workbook(io.BytesIO(taken(client.get("/search/export.xlsx?q=海葬"))))["检索结果"]
    assert [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows(2, None, 11, 11)] == [
        (text, "s") for text in texts
    ]


def test_words_are_named_in_the_script_of_the_report(client: Client) -> None:
    words = {word for row in exported(client, "q=养老")["hits"] for word in row["words"]}
    assert words == {"养老", "養老"}


def _main(page: bytes) -> bytes:
    return page[page.index(b"<main") : page.index(b"</main>")]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("typed", ["低保" * 5000, " ".join(map(chr, range(0x4E00, 0x4E28)))])
def test_what_the_page_refuses_is_refused_with_its_sentence(
    client: Client, suffix: str, typed: str
) -> None:
    refused = client.get(f"/search/export.{suffix}", {"q": typed})
    said = client.get("/search/", {"q": typed})
    assert refused.status_code == said.status_code == 400
    # The head of each page links back to the page itself.
    assert _main(refused.content) == _main(said.content)


@pytest.mark.parametrize("suffix", FORMATS)
def test_without_a_query_the_list_of_reports_is_the_file(client: Client, suffix: str) -> None:
    for query in ("q=&year=2021&region=450000", "q=%00&year=2021&region=450000"):
        response = client.get(f"/search/export.{suffix}?{query}")
        assert response.status_code == 302
        assert response["Location"] == f"/reports/export.{suffix}?region=450000&year=2021"
    response = client.get(f"/search/export.{suffix}", {"q": "城市:中山 年份:2021"})
    assert response["Location"] == f"/reports/export.{suffix}?region=442000&year=2021"


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_typed_breaks_a_file_or_its_name(client: Client, typed: str, suffix: str) -> None:
    hostile = {
        "region": "' OR 1=1",
        "year": "9" * 5000,
        "area": "\x00",
        "sort": "\r\n",
        "page": "-1",
    }
    response = client.get(f"/search/export.{suffix}", {"q": typed, **hostile})
    assert response.status_code in (200, 400)
    if isinstance(response, StreamingHttpResponse):
        assert taken(response)
        assert response["Content-Disposition"].startswith("attachment; filename")
        assert len(response["Content-Disposition"]) < 1000


def test_a_name_tells_the_query_and_the_day(client: Client) -> None:
    response = client.get("/search/export.csv", {"q": '"低保/标准" 城市:中山'})
    taken(response)
    disposition = unquote(response["Content-Disposition"])
    assert disposition.startswith("attachment; filename*=utf-8''检索- 低保 标准 城市 中山-20")
    assert disposition.endswith(".csv")


@pytest.mark.parametrize("address", ["export.exe", "export.csv/", "export.XLSX", "export.csv%0a"])
def test_another_format_is_not_found(client: Client, address: str) -> None:
    assert client.get(f"/search/{address}?q=养老").status_code == 404


def test_a_search_is_only_read(client: Client) -> None:
    assert client.post("/search/export.csv?q=养老").status_code == 405


def test_the_page_leads_to_its_files(client: Client) -> None:
    query = "q=养老&region=450000&year=2021&synonyms=off&sort=date"
    said = client.get(f"/search/?{query}&page=2").content.decode()
    asked = f"q={quote('养老')}&amp;region=450000&amp;year=2021&amp;synonyms=off&amp;sort=date"
    for suffix in FORMATS:
        assert f'href="/search/export.{suffix}?{asked}"' in said
    assert "/export." not in client.get("/search/?q=月球基地").content.decode()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_withdrawn_while_the_file_is_made_is_left_out(
    client: Client, status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "SECTIONS_AT_ONCE", 1)
    response = client.get("/search/export.json?q=养老")
    before = places(exported(client, "q=养老")["hits"])
    report = Report.objects.get(pk=before[-1][0])
    report.status = status
    report.save()
    report_changed.send(sender=Report, report=report)
    after = places(json.loads(taken(response))["hits"])
    assert after == [place for place in before if place[0] != report.pk]
    assert len(after) < len(before)


def test_what_is_indexed_anew_while_the_file_is_made_is_not_lost(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "SECTIONS_AT_ONCE", 1)
    response = client.get("/search/export.json?q=养老")
    before = exported(client, "q=养老")["hits"]
    for report in Report.objects.all():
        report_changed.send(sender=Report, report=report)
    assert json.loads(taken(response))["hits"] == before


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_the_server_breaks_off_at_once_is_said(client: Client, suffix: str) -> None:
    with transaction.atomic():
        _make_slow()
        response = client.get(f"/search/export.{suffix}?q=养老")
        transaction.set_rollback(True)
    assert response.status_code == 503
    assert "这次检索用时太久" in response.content.decode()
    assert taken(client.get(f"/search/export.{suffix}?q=养老"))


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_what_the_server_breaks_off_in_the_middle_does_not_look_whole(
    client: Client, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "SECTIONS_AT_ONCE", 1)
    pieces: list[bytes] = []
    with transaction.atomic():
        response = client.get(f"/search/export.{suffix}?q=养老")
        assert isinstance(response, StreamingHttpResponse)
        _make_slow()
        with pytest.raises(OperationalError):
            pieces.extend(response)
        transaction.set_rollback(True)
    text = b"".join(pieces).decode()
    assert "养老" in text
    if suffix == "csv":
        assert text.endswith(f"\r\n{BROKEN_OFF}\r\n")
    else:
        with pytest.raises(json.JSONDecodeError):
            json.loads(text)
    # The turn has ended with it.
    for _ in range(answers.AT_ONCE + 1):
        assert taken(client.get(f"/search/export.{suffix}?q=养老"))


def test_more_than_a_workbook_takes_is_offered_in_other_formats(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 1)
    response = client.get("/search/export.xlsx", {"q": "养老", "year": "2021"})
    assert response.status_code == 400
    assert f'href="/search/export.csv?q={quote("养老")}&amp;year=2021"' in response.content.decode()
    assert taken(client.get("/search/export.csv", {"q": "养老", "year": "2021"}))


def test_what_the_page_says_of_an_old_index_the_file_says_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.indexing.VERSIONS", "another")
    sentence = "检索索引尚未全部更新"
    assert sentence in client.get("/search/", {"q": "养老"}).content.decode()
    (note,) = exported(client, "q=养老")["notes"]
    assert note.startswith(sentence)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_takes_few_queries_however_much_it_holds(
    client: Client, suffix: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for typed in ("流浪乞讨", "养老"):
        with django_assert_max_num_queries(QUERIES):
            assert taken(client.get(f"/search/export.{suffix}", {"q": typed}))


def test_every_text_is_its_passage_to_the_letter(client: Client) -> None:
    rows = exported(client, ASKED["a common word"])["hits"]
    texts = {(one.report_id, one.number): one.text for one in Passage.objects.all()}
    assert rows
    assert [row["text"] for row in rows] == [texts[place] for place in places(rows)]


def _make_slow() -> None:
    """Have whoever reads the index from now on wait until the server breaks it off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_sectionindex RENAME TO whole")
        cursor.execute("CREATE VIEW search_sectionindex AS SELECT whole.* FROM pg_sleep(60), whole")
        cursor.execute("SET LOCAL statement_timeout = '200ms'")
