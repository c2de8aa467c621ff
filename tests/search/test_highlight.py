"""Marks are offsets into the original text; snippets show where they are."""

from __future__ import annotations

import time

import pytest

from search.grammar import parse
from search.highlight import SNIPPET_LENGTH, Piece, find_marks, pieces, snippet, word_marks


def marked(text: str, typed: str) -> list[str]:
    return [text[start:end] for start, end in find_marks(text, parse(typed).positive_leaves())]


@pytest.mark.parametrize(
    ("text", "typed", "wanted"),
    [
        ("寧夏民政廳推動養老服務", "养老服务", ["養老服務"]),
        ("人民政府与民政局", "民政", ["民政"]),
        ("人民政府与民政局", '"民政"', ["民政", "民政"]),
        ("１５２１项目和152个", "152", ["152"]),
        ("建筑面积３０㎡，㎡为单位", '"m2"', ["㎡", "㎡"]),
        ("低保标准提高到1120元", "低保标准", ["低保标准"]),
        ("第①项", '"(1)"', ["①"]),
    ],
)
def test_marks_are_the_original_words(text: str, typed: str, wanted: list[str]) -> None:
    assert marked(text, typed) == wanted


def test_pieces_put_together_are_the_text() -> None:
    text = "推动养老服务提质增效，养老机构安全达标。"
    cut = pieces(text, find_marks(text, parse("养老").positive_leaves()))
    assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in cut if piece.marked] == ["养老", "养老"]


def test_a_snippet_shows_where_most_is_marked() -> None:
    text = (
        "殡葬改革。"
        + "其他工作有序推进，" * 40
        + "殡葬服务和殡葬设施建设。"
        + "后续工作有序推进，" * 40
    )
    shown = snippet(text, find_marks(text, parse("殡葬").positive_leaves()))
    assert shown[0] == shown[-1] == Piece("…", False)
    assert sum(piece.marked for piece in shown) == 2
    assert sum(len(piece.text) for piece in shown) <= SNIPPET_LENGTH + 40


def test_a_short_text_is_shown_whole() -> None:
    assert snippet("养老服务。", ()) == (Piece("养老服务。", False),)


def test_a_passage_that_says_a_word_thousands_of_times_is_cut_at_once() -> None:
    text = "的，其他工作。" * 4000 + "的的的的，" * 20 + "的，其他工作。" * 4000
    marks = [(at, at + 1) for at, letter in enumerate(text) if letter == "的"]
    began = time.perf_counter()
    shown = snippet(text, marks)
    assert time.perf_counter() - began < 0.5
    assert "的的的的，" * 15 in "".join(piece.text for piece in shown)


def test_words_of_a_text_are_marked_as_words_in_its_own_script() -> None:
    marks, found = word_marks(
        "人民政府與民政廳，推動養老服務，1521項目", {"民政", "养老服务", "1521", "殡葬"}
    )
    assert found == {"民政", "养老服务", "1521"}
    text = "人民政府與民政廳，推動養老服務，1521項目"
    assert [text[start:end] for start, end in marks] == ["民政", "養老服務", "1521"]
