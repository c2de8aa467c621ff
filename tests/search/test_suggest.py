"""Suggestions: what published reports hold, however it is typed, and never a trace of any other report."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from reports.ingest import ingest
from reports.models import AreaTerm, Report
from reports.review import correct, delete, publish, withdraw
from search.collecting import collect, letters_of
from search.models import ReportSuggestions, Suggestion, Synonym
from search.pinyin import spell
from search.suggest import LONGEST, MOST, MOST_OF_A_KIND, Offer, suggest
from search.terms import Terms
from tests.reports.factories import report_text

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

Kind = Suggestion.Kind
TEXT = """\
一、推行凤凰互助驿站。全年发放低保金1000万元。
二、銀髮守護員服務隊伍。上门探访独居长者。
三、“凤凰”行动计划。慰问孤寡老人。
"""


def texts(typed: str) -> list[str]:
    return [offer.text for offer in suggest(typed)]


def count(text: str) -> int:
    return sum(offer.reports for offer in suggest(text) if offer.text == text)


def held(text: str, *, status: str = Report.Status.DRAFT) -> Report:
    report = ingest(text.encode(), filename="他.txt", status=status).report
    assert report is not None
    return report


def rows() -> dict[tuple[int, str, str], tuple[int, int]]:
    """All that is stored about suggestions, without the rows' numbers."""
    stored = Suggestion.objects.values_list("kind", "text", "query", "reports", "tier")
    return {row[:3]: row[3:] for row in stored}


@pytest.mark.parametrize(
    ("typed", "text", "kind"),
    [
        ("养老服", "养老服务", Kind.TERM),
        ("養老服", "养老服务", Kind.TERM),
        ("yanglaofu", "养老服务", Kind.TERM),
        ("YangLao", "养老服务", Kind.TERM),
        ("ylfw", "养老服务", Kind.TERM),
        ("南宁", "南宁市", Kind.PLACE),
        ("guangxi", "广西壮族自治区", Kind.PLACE),
        ("gx", "广西壮族自治区", Kind.PLACE),
        ("推行凤凰", "推行凤凰互助驿站", Kind.HEADING),
        ("tuixingfenghuang", "推行凤凰互助驿站", Kind.HEADING),
        ("txfh", "推行凤凰互助驿站", Kind.HEADING),
        ("银发守", "银发守护员服务队伍", Kind.HEADING),
        ("銀髮守", "银发守护员服务队伍", Kind.HEADING),
        ("凤凰行", "“凤凰”行动计划", Kind.HEADING),
        ("“凤凰”行", "“凤凰”行动计划", Kind.HEADING),
    ],
)
def test_terms_places_and_headings_come_by_chinese_pinyin_and_initials(
    typed: str, text: str, kind: Kind
) -> None:
    published(TEXT)
    assert (text, kind) in [(offer.text, offer.kind) for offer in suggest(typed)]


@pytest.mark.parametrize(
    ("text", "full", "initials"),
    [
        ("重庆市", "chongqingshi", "cqs"),
        ("时间银行", "shijianyinhang", "sjyh"),
        ("妇女", "funv", "fn"),
        ("“十四五”规划", "shisiwuguihua", "sswgh"),
        ("AI养老2025", "aiyanglao2025", "aiyl2025"),
    ],
)
def test_phrases_decide_a_reading_and_signs_are_not_spelt(
    text: str, full: str, initials: str
) -> None:
    spelling = spell(text)
    assert (spelling.full, spelling.initials) == (full, initials)


def test_u_with_dots_is_found_as_v_and_as_itself() -> None:
    published("一、妇女之家建设。全年建成12个。")
    assert "妇女之家建设" in texts("funvzhijia")
    assert "妇女之家建设" in texts("fu nü")


def test_a_draft_leaves_no_trace_until_it_is_published() -> None:
    before = rows()
    draft = held(TEXT)
    assert rows() == before
    publish(draft)
    assert texts("推行凤凰") == ["推行凤凰互助驿站"]
    assert rows() != before


@pytest.mark.parametrize("remove", [withdraw, delete, Report.delete])
def test_a_report_that_goes_takes_its_texts_and_counts_along(
    remove: Callable[[Report], object],
) -> None:
    before = rows()
    report = held(TEXT, status=Report.Status.PUBLISHED)
    assert rows() != before
    remove(report)
    assert rows() == before
    assert texts("推行凤凰") == []
    assert not ReportSuggestions.objects.filter(report_id=report.pk).exists()


