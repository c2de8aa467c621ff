"""Folding: what becomes the same, what stays apart, and the way back to the original."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fold import fold, fold_text

#: Characters of every kind that folding treats, besides whatever hypothesis thinks of.
TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("養老兒童着著㎡①⒈℃½…ﷺ“「－　\u00a0\u200bé\u0301각ᄀ\u1161Σς\u0130⺠⽬"),
    ),
    max_size=30,
)

SAME = {
    "traditional": ("養老兒童保障", "养老儿童保障"),
    "zhu, which OpenCC leaves": ("著", "着"),
    "pairs that OpenCC leaves": ("瞭藉覆揹伕彷暱擡牴薰幷", "了借复背夫仿昵抬抵熏并"),
    "first candidate only": ("乾", "干"),
    "full-width digits and letters": ("２０２１年Ａ级", "2021年a级"),
    "full-width punctuation": ("，：；！？（）％", ",:;!?()%"),
    "quotation marks": ("“僵尸型”", "「僵尸型」"),
    "dashes": ("2021—2035", "2021－2035"),
    "middle dots": ("6·19", "6・19"),
    "document numbers": ("民发〔2021〕12号", "民发[2021]12号"),
    "zero as a circle": ("二○二一", "二〇二一"),
    "ideographic, no-break and ordinary space": ("民　政\u00a0局", "民 政 局"),
    "line end": ("民\n政", "民 政"),
    "square metres": ("100㎡", "100m2"),
    "roman numerals": ("Ⅱ", "ii"),
    "circled digits": ("①", "⑴"),
    "radicals out of PDF files": ("⺠政⾯⻓者", "民政面长者"),
    "zero-width space": ("养\u200b老", "养老"),
    "byte-order mark": ("\ufeff养老", "养老"),
    "sigma at the end of a word": ("ΟΔΟΣ", "οδοσ"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_variants_fold_together(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


APART = {
    "comma and enumeration comma": (",", "、"),
    "half-width full stop and Chinese full stop": (".", "。"),
    "year after a circled digit": ("①2021", "12021"),
    "comma and nothing": ("1,234", "1234"),
    "letters with and without accent": ("é", "e"),
}


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART)
def test_what_means_something_else_stays_apart(one: str, other: str) -> None:
    assert fold_text(one) != fold_text(other)


@given(TEXTS, TEXTS)
def test_folding_is_closed_under_substrings(before: str, after: str) -> None:
    assert fold_text(before + after) == fold_text(before) + fold_text(after)


@given(TEXTS)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@given(TEXTS)
def test_what_is_folded_can_be_stored(text: str) -> None:
    folded = fold_text(text + "\0\ud800")
    assert "\0" not in folded
    assert folded.encode("utf-8")


@given(TEXTS)
def test_every_span_leads_back_to_the_smallest_original_that_makes_it(text: str) -> None:
    folded = fold(text)
    assert folded.text == fold_text(text)
    for start in range(len(folded.text)):
        for end in range(start + 1, min(start + 6, len(folded.text)) + 1):
            left, right = folded.original_span(start, end)
            wanted = folded.text[start:end]
            assert wanted in fold_text(text[left:right])
            assert wanted not in fold_text(text[left + 1 : right])
            assert wanted not in fold_text(text[left : right - 1])


def test_a_text_of_unchanged_length_needs_no_map() -> None:
    folded = fold("養老服務，２０２１年")
    assert folded.origins is None
    assert folded.original_span(2, 4) == (2, 4)


def test_lengths_that_only_cancel_out_still_get_a_map() -> None:
    folded = fold("㎡\u200b养老")
    assert folded.text == "m2养老"
    assert folded.original_span(0, 2) == (0, 1)
    assert folded.original_span(2, 4) == (2, 4)


def test_part_of_an_expanded_character_leads_to_the_whole_of_it() -> None:
    folded = fold("约㎡。")
    assert folded.original_span(1, 2) == folded.original_span(2, 3) == (1, 2)


@pytest.mark.parametrize(
    ("start", "end"), [(1, 1), (2, 1), (-1, 1), (0, 4)], ids=["empty", "reversed", "before", "past"]
)
def test_a_span_that_is_none_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no such span"):
        fold("低保金").original_span(start, end)


def test_characters_that_would_compose_stay_what_they_are() -> None:
    decomposed = unicodedata.normalize("NFD", "é각")
    assert fold_text(decomposed) == decomposed
