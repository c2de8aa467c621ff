"""What was typed without quotes: what it is cut into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query_words import query_words
from search.tokens import Kind

CUT = {
    "words": ("低保标准", "低保 标准"),
    "words of the field": ("一肩挑社工站", "一肩挑 社工站"),
    "a name": ("王兰花", "_王兰花"),
    "single character before": ("一票挑", "_一票挑"),
    "single character after": ("儿童站", "_儿童站"),
    "single character between": ("枯竭型城市经济", "_枯竭型 城市 经济"),
    "several in a row": ("孤弃老人", "_孤弃 老人"),
    "before and after": ("王兰花奖", "_王兰花奖"),
    "at the end of words": ("15分钟阅读服务圈", "#15 分钟 阅读 _服务圈"),
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
