"""Many phrases in a text: the longest first, from left to right, none twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.parsing.phrases import Phrases

KNOWN = Phrases([("养老", 1), ("养老服务", 2), ("服务", 3), ("老服", 4), ("养老", 5)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("养老服务", [(0, "养老服务", 2)]),
        ("养老和服务", [(0, "养老", 1), (3, "服务", 3)]),
        ("养养老服养老", [(1, "养老", 1), (4, "养老", 1)]),
        ("老", []),
        ("", []),
    ],
)
def test_the_longest_phrase_is_found_and_of_two_meanings_the_first(
    text: str, found: list[tuple[int, str, int]]
) -> None:
    assert list(KNOWN.find(text)) == found


@given(st.text("养老服务，", max_size=30))
def test_what_is_found_stands_there_and_overlaps_nothing(text: str) -> None:
    end = 0
    for at, phrase, _ in KNOWN.find(text):
        assert at >= end
        assert text.startswith(phrase, at)
        end = at + len(phrase)