def test_places_are_those_of_published_reports_and_the_provinces_above() -> None:
    draft = held(report_text(city="柳州市"))
    guangxi = count("广西壮族自治区")
    assert texts("柳州") == []
    publish(draft)
    assert texts("柳州") == ["柳州市"]
    assert count("广西壮族自治区") == guangxi + 1
    withdraw(draft)
    assert texts("柳州") == []
    assert count("广西壮族自治区") == guangxi


def test_a_queryset_that_is_deleted_takes_its_counts_along() -> None:
    before = rows()
    report = held(TEXT, status=Report.Status.PUBLISHED)
    Report.objects.filter(pk=report.pk).delete()
    assert rows() == before


def test_what_another_report_uses_stays_with_its_own_count() -> None:
    first = published(TEXT)
    second = held(TEXT + "四、其他工作。平稳。", status=Report.Status.PUBLISHED)
    assert count("推行凤凰互助驿站") == 2
    withdraw(first)
    assert count("推行凤凰互助驿站") == 1
    withdraw(second)
    assert count("推行凤凰互助驿站") == 0


def test_what_is_rolled_back_leaves_no_suggestions() -> None:
    before = rows()
    report = held(TEXT)
    with transaction.atomic():
        publish(report)
        assert rows() != before
        transaction.set_rollback(True)
    assert rows() == before


def test_counts_are_those_of_the_reports_that_hold_the_word() -> None:
    passages = Report.objects.published().filter(passages__text__contains="养老服务").distinct()
    traditional = Report.objects.published().filter(passages__text__contains="養老服務").distinct()
    assert count("养老服务") == len({*passages, *traditional}) > 1


def test_collecting_again_changes_nothing() -> None:
    before = rows()
    for report in Report.objects.all():
        collect(report)
    assert rows() == before


def test_a_corrected_place_takes_the_place_of_the_old_one() -> None:
    report = Report.objects.get(region_id="450100")
    correct(report, {"region": None})
    assert "南宁市" not in texts("南宁")
    correct(report, {"region": report.region})
    assert "南宁市" in texts("南宁")


def test_an_editors_new_words_are_offered_once_a_report_is_read_again() -> None:
    report = published("一、工作。建成琼楼驿站12个，开办玉宇学堂3期。")
    assert texts("琼楼") == []
    AreaTerm.objects.create(area_id="elderly_care", term="琼楼驿站")
    Synonym.objects.create(term="玉宇", other="玉宇学堂")
    collect(report)
    assert texts("琼楼") == ["琼楼驿站"]
    assert set(texts("yuyu")) == {"玉宇", "玉宇学堂"}


@pytest.mark.parametrize(
    ("text", "held_terms"),
    [
        ("开办长者饭堂", {"长者饭堂", "饭堂"}),
        ("长者的饭堂", {"饭堂"}),
        ("长者饭者饭堂", {"饭堂"}),
        ("饭", set()),
        ("", set()),
    ],
)
def test_a_term_is_held_where_all_its_letters_stand_together(
    text: str, held_terms: set[str]
) -> None:
    assert set(Terms.of(["长者饭堂", "饭堂", "饭", "饭堂"]).held(text)) == held_terms


def test_words_of_the_page_around_a_report_are_not_offered() -> None:
    AreaTerm.objects.create(area_id="elderly_care", term="无障碍版")
    published("无障碍版 长者助手 登录\n一、养老服务。建成居家养老服务中心12个。")
    assert texts("无障碍版") == []


@pytest.mark.parametrize(
    "heading",
    [
        "加快推进基本养老服务体系建设和老年友好型社会建设",
        "社会救助|养老",
        "养老(试点)",
        "养老*服务",
        "“养老服务",
        "2021",
    ],
)
def test_long_headings_and_those_with_query_signs_are_not_offered(heading: str) -> None:
    report = published(TEXT)
    section = report.sections.all()[0]
    section.heading = heading
    section.save()
    collect(report)
    assert not Suggestion.objects.filter(kind=Kind.HEADING, text=heading).exists()


def test_letters_come_before_sounds_then_the_number_of_reports() -> None:
    Suggestion.objects.all().delete()
    offer("AI养老", "ai yang lao", reports=1)
    offer("爱心驿站", "ai xin yi zhan", reports=500)
    offer("爱国拥军", "ai guo yong jun", reports=900)
    assert texts("ai") == ["AI养老", "爱国拥军", "爱心驿站"]


