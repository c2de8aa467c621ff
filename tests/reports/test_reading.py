"""Setting a passage: it is cut at its marks, and no letter is lost."""

from __future__ import annotations

import pytest

from reports.pieces import split

CASES = {
    "no marks": ("低保标准", [], 0, ["低保标准"]),
    "in the middle": ("提高低保标准。", [(2, 4)], 0, ["提高", "[低保]", "标准。"]),
    "all of it": ("低保", [(0, 2)], 0, ["[低保]"]),
    "side by side": ("低保标准", [(0, 2), (2, 4)], 0, ["[低保]", "[标准]"]),
    "numbering": ("一是提高。", [], 2, ["*一是", "提高。"]),
    "a mark across the numbering": ("一是提高。", [(1, 3)], 2, ["*一", "*[是]", "[提]", "高。"]),
    "a mark beyond the end": ("低保", [(1, 9)], 0, ["低保"]),
    "an empty mark": ("低保", [(1, 1)], 0, ["低保"]),
    "beyond the basic plane": ("𠮷低保", [(1, 3)], 0, ["𠮷", "[低保]"]),
}


@pytest.mark.parametrize(
    ("text", "marks", "numbering", "expected"), CASES.values(), ids=CASES.keys()
)
def test_a_passage_is_cut_at_its_marks(
    text: str, marks: list[tuple[int, int]], numbering: int, expected: list[str]
) -> None:
    pieces = split(text, marks=marks, numbering=numbering)
    assert "".join(piece.text for piece in pieces) == text
    shown = [
        f"{'*' if piece.numbering else ''}{f'[{piece.text}]' if piece.mark else piece.text}"
        for piece in pieces
    ]
    assert shown == expected


def test_marks_are_numbered_on_and_each_begins_once() -> None:
    pieces = split("一是低保标准", marks=[(1, 3), (4, 6)], before=7, numbering=2)
    assert [(piece.mark, piece.first) for piece in pieces if piece.mark] == [
        (8, True),
        (8, False),
        (9, True),
    ]
