"""Serves the dictionary: ``fixtures/words.dict`` → the words of civil affairs that it is to hold.

Not ``.txt``: that is what reports in ``fixtures/`` end with, and a list of words is none.
"""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from search.fold import fold_text
from search.tokens import HAN_RUN

WORD_LIST = Path(__file__).resolve().parents[1] / "fixtures" / "words.dict"

#: ``words`` joins at most so many parts into a word, and a part may be a single character.
LONGEST_WORD = 16

_FREQUENCY = re.compile("[1-9][0-9]{0,6}")


class WordListError(ValueError):
    """A line of the list is no word: says in Chinese which one and why."""


@dataclass(frozen=True, slots=True)
class AddedWord:
    """A folded word; ``at_least`` is its lowest frequency, counted as jieba's dictionary does."""

    text: str
    at_least: int = 1


@cache
def added_words() -> tuple[AddedWord, ...]:
    """The words of the shipped list, read once. Raises as ``read_words`` does."""
    return read_words(WORD_LIST.read_text("utf-8-sig"), name=WORD_LIST.name)


def read_words(text: str, *, name: str) -> tuple[AddedWord, ...]:
    """One word a line, after a blank its frequency if need be, after # a comment.

    Raises WordListError for a line that is anything else, or a word again in whatever script.
    """
    found: dict[str, AddedWord] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        fields = fold_text(line.partition("#")[0]).split()
        if not fields:
            continue
        fault = _fault(fields) or ("这个词前面已有" if fields[0] in found else "")
        if fault:
            raise WordListError(f"{name} 第 {number} 行“{line.strip()}”：{fault}。")
        found[fields[0]] = AddedWord(fields[0], *map(int, fields[1:]))
    return tuple(found.values())


def _fault(fields: list[str]) -> str:
    """What is wrong with a word and what follows it; nothing if they are in order."""
    word, *frequency = fields
    if not HAN_RUN.fullmatch(word):
        return "词只能由汉字组成"
    if not 2 <= len(word) <= LONGEST_WORD:
        return f"词应有 2 至 {LONGEST_WORD} 个字"
    if len(frequency) > 1:
        return "一行只写一个词，其后至多一个词频"
    if frequency and not _FREQUENCY.fullmatch(frequency[0]):
        return "词频应是 1 至 9999999 的整数"
    return ""


def version_of(words: tuple[AddedWord, ...]) -> str:
    """Eight hexadecimal digits that stand for what the words do, in whatever order."""
    lines = sorted(f"{word.text} {word.at_least}" for word in words)
    return sha256("\n".join(lines).encode()).hexdigest()[:8]