def test_one_text_of_two_kinds_is_offered_once() -> None:
    Suggestion.objects.all().delete()
    offer("养老服务", "yang lao fu wu", reports=3, kind=Kind.HEADING)
    offer("养老服务", "yang lao fu wu", reports=7, kind=Kind.TERM)
    assert suggest("养老") == [Offer("养老服务", Kind.TERM, 7, "养老服务")]
    offer("养老机构", "yang lao ji gou", reports=5)
    assert texts("养老") == ["养老服务", "养老机构"]


def test_no_kind_crowds_out_another_and_no_place_stays_empty() -> None:
    Suggestion.objects.all().delete()
    for number in range(20):
        offer(f"养老词{number}", "yang lao ci", reports=100 + number)
    assert len(texts("养老")) == MOST
    for number in range(4):
        offer(f"养老题{number}", "yang lao ti", reports=1, kind=Kind.HEADING)
    kinds = [row.kind for row in suggest("yl")]
    assert kinds == [Kind.TERM] * MOST_OF_A_KIND[Kind.TERM] + [Kind.HEADING] * 4
    for number in range(9):
        offer(f"养老指标{number}", "yang lao zhi biao", reports=50, kind=Kind.INDICATOR)
    kinds = [row.kind for row in suggest("yl")]
    assert kinds == [Kind.TERM] * 4 + [Kind.INDICATOR] * 2 + [Kind.HEADING] * 2


def test_the_most_used_is_found_among_many_that_begin_alike() -> None:
    Suggestion.objects.all().delete()
    Suggestion.objects.bulk_create(
        unsaved(f"社会{number:04}", "she hui", reports=1 + number % 3) for number in range(3000)
    )
    offer("社会组织", "she hui zu zhi", reports=1000)
    assert [texts(typed)[0] for typed in ("社会", "shehui", "sh")] == ["社会组织"] * 3


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "%",
        "_",
        "\\",
        "'",
        "\x00",
        '"',
        "()",
        "\ud800",
        "低" * (LONGEST + 1),
        "低" * 100_000,
        "不存在的词语",
        "👨‍👩‍👧",
    ],
)
def test_anything_typed_gets_an_answer(typed: str) -> None:
    assert suggest(typed) == []


def test_signs_are_not_read_as_patterns() -> None:
    assert texts("%老") == texts("老")
    assert texts("低_保") == texts("低保")


def test_the_address_answers_with_a_short_list_of_four_facts(client: Client) -> None:
    response = client.get("/search/suggest", {"q": "养老"})
    offers = response.json()
    assert 0 < len(offers) <= MOST
    assert all(set(offer) == {"text", "kind", "reports", "query"} for offer in offers)
    reports = count("养老服务")
    term = {"text": "养老服务", "kind": "term", "reports": reports, "query": "养老服务"}
    assert term in offers
    assert response["Content-Type"] == "application/json"
    assert "max-age=30" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_the_address_is_for_reading_only_and_takes_anything(client: Client) -> None:
    assert client.post("/search/suggest", {"q": "养老"}).status_code == 405
    assert client.get("/search/suggest").json() == []
    assert client.get("/search/suggest?q=%FF%FE%00").json() == []
    assert client.get("/search/suggest", {"q": "低" * 5000}).json() == []


def test_the_search_box_is_a_plain_form_that_names_the_address(client: Client) -> None:
    page = client.get("/").content.decode()
    form = page[page.index('<form class="search"') :].partition("</form>")[0]
    assert 'action="/search/" method="get"' in form
    assert 'data-suggest="/search/suggest"' in form
    assert "combobox" not in form
    assert "suggest.js" in page


def unsaved(text: str, syllables: str, *, reports: int, kind: Kind = Kind.TERM) -> Suggestion:
    return Suggestion(
        kind=kind,
        text=text,
        key=letters_of(text),
        pinyin=syllables.replace(" ", ""),
        initials="".join(part[0] for part in syllables.split()),
        reports=reports,
        tier=reports.bit_length() - 1,
    )


def offer(text: str, syllables: str, *, reports: int, kind: Kind = Kind.TERM) -> None:
    unsaved(text, syllables, reports=reports, kind=kind).save()
