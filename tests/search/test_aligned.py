"""Sections that speak of the same thing stand in one row, what is like nothing alone; no database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.aligned import Row, Unit, _Compared, align

BEDS = "新建养老机构3家，新增护理型床位500张，改造敬老院12所，入住老年人意外伤害保险全覆盖。"
BEDS_TOO = (
    "全市养老机构达到86家，护理型床位占比55%，农村敬老院改造提升，为入住老年人购买意外伤害保险。"
)
MEALS = "布局长者饭堂40个，助餐点配餐送餐，为独居高龄老人提供就餐补贴，日均就餐3000人次。"
MEALS_TOO = "开设长者饭堂120个，依托助餐点开展送餐上门，高龄老人就餐补贴每餐4元。"
HOMES = "为2000户失能家庭配备扶手、防滑垫和紧急呼叫器，开展适老化设备租赁。"
STARS = "黑洞吞噬恒星，望远镜观测星云、彗星、陨石、银河。"
MEALS_HANT = "開設長者飯堂120個，依託助餐點開展送餐上門，高齡老人就餐補貼每餐4元。"


def unit(column: int, text: str, headings: str = "") -> Unit:
    return Unit(column, headings, text)


def places(rows: tuple[Row, ...]) -> list[tuple[int, ...]]:
    return [row.units for row in rows]


def test_what_speaks_of_the_same_thing_stands_in_one_row() -> None:
    rows = align([unit(0, BEDS), unit(0, MEALS), unit(1, MEALS_TOO), unit(1, BEDS_TOO)])
    assert sorted(places(rows)) == [(0, 3), (1, 2)]


def test_what_has_no_partner_stands_alone_after_the_others_column_by_column() -> None:
    rows = align([unit(0, STARS), unit(0, BEDS), unit(1, HOMES), unit(1, BEDS_TOO)])
    assert places(rows) == [(1, 3), (0,), (2,)]
    assert [row.likeness > 0 for row in rows] == [True, False, False]
    assert [bool(row.words) for row in rows] == [True, False, False]


def test_rows_are_in_reading_order() -> None:
    rows = align([unit(0, MEALS), unit(0, BEDS), unit(1, MEALS_TOO), unit(1, BEDS_TOO)])
    assert places(rows) == [(0, 2), (1, 3)]
    rows = align([unit(0, BEDS), unit(0, MEALS), unit(1, BEDS_TOO), unit(1, MEALS_TOO)])
    assert places(rows) == [(0, 2), (1, 3)]


def test_a_second_section_on_the_same_thing_stands_below_the_first() -> None:
    again = "继续改造敬老院，护理型床位再增加200张，引导养老机构为入住老年人投保意外伤害保险。"
    rows = align([unit(0, BEDS), unit(1, BEDS_TOO), unit(1, again), unit(1, STARS)])
    assert places(rows) == [(0, 1, 2), (3,)]


def test_sections_of_one_column_are_never_put_together_for_themselves() -> None:
    assert places(align([unit(0, BEDS), unit(0, BEDS), unit(1, STARS)])) == [(0,), (1,), (2,)]


def test_three_columns_share_a_row_and_a_gap_is_left() -> None:
    rows = align([unit(0, BEDS), unit(0, MEALS), unit(1, BEDS_TOO), unit(2, BEDS), unit(2, MEALS)])
    assert sorted(places(rows)) == [(0, 2, 3), (1, 4)]


def test_the_same_text_is_wholly_alike_and_either_script_is_the_same() -> None:
    same = align([unit(0, MEALS), unit(1, MEALS)])
    assert places(same) == [(0, 1)]
    assert same[0].likeness == pytest.approx(1)
    simplified = align([unit(0, MEALS), unit(1, MEALS_TOO)])
    traditional = align([unit(0, MEALS), unit(1, MEALS_HANT)])
    assert traditional[0].likeness == pytest.approx(simplified[0].likeness)
    assert traditional[0].words == simplified[0].words


def test_headings_that_speak_of_the_same_decide_between_equal_texts() -> None:
    own = unit(0, MEALS, "三、老年助餐服务")
    for headings, row in (
        (("二、老年助餐服务", "五、殡葬"), (0, 1)),
        (("五、殡葬", "二、老年助餐服务"), (0, 2)),
    ):
        others = [unit(number, MEALS_TOO, heading) for number, heading in enumerate(headings, 1)]
        compared = [own, others[0], replace(others[1], column=1), unit(0, STARS)]
        likest = max(_Compared(compared).scores.items(), key=lambda item: item[1])[0]
        assert likest == row


def test_the_words_of_a_row_are_said_in_two_columns_the_most_telling_first() -> None:
    row = align([unit(0, BEDS), unit(0, MEALS), unit(1, BEDS_TOO), unit(1, MEALS_TOO)])[0]
    assert {"敬老院", "护理", "床位"} <= set(row.words)
    assert "长者" not in row.words
    assert all(word in BEDS and word in BEDS_TOO for word in row.words)


@pytest.mark.parametrize(
    "units",
    [
        [],
        [unit(0, BEDS)],
        [unit(0, ""), unit(1, "")],
        [unit(0, "a b c"), unit(1, "a b c")],
        [unit(0, "\x00\ud800"), unit(3, "12")],
        [unit(0, "一、"), unit(1, "一、"), unit(1, BEDS)],
    ],
    ids=["none", "one", "empty", "letters", "odd", "short"],
)
def test_every_unit_stands_in_exactly_one_row_whatever_it_says(units: list[Unit]) -> None:
    rows = align(units)
    assert sorted(place for row in rows for place in row.units) == list(range(len(units)))
    assert all(0 <= row.likeness <= 1 for row in rows)
