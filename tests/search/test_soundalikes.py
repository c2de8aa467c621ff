"""What is heard as one word and written as another."""

from __future__ import annotations

import pytest

from search.readings import MOST_SPELLINGS, readings, spellings
from search.soundalikes import soundalikes, spelt


def _texts(typed: str) -> dict[str, int]:
    return {word.text: word.blurred for word in soundalikes(typed)}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("地保", "低保"),
        ("养劳", "养老"),
        ("民证", "民政"),
        ("银航", "银行"),  # 行 is read in two ways
        ("社会组只", "社会组织"),
        ("时间银航", "时间银行"),
        ("老年食唐", "老年食堂"),
        ("最底生活保障", "最低生活保障"),
    ],
)
def test_a_word_is_found_by_its_sound(typed: str, meant: str) -> None:
    assert _texts(typed)[meant] == 0


def test_one_character_may_nearly_sound_the_same() -> None:
    assert _texts("残忌人").get("残疾人") == 0
    assert _texts("明政")["民政"] == 1
    assert "民政" not in _texts("明怎")


def test_rare_readings_of_both_do_not_meet() -> None:
    # Both may be read ru.
    assert "ru" in readings("月")
    assert "ru" in readings("需")
    assert "需求" not in _texts("月球")


@pytest.mark.parametrize(
    ("pinyin", "meant"),
    [
        ("dibao", "低保"),
        ("yanglao", "养老"),
        ("shehuizuzhi", "社会组织"),
        ("zuidishenghuobaozhang", "最低生活保障"),
    ],
)
def test_a_word_is_found_by_its_pinyin(pinyin: str, meant: str) -> None:
    assert meant in {word.text for word in spelt(pinyin)}


@pytest.mark.parametrize(
    "typed", ["", "养", "养" * 200, "abc", "2021", "𠮷𠮷", "𠮷" * 8, "%_", "\x00"]
)
def test_any_text_has_an_answer(typed: str) -> None:
    assert typed not in _texts(typed)
    assert all(len(word.text) > 1 for word in spelt(typed))


def test_a_text_has_a_bounded_number_of_spellings() -> None:
    assert spellings("低保") == ["dibao"]
    assert "chongqing" in spellings("重庆")
    assert spellings("app") == ["app"]
    assert len(spellings("行" * 20)) == MOST_SPELLINGS


def test_readings_are_syllables_without_tones() -> None:
    assert readings("绿")[0] == "lv"
    assert readings("a") == readings("，") == ()
