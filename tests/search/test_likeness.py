"""What a passage is recognised by, and how alike two are; no database."""

from __future__ import annotations

import time

import pytest

from search.likeness import MOST_WORDS, Likeness, same_heading, telling_words


def test_numbers_years_places_and_official_words_tell_nothing() -> None:
    told = telling_words(
        "一是2021年，南宁市扎实推进全市第二批社工站建设，覆盖20个乡镇，完成率达99.5%。"
    )
    assert {"社工站", "乡镇"} <= set(told)
    assert not {"南宁", "南宁市", "全市", "一是", "2021", "20", "推进", "扎实", "建设"} & set(told)


@pytest.mark.parametrize(
    "text", ["附件", "2021年11月29日", "南宁市民政局", "（一）", "", "。", "\x00\ud800"]
)
def test_headings_and_dates_have_next_to_nothing_to_tell(text: str) -> None:
    assert len(telling_words(text)) < 3


def test_either_script_tells_the_same() -> None:
    assert telling_words("養老機構消防安全") == telling_words("养老机构消防安全")


def test_the_least_usual_words_are_kept_and_no_passage_takes_long() -> None:
    usual = "人民群众生活需要时间问题社会经济政治文化历史世界国家中国我们他们自己学生学校老师"
    assert "一肩挑" in list(telling_words("换届后“一肩挑”。" + usual))[:3]
    began = time.perf_counter()
    assert len(telling_words("养老机构消防安全，村务公开居民公约。" * 2000)) <= MOST_WORDS
    assert time.perf_counter() - began < 0.5


def test_the_same_words_in_as_much_text_are_all_alike() -> None:
    like = Likeness({"社工站": 5.0, "乡镇": 2.0}, length=40)
    assert like.score(["社工站", "乡镇"], length=40) > 0.9
    assert like.score([], length=40) == 0
    assert Likeness({}, length=0).score([], length=0) == 0


def test_rare_words_count_more_and_long_texts_less() -> None:
    like = Likeness({"社工站": 5.0, "乡镇": 2.0}, length=40)
    assert like.score(["社工站"], length=40) > like.score(["乡镇"], length=40)
    assert like.score(["社工站"], length=40) > like.score(["社工站"], length=400)


def test_a_like_heading_is_a_plus() -> None:
    heading = {"养老": 1, "服务业": 1}
    assert same_heading(heading, "三、养老服务业") > same_heading(heading, "三、养老") > 1
    assert same_heading(heading, "五、殡葬") == same_heading({}, "五、殡葬") == 1
