"""Codes: which numbers and Latin runs a text has."""

import pytest
from hypothesis import given

from search.codes import codes, is_one_token
from search.letters import occurrences
from search.words import words
from tests.search.texts import CODES


def texts(folded: str) -> set[str]:
    return {token.text for token in codes(folded)}


HELD = {
    "number and unit": ("1120元", {"1120", "1120元"}),
    "decimal": ("达99.95%", {"99.95"}),
    "thousands": ("1,234人", {"1,234", "1,234人"}),
    "two numbers": ("1-11月", {"1", "11", "11月"}),
    "a date": ("2022.01.29", {"2022", "01", "29", "2022.01.29"}),
    "a list of years": ("2021,2022年", {"2021", "2022", "2022年"}),
    "letters and digits": ("g20峰会", {"g", "20", "g20", "g20峰"}),
}


@pytest.mark.parametrize(("text", "held"), HELD.values(), ids=HELD)
def test_a_text_holds_its_codes(text: str, held: set[str]) -> None:
    assert held <= texts(text)


NOT_HELD = {
    "part of a number": ("1521项", "152"),
    "part of a decimal": ("2.24亿元", "24"),
    "part of thousands": ("1,234", "234"),
    "part of a Latin run": ("wechat", "chat"),
}


@pytest.mark.parametrize(("text", "code"), NOT_HELD.values(), ids=NOT_HELD)
def test_a_text_does_not_hold_as_a_code_what_only_stands_in_it(text: str, code: str) -> None:
    assert code not in texts(text)


@given(CODES, CODES)
def test_a_code_that_is_one_token_is_indexed_wherever_it_stands_whole(text: str, code: str) -> None:
    if is_one_token(code):
        stands = bool(occurrences(text, code, whole_codes=True))
        assert any(token.text == code for token in words(text)) == stands
