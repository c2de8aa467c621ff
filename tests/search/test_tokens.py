"""Tokens: which words, codes and letters a text has, and what a query is cut into."""

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import tokens
from search.fold import fold_text
from search.tokens import (
    Kind,
    letter_terms,
    letters,
    occurrences,
    query_words,
    words,
)

FIXTURES = sorted(Path(__file__).parents[2].joinpath("fixtures").glob("0*.txt"))
REPORTS = [fold_text(path.read_text("utf-8")) for path in FIXTURES]
LINES = [line.strip() for path in FIXTURES for line in path.read_text("utf-8").splitlines()]
PASSAGES = [fold_text(line) for line in LINES if len(line) > 8]

#: Strings in which numbers, their signs and neighbours meet in every way.
CODES = st.text("0123a年.,·-%民", max_size=12)


def texts(folded: str) -> set[str]:
    return {token.text for token in words(folded)}


HELD = {
    "words of a phrase": ("提高低保标准", {"低保", "标准"}),
    "parts of a long word": ("人民政府", {"人民政府", "人民", "政府"}),
    "a word across two of the path": ("社会救助站", {"社会", "救助", "救助站"}),
    "parts of parts": ("中华人民共和国", {"中华", "人民", "共和国", "共和"}),
    "a word that folding changed": ("全复盖", {"复盖"}),
    "number and unit": ("1120元", {"1120", "1120元"}),
    "decimal": ("达99.95%", {"99.95"}),
    "thousands": ("1,234人", {"1,234", "1,234人"}),
    "two numbers": ("1-11月", {"1", "11", "11月"}),
    "a date": ("2022.01.29", {"2022", "01", "29", "2022.01.29"}),
    "a list of years": ("2021,2022年", {"2021", "2022", "2022年"}),
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
    "part of a number": ("1521项", "152"),
    "part of a decimal": ("2.24亿元", "24"),
    "part of thousands": ("1,234", "234"),
    "part of a Latin run": ("wechat", "chat"),
}


@pytest.mark.parametrize(("text", "word"), NOT_HELD.values(), ids=NOT_HELD)
def test_a_text_does_not_hold_as_a_word_what_only_stands_in_it(text: str, word: str) -> None:
    assert word not in texts(text)


def test_tokens_say_where_they_stand() -> None:
    for passage in PASSAGES:
        for token in words(passage):
            assert passage[token.start : token.end] == token.text


def test_the_path_is_the_one_that_jieba_takes() -> None:
    """jieba's own cut, without its guesses, on the same dictionary."""
    dictionary = tokens._dictionary()
    for run in {run for report in REPORTS for run in tokens._HAN_RUN.findall(report)}:
        ends = [0, *dictionary.path(run)]
        cut = [run[start:end] for start, end in pairwise(ends)]
        assert cut == list(dictionary.cut(run, HMM=False))


CUT = {
    "words": ("低保标准", "低保 标准"),
    "a name": ("王兰花", "_王兰花"),
    "single character before": ("一肩挑", "_一肩挑"),
    "single character after": ("社工站", "_社工站"),
    "single character between": ("僵尸型社会组织", "_僵尸型 社会 组织"),
    "several in a row": ("孤弃儿童", "_孤弃 儿童"),
    "before and after": ("王兰花奖", "_王兰花奖"),
    "at the end of words": ("15分钟养老服务圈", "#15 分钟 养老 _服务圈"),
    "number and unit": ("2021年民政", "#2021年 民政"),
    "character before a number": ("第3届", "#第3届"),
    "range": ("2021-2035", "#2021-2035"),
    "date as a name": ("6·19", "#6·19"),
    "per cent": ("99.95%", "#99.95%"),
    "thousands": ("1,234元", "#1,234元"),
    "list": ("2021,2022", "#2021 #2022"),
    "hyphenated": ("covid-19", "#covid-19"),
    "one character": ("魂", "_魂"),
    "a connective alone": ("和", "_和"),
    "connectives between words": ("老人和儿童的权益", "老人 儿童 权益"),
    "connective between years": ("2021年和2022年", "#2021年 #2022年"),
    "punctuation": ("互联网+、《通知》", "互联网 通知"),
    "another script": ("ケア施设", "_ケア 施设"),
    "nothing": ("!?…", ""),
}
MARKS = {Kind.WORD: "", Kind.CODE: "#", Kind.LETTERS: "_"}


@pytest.mark.parametrize(("typed", "cut"), CUT.values(), ids=CUT)
def test_a_query_is_cut_into_words_codes_and_letters(typed: str, cut: str) -> None:
    assert [MARKS[token.kind] + token.text for token in query_words(typed)] == cut.split()


@given(st.text(st.sampled_from("养老低保服务一肩挑王兰花的和2021年.,- a%"), max_size=20))
def test_a_query_loses_nothing_but_connectives_and_punctuation(typed: str) -> None:
    covered = {at for token in query_words(typed) for at in range(token.start, token.end)}
    lost = {character for at, character in enumerate(typed) if at not in covered}
    assert lost <= set("的和.,- %")


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


def test_letters_are_pairs_last_characters_and_suffixes() -> None:
    assert letters("养老院,2.24亿") == ["养老", "老院", "院", "2", "24", "4", "亿"]


def test_long_runs_leave_suffixes_of_limited_length() -> None:
    assert max(map(len, letters("x" * 500))) == tokens.SUFFIX_LENGTH


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
    assert any(True for _ in occurrences(text, needle, whole_codes=True)) == found


@given(CODES, CODES)
def test_a_code_that_is_one_token_is_indexed_wherever_it_stands_whole(text: str, code: str) -> None:
    if tokens.is_one_token(code):
        stands = any(True for _ in occurrences(text, code, whole_codes=True))
        assert (code in texts(text)) == stands


def test_threads_share_one_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_LOADED", [])
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(tokens._dictionary())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
