"""What is marked in the passages of a row: words that several columns say, and numbers with their units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.wording import Piece, Said, cut, figures, shared_wording


def marked(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.marked]


def test_words_of_several_columns_are_marked_in_each_texts_own_script() -> None:
    passages = [Said(0, "新建長者飯堂36個。"), Said(1, "开设长者饭堂20个。")]
    wording = shared_wording(passages, ["长者", "饭堂"])
    assert wording.words == ("长者", "饭堂")
    assert marked(wording.pieces[0]) == ["長者飯堂"]
    assert marked(wording.pieces[1]) == ["长者饭堂"]


def test_what_only_one_column_says_as_a_word_is_not_marked() -> None:
    # 民政 stands in 人民政府 by its letters alone.
    passages = [Said(0, "民政干部培训，敬老院改造。"), Said(1, "人民政府改造敬老院。")]
    wording = shared_wording(passages, ["民政", "敬老院"])
    assert wording.words == ("敬老院",)
    assert marked(wording.pieces[0]) == ["敬老院"]


def test_two_passages_of_one_column_share_nothing_between_them() -> None:
    wording = shared_wording([Said(0, "敬老院改造。"), Said(0, "敬老院改造。")], ["敬老院"])
    assert wording.words == ()
    assert marked(wording.pieces[0]) == []


def test_of_words_within_words_the_longest_is_named() -> None:
    passages = [Said(0, "社会救助"), Said(1, "社会救助")]
    assert shared_wording(passages, ["社会", "社会救助", "救助"]).words == ("社会救助",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新增床位3500张，投入600万元。", ["3500张", "600万元"]),
        ("發放補貼146萬人次,1.17億元", ["146萬人次", "1.17億元"]),
        ("占比达９９．５％", ["９９．５％"]),
        ("2021年11月29日，5个月内", []),
        ("第14次会议，第2项，2021-2023年", []),
        ("涉及8个县区，提高2个百分点", ["8个", "2个百分点"]),
        ("推动141个社区日间照料中心，发现161项风险隐患", ["141个", "161项"]),
        (
            "7200多次，12.5万平方米，1,200余万元，30%",
            ["7200多次", "12.5万平方米", "1,200余万元", "30%"],
        ),
        ("", []),
    ],
)
def test_numbers_with_units_are_found_where_they_stand(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in figures(text)] == expected


def test_a_number_inside_a_mark_is_both() -> None:
    pieces = cut("改造12所敬老院", marks=[(0, 8)], numbers=[(2, 5)])
    assert pieces == (
        Piece("改造", marked=True),
        Piece("12所", marked=True, figure=True),
        Piece("敬老院", marked=True),
    )


_spans = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted).map(tuple))


@given(st.text("养老服务12张\n", max_size=12), _spans, _spans)
def test_pieces_always_join_to_the_same_text(
    text: str, marks: list[tuple[int, int]], numbers: list[tuple[int, int]]
) -> None:
    inside = [(start, end) for start, end in marks if end <= len(text)]
    also = [(start, end) for start, end in numbers if end <= len(text)]
    assert "".join(piece.text for piece in cut(text, inside, also)) == text


@given(st.lists(st.text("民政人府敬老院改造12张，。張養\x00Ａ①", max_size=30), max_size=4))
def test_marking_never_alters_a_text(texts: list[str]) -> None:
    passages = [Said(at, text) for at, text in enumerate(texts)]
    wording = shared_wording(passages, ["民政", "敬老院", "改造"])
    assert ["".join(piece.text for piece in pieces) for pieces in wording.pieces] == texts
