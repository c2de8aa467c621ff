"""Serves collecting: a text → the indicators that it gives numbers for, each with a query that finds where.

A query is the words of one alternative of the table (城市 低保标准), because reports hardly ever write the name
itself (低保金发放金额). The words stand in one sentence near a number of the indicator's unit, and a text gives only
what that query then finds: what stands there by its letters alone (民政 in 人民政府) a search does not return.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from reports.parsing.indicators import Indicator
from reports.reference import indicators

from .fold import fold_text
from .grammar import parse
from .letters import occurrences
from .query import Leaf, Letters, Word
from .terms import Terms
from .tokens import HAN_RUN
from .words import word_texts

# The words are looked for so many characters before a number (建成社工站23个), and after it to the end of the clause
# at most (为2000户老年人家庭开展适老化改造).
BEFORE, AFTER = 40, 25

_SENTENCE_ENDS = "。;!?\n"
_REST = re.compile(f"[^,、{_SENTENCE_ENDS}]{{0,{AFTER}}}")
_SENTENCE_END = re.compile(f"[{_SENTENCE_ENDS}]|$")
# From its first digit alone and never in part: a text of digits would else be read again from each of them.
_NUMBER = r"(?<![0-9])(?<![0-9][.,])[0-9]++(?:[.,][0-9]++)*+ ?(?P<multiplier>[余多几百千万亿]*) ?(?P<unit>{})"
# 8个县区, 3个月 and 2个百分点 count nothing that an indicator does.
_NOT_COUNTED = "(?!月|百分点|省|地级|设区|市|县|区|城区|乡|镇|街|村|社区|部门|方面)"


class Given(NamedTuple):
    """An indicator's name, and a query for where a text gives it."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class _Alternative:
    """One alternative of an indicator: its first word and the others, folded like a text; what its query looks for."""

    given: Given
    units: tuple[str, ...]
    first: str
    others: tuple[str, ...]
    leaves: tuple[Leaf, ...]

    @classmethod
    def of(cls, indicator: Indicator, words: Sequence[str]) -> _Alternative:
        query = " ".join(words)
        first, *others = map(fold_text, words)
        leaves = parse(query).positive_leaves()
        return cls(Given(indicator.name, query), indicator.written, first, tuple(others), leaves)


@dataclass(frozen=True, slots=True)
class Givens:
    """The alternatives by their first words; all words of theirs; what a number with a unit looks like."""

    by_word: Mapping[str, Sequence[_Alternative]]
    words: Terms
    numbers: re.Pattern[str]

    @classmethod
    def of(cls, table: Iterable[Indicator]) -> Givens:
        """Made ready for reading texts."""
        alternatives = [_Alternative.of(one, words) for one in table for words in one.words]
        by_word: dict[str, list[_Alternative]] = defaultdict(list)
        for one in alternatives:
            by_word[one.first].append(one)
        words = {word for one in alternatives for word in (one.first, *one.others)}
        units = {unit for one in alternatives for unit in one.units}
        return cls(dict(by_word), Terms.of(words), _numbers(units))

    def held(self, folded: str, pairs: set[str] | None = None) -> set[Given]:
        """What a folded text gives; `pairs` as in `Terms.held`."""
        # Most words stand nowhere in a text, so that few alternatives are left to be looked for at each number.
        wanted = self._wanted({*self.words.held(folded, pairs)})
        found: set[Given] = set()
        for number in self.numbers.finditer(folded):
            if not (possible := wanted.get(_unit(number))):
                continue
            near = folded[max(number.start() - BEFORE, 0) : number.end() + AFTER]
            around = None
            for one in possible:
                if one.first not in near or one.given in found:
                    continue
                around = _around(folded, number) if around is None else around
                if (
                    one.first in around
                    and all(word in around for word in one.others)
                    and _is_found(one.leaves, _sentence(folded, number.start()))
                ):
                    found.add(one.given)
        return found

    def _wanted(self, present: set[str]) -> dict[str, list[_Alternative]]:
        """The alternatives of which a text has all words, by the units of their numbers."""
        wanted: dict[str, list[_Alternative]] = defaultdict(list)
        for word in present & self.by_word.keys():
            for one in self.by_word[word]:
                if present.issuperset(one.others):
                    for unit in one.units:
                        wanted[unit].append(one)
        return wanted


@cache
def known_indicators() -> Givens:
    """Those of the shipped table."""
    return Givens.of(indicators())


def _numbers(units: Collection[str]) -> re.Pattern[str]:
    written = sorted({unit.removeprefix("万") for unit in units}, key=len, reverse=True)
    return re.compile(_NUMBER.format("|".join(map(_written, written))))


def _written(unit: str) -> str:
    """人 is not in 人次, nor 家 in 家次."""
    other = _NOT_COUNTED if unit == "个" else "" if unit.endswith("次") else "(?!次)"
    return re.escape(unit) + other


def _unit(number: re.Match[str]) -> str:
    """The unit of a number as the table has it: sums in 万 or 亿 apart from those of a few 元."""
    multiplier, unit = number["multiplier"], number["unit"]
    return "万元" if unit == "元" and ("万" in multiplier or "亿" in multiplier) else unit


def _around(folded: str, number: re.Match[str]) -> str:
    """Where the words of a number are looked for."""
    before = folded[max(number.start() - BEFORE, 0) : number.start()]
    began = max(map(before.rfind, _SENTENCE_ENDS)) + 1
    rest = _REST.match(folded, number.end())
    return before[began:] + number.group() + (rest.group() if rest else "")


def _sentence(folded: str, at: int) -> str:
    """The sentence around a place, in which every run of characters is whole."""
    began = max(folded.rfind(sign, 0, at) for sign in _SENTENCE_ENDS) + 1
    end = _SENTENCE_END.search(folded, at)
    return folded[began : end.start() if end else None]


def _is_found(leaves: Iterable[Leaf], sentence: str) -> bool:
    """Whether a search for all of these finds the sentence."""
    return all(_is_said(leaf, sentence) for leaf in leaves)


def _is_said(leaf: Leaf, sentence: str) -> bool:
    if isinstance(leaf, Word):
        runs = (run for run in HAN_RUN.findall(sentence) if leaf.text in run)
        return any(leaf.text in _words_of(run) for run in runs)
    whole = isinstance(leaf, Letters) and leaf.whole_numbers
    return bool(occurrences(sentence, leaf.text, whole_codes=whole))


@lru_cache(maxsize=500)
def _words_of(run: str) -> frozenset[str]:
    """Remembered, because neighbouring numbers are asked about by the same words."""
    return frozenset(word_texts(run))
