"""Dictionary: the path through a run of Han characters, and that there is one for all threads."""

import threading
from itertools import pairwise

import pytest

from search import dictionary
from search.fold import fold_text
from search.query_words import query_words
from search.tokens import HAN_RUN
from search.word_list import AddedWord, WordListError, added_words, read_words, version_of
from search.words import words
from tests.search.texts import FIXTURES

REPORTS = [fold_text(path.read_text("utf-8")) for path in FIXTURES]


def test_the_path_is_the_one_that_jieba_takes() -> None:
    """jieba's own cut, without its guesses, on the same dictionary."""
    shared = dictionary.shared_dictionary()
    for run in {run for report in REPORTS for run in HAN_RUN.findall(report)}:
        ends = [0, *shared.path(run)]
        cut = [run[start:end] for start, end in pairwise(ends)]
        assert cut == list(shared.cut(run, HMM=False))


def cut(run: str) -> str:
    return _cut(dictionary.shared_dictionary(), run)


def _cut(by: dictionary.Dictionary, run: str) -> str:
    return "|".join(run[start:end] for start, end in pairwise([0, *by.path(run)]))


def test_every_added_word_is_taken_whole() -> None:
    assert [word.text for word in added_words() if cut(word.text) != word.text] == []


def test_no_word_is_added_that_the_dictionary_has_anyway() -> None:
    plain = dictionary.Dictionary()
    assert [word.text for word in added_words() if len(plain.path(word.text)) == 1] == []


NEIGHBOURS = {
    "an office of the people's": ("为民政局", "为|民政局"),
    "the government": ("人民政府", "人民政府"),
    "not yet kept": ("未保持", "未|保持"),
    "not guaranteed": ("未保障", "未|保障"),
    "loses energy": ("损失能量", "损失|能量"),
    "registering a marriage": ("结婚登记", "结婚登记"),
    "farmers, illegally": ("农民非法占地", "农民|非法|占地"),
    "a new title": ("新冠名", "新|冠名"),
    "the seventeenth congress": ("十七大", "十七|大"),
    "traditional Chinese medicine": ("中医康养", "中医|康养"),
    "suitable for the elderly": ("适合老人", "适合|老人"),
    "a free combination": ("低保标准", "低保|标准"),
}


@pytest.mark.parametrize(("run", "expected"), NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_an_added_word_takes_nothing_from_its_neighbours(run: str, expected: str) -> None:
    assert cut(run) == expected


def test_in_the_reports_the_added_words_only_join_what_was_cut_apart() -> None:
    """Where a border moves, it moves between two words that both stand there: 养老服务|体系."""
    plain, shared = dictionary.Dictionary(), dictionary.shared_dictionary()
    runs = {run for report in REPORTS for run in HAN_RUN.findall(report)}
    moved = {run for run in runs if not {*shared.path(run)} <= {*plain.path(run)}}
    assert len(moved) < len(runs) / 100


def test_a_text_keeps_the_parts_of_an_added_word() -> None:
    held = {token.text for token in words("社会救助站")}
    assert {"社会", "救助", "社会救助"} <= held


@pytest.mark.parametrize("word", ["长者饭堂", "时间银行", "一肩挑", "事实无人抚养儿童"])
def test_query_and_text_agree_on_an_added_word(word: str) -> None:
    (asked,) = query_words(word)
    assert asked.text == word
    assert word in {token.text for token in words(f"全市推广{word}工作")}


def test_a_lowest_frequency_is_kept() -> None:
    """Without one, 发展中 is only as likely as its parts."""
    run = "发展中国家"
    assert "发展中|国家" not in _cut(dictionary.Dictionary(), run)
    assert _cut(dictionary.Dictionary([AddedWord("发展中", 9_999_999)]), run) == "发展中|国家"


def test_a_list_is_read_folded_with_comments_and_frequencies() -> None:
    text = "# 社会救助\n社會救助  # 也写作繁体\n\n長者飯堂　５０\r\n"
    assert read_words(text, name="词") == (
        AddedWord("社会救助"),
        AddedWord("长者饭堂", 50),
    )


BAD_LINES = {
    "not Han": ("互联网+", "词只能由汉字组成"),
    "one character": ("民", "词应有 2 至 16 个字"),
    "too long": ("民" * 17, "词应有 2 至 16 个字"),
    "no frequency": ("社工站 常用", "词频应是 1 至 9999999 的整数"),
    "a frequency of nothing": ("社工站 0", "词频应是 1 至 9999999 的整数"),
    "two words": ("社工站 5 民非", "一行只写一个词，其后至多一个词频"),
    "a word twice": ("時間銀行", "这个词前面已有"),
}


@pytest.mark.parametrize(("line", "why"), BAD_LINES.values(), ids=BAD_LINES)
def test_a_bad_line_is_named_with_its_fault(line: str, why: str) -> None:
    with pytest.raises(WordListError) as error:
        read_words(f"# 词\n时间银行\n{line}\n", name="words.dict")
    assert str(error.value) == f"words.dict 第 3 行“{line}”：{why}。"


def test_the_version_follows_what_the_words_do() -> None:
    first = read_words("社工站\n民非 5\n", name="词")
    same = read_words("# 次序不同\n民非 5 # 说明\n\n社工站 1\n", name="词")
    assert version_of(first) == version_of(same)
    assert version_of(first) != version_of(read_words("社工站\n民非 6\n", name="词"))
    assert len(dictionary.DICTIONARY_VERSION) == 8
    assert version_of(added_words()) == dictionary.DICTIONARY_VERSION


def test_threads_share_one_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "_LOADED", [])
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(dictionary.shared_dictionary()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
