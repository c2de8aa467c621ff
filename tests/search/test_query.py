"""Queries: the tree letter by letter, and how it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fold import fold_text
from search.grammar import parse
from search.query import Letters, quoted


def test_as_letters_every_word_is_a_phrase_and_nothing_else_changes() -> None:
    query = parse("民政 2021 -养老 OR 2021*").as_letters()
    assert query.root == parse('"民政" 2021 -"养老" OR 2021*').root


@given(st.text(max_size=60))
def test_a_quoted_text_is_found_letter_by_letter(text: str) -> None:
    folded = fold_text(text)
    root = parse(quoted(text)).root
    assert root == (Letters(folded) if folded.strip() else None)


@pytest.mark.parametrize(
    "typed",
    [
        "低保标准",
        "殡葬 OR 公墓",
        "养老 -“消防安全”",
        "(甲 乙) OR 丙",
        '"他说""好"""',
        "2021* -1521",
        "孤儿/事实无人抚养儿童 保障",
    ],
)
def test_a_query_as_written_is_read_as_the_same_tree(typed: str) -> None:
    query = parse(typed)
    assert parse(query.written()).root == query.root
    letters = query.as_letters()
    assert parse(letters.written()).root == letters.root
