"""Nothing that is there is missed, and nothing is found that is not there."""

from __future__ import annotations

import random

import pytest

from reports.models import Passage
from search.fold import fold_text
from search.grammar import parse
from search.highlight import holds_leaf
from search.matching import match
from search.query import quoted
from search.rows import read_passages

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def found(typed: str) -> set[int]:
    """Primary keys of the passages that a query finds."""
    query = parse(typed)
    matches = match(query)
    ids = matches.columns.ids[matches.columns.places(matches.rows)]
    return {
        line.pk
        for reading in read_passages(ids).values()
        for line in reading.lines
        if any(holds_leaf(fold_text(line.text), leaf) for leaf in query.positive_leaves())
    }


def texts(typed: str) -> str:
    """All that a query finds, folded, as one text."""
    rows = Passage.objects.filter(pk__in=found(typed))
    return "\n".join(fold_text(text) for text in rows.values_list("text", flat=True))


def holding(substring: str) -> set[int]:
    """Primary keys of the passages whose folded text contains a folded substring, looked at one by one."""
    wanted = fold_text(substring)
    return {
        pk for pk, text in Passage.objects.values_list("pk", "text") if wanted in fold_text(text)
    }


def test_two_thousand_quoted_substrings_find_exactly_the_passages_that_hold_them() -> None:
    chance = random.Random(2021)
    folded = [
        (pk, fold_text(text))
        for pk, text in Passage.objects.order_by("report_id", "number").values_list("pk", "text")
    ]
    drawn = 0
    while drawn < 2000:
        passage = Passage.objects.get(pk=chance.choice(folded)[0])
        start = chance.randrange(len(passage.text))
        substring = passage.text[start : start + chance.randint(1, 14)]
        if not any(char.isalnum() for char in substring):
            continue
        drawn += 1
        wanted = {pk for pk, text in folded if fold_text(substring) in text}
        assert passage.pk in wanted
        assert found(quoted(substring)) == wanted, substring


@pytest.mark.parametrize("typed", ["民政", "市长", "低保", "残疾人", "养老", "儿童"])
def test_a_word_finds_the_word_and_quotes_find_the_letters(typed: str) -> None:
    assert found(typed) <= found(f'"{typed}"') == holding(typed)


def test_the_word_minzheng_is_not_found_inside_the_peoples_government() -> None:
    published("一、会议。自治区人民政府办公厅印发通知。\n二、活动。南京市长江大桥举行活动。")
    for typed, inside in (("民政", "人民政府办公厅印发"), ("市长", "南京市长江大桥举行")):
        assert inside not in texts(typed)
        assert inside in texts(f'"{typed}"')


def test_words_are_sought_in_the_whole_section_with_its_headings() -> None:
    report = published(
        "一、养老服务\n(一)机构监管。一是开展消防检查。二是培训护理人员。\n二、婚姻登记\n(一)便民服务。实现全城通办。"
    )
    of_report = {p.pk for p in report.passages.all()}
    assert {p.text for p in report.passages.filter(pk__in=found("消防 护理"))} == {
        "一是开展消防检查。",
        "二是培训护理人员。",
    }
    assert {p.text for p in report.passages.filter(pk__in=found("养老 消防"))} == {
        "一是开展消防检查。"
    }
    assert not found("消防 婚姻") & of_report


@pytest.mark.parametrize(
    ("typed", "within", "without"),
    [
        ("殡葬 -公墓", "殡葬", "公墓"),
        ("殡葬 NOT 公墓", "殡葬", "公墓"),
        ("养老 －“消防安全”", "养老", "消防安全"),
    ],
)
def test_an_excluded_word_excludes_its_section(typed: str, within: str, without: str) -> None:
    assert found(typed)
    assert within in texts(typed)
    assert without not in texts(typed)


def test_either_of_several_words_is_enough() -> None:
    assert (
        found("殡葬 OR 公墓")
        == found("殡葬|公墓")
        == found("殡葬/公墓")
        == found("殡葬") | found("公墓")
    )


@pytest.mark.parametrize("typed", ["魂", "养", "笃"])
def test_a_single_character_is_found_wherever_it_stands(typed: str) -> None:
    assert found(typed) == holding(typed) != set()


def test_a_number_is_found_as_a_whole() -> None:
    assert "1521" in texts("1521")
    assert found("152") == set()
    assert found("152*") == found("1521")
    assert "99.95" in texts("99.95")
    assert found("9.95") == set()
    assert found('"152"') == holding("152") != set()


@pytest.mark.parametrize(
    ("one", "other"), [("社会组织", "社會組織"), ("寧夏", "宁夏"), ("养老服务", "養老服務")]
)
def test_either_script_finds_both(one: str, other: str) -> None:
    assert found(one) == found(other)
    scripts = set(
        Passage.objects.filter(pk__in=found(one)).values_list("report__script", flat=True)
    )
    assert "hant" in scripts


@pytest.mark.parametrize(
    "typed", ["无障碍版", "您当前的位置", "浏览次数", "文件下载", "饺子宴", "饺子", "暖心餃子宴"]
)
def test_furniture_is_never_found(typed: str) -> None:
    assert typed in {"饺子", "暖心餃子宴"} or holding(typed) == set()
    assert "饺子宴" not in texts(f'"{typed}"')
    assert "无障碍" not in texts(typed)


def test_a_place_is_found_by_the_region_of_the_report_too() -> None:
    rows = Passage.objects.filter(pk__in=found("南通 社工站"))
    assert set(rows.values_list("report__region__name", flat=True)) == {"南通市"}
    assert "107个社工站" in texts("南通有多少社工站")
    assert found("南京") == set()


def test_a_year_is_found_by_the_year_a_section_speaks_of() -> None:
    rows = Passage.objects.filter(pk__in=found("2020年 时间银行"))
    assert set(rows.values_list("section__year", flat=True)) == {2020}


@pytest.mark.parametrize("typed", ["", "   ", "-养老", "。", "OR", "()", "NOT"])
def test_a_query_that_asks_for_nothing_finds_nothing(typed: str) -> None:
    assert found(typed) == set()


def test_exclusions_beside_what_the_index_cannot_tell_are_read_in_the_text() -> None:
    with_comma = found('"，"')
    assert found('"，" -养老') < with_comma
    assert found('"，" -养老') & found("养老") == set()
