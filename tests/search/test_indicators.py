"""What reports give numbers for: recognised by words near a number, and always found by the query that is offered."""

from __future__ import annotations

import pytest

from reports.models import Report
from reports.parsing.indicators import IndicatorKind
from reports.reference import indicators
from reports.review import publish, withdraw
from reports.selection import Selection
from search.fold import fold_text
from search.grammar import parse
from search.indicators import known_indicators
from search.models import ReportSuggestions, Suggestion
from search.results import search
from search.suggest import Offer, suggest
from tests.reports.factories import held_report

from .conftest import published

Kind = Suggestion.Kind
ALTERNATIVES = [(one.name, words) for one in indicators() for words in one.words]


def given(text: str) -> set[str]:
    return {one.name for one in known_indicators().held(fold_text(text))}


def offers(typed: str) -> list[Offer]:
    return [offer for offer in suggest(typed) if offer.kind is Kind.INDICATOR]


def found(query: str) -> set[int]:
    """The reports that a search finds."""
    result = search(query, selection=Selection({}), per_page=100)
    return {group.report.pk for group in result.groups}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我市低保标准提高到1120元。", {"低保标准"}),
        ("城市低保月保障标准提高到每人每月780元", {"低保标准"}),
        ("城市最低生活保障标准为每人每月810元。", {"低保标准", "城市低保标准"}),
        ("发放低保金8595万元。", {"低保金发放金额"}),
        ("全市有低保对象3116户6136人。", {"低保户数", "低保对象人数"}),
        ("為2000戶特殊困難老年人家庭開展適老化改造。", {"居家适老化改造户数"}),
        ("火化率达１００％。", {"火化率"}),
        ("临时救助 5760人次、1444.63万元", {"临时救助人次", "临时救助支出金额"}),
        ("募集善款1.7亿余元", {"慈善募集款物金额"}),
        ("每千名老年人拥有养老床位32.5张", {"养老床位数", "每千名老年人养老床位数"}),
        ("“一肩挑”达99.95%", {"村（社区）书记主任一肩挑比例"}),
    ],
)
def test_words_close_to_a_number_of_the_unit_give_an_indicator(text: str, names: set[str]) -> None:
    assert given(text) == names


@pytest.mark.parametrize("digits", ["1", "1,", "1.,", "1 "])
def test_a_text_of_digits_alone_is_read_once_not_from_each_of_them(digits: str) -> None:
    assert given(f"低保标准{digits * 40_000}") == set()


@pytest.mark.parametrize(
    "text",
    [
        "稳步提高低保标准。",
        "稳步提高低保标准。走访1120人。",
        "提高低保标准，走访慰问困难群众，看望老党员，开展慈善助医助学和义诊，举办各类公益活动，支出1120元",
        "低保标准提高10%",
        "低保标准达8595万元",
        "全年支出8595元发放低保金",
        "在8个县区建设社工站",
        "养老机构接受检查722家次",
        "投入80元，养老服务中心建设提速，城市低保标准提高",
        # The letters of 助餐 without the word: a search for it would not find them.
        "资助餐饮企业30次",
        "",
    ],
    ids=[
        "no number",
        "in another sentence",
        "far away",
        "another unit",
        "too much for one person",
        "too little for a sum",
        "what is counted is districts",
        "what is counted is visits",
        "in another clause after it",
        "letters only",
        "empty",
    ],
)
def test_what_is_no_number_of_it_gives_none(text: str) -> None:
    assert given(text) == set()


@pytest.mark.parametrize(("name", "words"), ALTERNATIVES)
def test_a_query_asks_for_nothing_but_the_words(name: str, words: tuple[str, ...]) -> None:
    query = parse(" ".join(words))
    assert not query.notes
    assert not query.filters
    assert fold_text("".join(words)) == "".join(leaf.text for leaf in query.positive_leaves())


def test_the_table_is_of_every_kind_with_fitting_units() -> None:
    assert {one.kind for one in indicators()} == {*IndicatorKind}
    for one in indicators():
        assert (one.kind is IndicatorKind.RATIO) == (one.unit == "%")
        assert (one.kind is IndicatorKind.AMOUNT) == (one.unit == "万元")
        assert (one.kind is IndicatorKind.STANDARD) == one.unit.startswith("元/")


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_every_query_finds_all_reports_that_gave_the_indicator() -> None:
    rows = Suggestion.objects.filter(kind=Kind.INDICATOR)
    assert len({row.text for row in rows}) > 60
    for row in rows:
        gave = ReportSuggestions.objects.filter(suggestions__contains=[row.pk])
        reports = set(gave.values_list("report_id", flat=True))
        assert len(reports) == row.reports > 0
        assert reports <= found(row.query), row.query


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("低保金", "低保金发放金额"),
        ("低保金發", "低保金发放金额"),
        ("dibaojin", "低保金发放金额"),
        ("dbjff", "低保金发放金额"),
        ("村社区书记", "村（社区）书记主任一肩挑比例"),
        ("hyd", "婚姻登记数"),
    ],
)
def test_names_come_by_chinese_pinyin_and_initials(typed: str, name: str) -> None:
    assert name in [offer.text for offer in offers(typed)]


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_the_words_that_most_reports_use_are_searched() -> None:
    Suggestion.objects.all().delete()
    published("一、殡葬。全年火化遗体1.2万具，其他照旧。")
    published("一、殡葬。全年处理遗体2万具。")
    assert offers("火化遗体") == [Offer("火化遗体数", Kind.INDICATOR, 2, "遗体")]
    for number in range(2):
        published(f"一、殡葬工作。火化{number}1具。")
    assert offers("huohuayiti") == [Offer("火化遗体数", Kind.INDICATOR, 3, "火化")]


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_an_indicator_comes_and_goes_with_the_published_reports_that_give_it() -> None:
    report = held_report("一、殡葬。全市节地生态安葬率达60%。")
    assert offers("节地生态") == []
    publish(report)
    assert offers("节地生态") == [Offer("节地生态安葬率", Kind.INDICATOR, 1, "生态安葬率")]
    withdraw(report)
    assert offers("节地生态") == []
    assert not Suggestion.objects.filter(text="节地生态安葬率").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_a_name_that_is_never_written_is_offered_with_words_that_are() -> None:
    assert not Report.objects.filter(passages__text__contains="低保金发放金额").exists()
    offer = next(offer for offer in offers("低保金发") if offer.text == "低保金发放金额")
    assert offer.query == "低保 发放"
    assert len(found(offer.query)) >= offer.reports
