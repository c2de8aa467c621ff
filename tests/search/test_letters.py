"""Letters: what a text can be found by, what a query asks for, and where a text has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fold import fold_text
from search.letters import SUFFIX_LENGTH, letter_terms, letters, occurrences
from tests.search.texts import CODES, PASSAGES


def test_letters_are_pairs_last_characters_and_suffixes() -> None:
    assert letters("养老院,2.24亿") == ["养老", "老院", "院", "2", "24", "4", "亿"]


def test_long_runs_leave_suffixes_of_limited_length() -> None:
    assert max(map(len, letters("x" * 500))) == SUFFIX_LENGTH


TERMS = {
    "pairs": ("养老院", "养老 老院"),
    "one character": ("养", "养*"),
    "closed by punctuation": ("养老院,", "养老 老院 院"),
    "open number": ("152", "152*"),
    "closed number": ("152户", "152 户*"),
    "punctuation": ("+%", ""),
}


@pytest.mark.parametrize(("needle", "terms"), TERMS.values(), ids=TERMS)
def test_what_a_needle_is_narrowed_down_by(needle: str, terms: str) -> None:
    found = [term.text + "*" * term.prefix for term in letter_terms(needle)]
    assert found == terms.split()


@given(
    st.one_of(CODES, st.sampled_from(PASSAGES), st.text(max_size=40), st.just("x1" * 40)),
    st.data(),
)
def test_the_letters_of_a_text_satisfy_every_substring_of_it(
    text: str, data: st.DataObject
) -> None:
    text = fold_text(text)
    start = data.draw(st.integers(0, len(text)))
    needle = text[start : data.draw(st.integers(start, min(len(text), start + 60)))]
    found = letters(text)
    for term in letter_terms(needle):
        if term.prefix:
            assert any(letter.startswith(term.text) for letter in found)
        else:
            assert term.text in found


WHOLE = {
    "number": ("152", "152个", True),
    "inside a longer one": ("152", "1521项", False),
    "before its decimals": ("99", "99.95%", False),
    "after the point": ("24", "2.24亿", False),
    "after a thousands comma": ("234", "1,234", False),
    "in a range": ("2035", "2021-2035年", True),
    "in a date": ("2022", "2022.01.29", True),
    "in a list": ("2021", "2021,2022年", True),
    "full stop after it": ("2021", "到2021.年底", True),
    "with its unit": ("2021年", "在2021年里", True),
    "with its unit, longer": ("2021年", "12021年", False),
    "Latin": ("chat", "wechat", False),
    "no code at the edge": ("养老", "抚养老人", True),
}


@pytest.mark.parametrize(("needle", "text", "found"), WHOLE.values(), ids=WHOLE)
def test_whole_codes_are_found_only_as_wholes(needle: str, text: str, found: bool) -> None:
    assert bool(occurrences(text, needle, whole_codes=True)) == found
