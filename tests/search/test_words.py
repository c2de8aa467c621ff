"""Words: which words and codes a text has."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dictionary import shared_dictionary
from search.fold import fold_text
from search.tokens import HAN_RUN
from search.words import word_texts, words
from tests.search.texts import CODES, PASSAGES

RUNS = sorted({run for passage in PASSAGES for run in HAN_RUN.findall(passage)})


def texts(folded: str) -> set[str]:
    return {token.text for token in words(folded)}


HELD = {
    "words of a phrase": ("提高低保标准", {"低保", "标准"}),
    "parts of a long word": ("人民政府", {"人民政府", "人民", "政府"}),
    "a word across two of the path": ("社会救助站", {"社会", "救助", "救助站"}),
    "parts of parts": ("中华人民共和国", {"中华", "人民", "共和国", "共和"}),
    "a word that folding changed": ("全复盖", {"复盖"}),
    "number and unit": ("1120元", {"1120", "1120元"}),
    "letters and digits": ("g20峰会", {"g", "20", "g20", "g20峰", "峰会"}),
}


@pytest.mark.parametrize(("text", "held"), HELD.values(), ids=HELD)
def test_a_text_holds_its_words(text: str, held: set[str]) -> None:
    assert held <= texts(text)


NOT_HELD = {
    "across the parts of a word": ("人民政府", "民政"),
    "across two words": ("南京市长江大桥", "市长"),
    "within a longer word": ("发展中国家", "中国"),
    "from the end of one into the next": ("全心全意为人民", "意为"),
    "the beginning of another office": ("民政部门", "民政部"),
    "single characters": ("养老的事", "的"),
}


@pytest.mark.parametrize(("text", "word"), NOT_HELD.values(), ids=NOT_HELD)
def test_a_text_does_not_hold_as_a_word_what_only_stands_in_it(text: str, word: str) -> None:
    assert word not in texts(text)


def test_tokens_say_where_they_stand() -> None:
    for passage in PASSAGES:
        for token in words(passage):
            assert passage[token.start : token.end] == token.text


def test_words_miss_few_of_the_literal_occurrences_of_themselves() -> None:
    """Every word of the reports, looked up in every passage that holds its letters."""
    held = [texts(passage) for passage in PASSAGES]
    vocabulary = {token for found in held for token in found if not token[0].isdigit()}
    literal = missed = 0
    for word in vocabulary:
        holding = [found for passage, found in zip(PASSAGES, held, strict=True) if word in passage]
        literal += len(holding)
        missed += sum(word not in found for found in holding)
    assert literal > 5_000
    assert missed / literal < 0.02


def test_the_index_is_given_the_same_words() -> None:
    for passage in PASSAGES:
        assert word_texts(passage) == [token.text for token in words(passage)]


@given(st.lists(st.sampled_from(RUNS) | CODES | st.text(max_size=3)))
def test_the_index_is_given_the_same_words_of_any_text(pieces: list[str]) -> None:
    folded = fold_text("".join(pieces))
    assert word_texts(folded) == [token.text for token in words(folded)]


def test_no_word_reaches_across_the_end_of_a_stretch() -> None:
    """So the cut of a run is that of its stretches one by one, and they are short enough to remember."""
    shared = shared_dictionary()
    number = 0
    for run in RUNS:
        ends = [0]
        for stretch in shared.stretches(run):
            start = ends[-1]
            assert run.startswith(stretch, start)
            ends += [start + end for end in shared.path(stretch)]
            number += 1
        assert [run[start:end] for start, end in pairwise(ends)] == [
            run[start:end] for start, end in pairwise([0, *shared.path(run)])
        ]
    assert sum(map(len, RUNS)) / number > 2
