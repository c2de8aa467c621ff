"""The passages of a row and the words that tell it → what is marked in each: shared words, and numbers with units.

Marks and numbers are code points into the text as it was written, in whichever script. What is a number here is for
eyes that compare: far more than the few kinds that indicators are told by (`search/indicators.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from .fold import fold
from .highlight import Mark, word_marks
from .likeness import LONGEST

# Units of what reports count, in simplified script. No years, months or days: what they number, they do not count.
_UNITS = (
    "个百分点|百分点|平方米|平方公里|公里|分钟|小时|人次|户次|家次|件次|场次|周岁|公顷"
    "|[%‰个万亿元位例件具名块处宗家对座张户所支条次起人项场倍类级份期批岁亩米吨台辆套只间床栋届轮幅册篇天]"
)
# The first digit is not in the middle of another number, nor of an ordinal (第14次).
_FIGURE = re.compile(
    rf"(?<![第0-9.])(?<![0-9][,:])[0-9]++(?:[.,][0-9]++)*+\s?[余多几]?[百千万亿]*[余多]?\s?(?:{_UNITS})(?!月)"
)


@dataclass(frozen=True, slots=True)
class Said:
    """A passage's text in a column (counted from 0)."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage: whether another column says it too, and whether it is a number with its unit."""

    text: str
    marked: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """What a row shares: whole words, in the order they were given, and the pieces of each of its passages."""

    words: tuple[str, ...]
    pieces: tuple[tuple[Piece, ...], ...]


def shared_wording(passages: Sequence[Said], candidates: Sequence[str]) -> Wording:
    """Mark the candidates that are words in several columns, and every number with a unit."""
    found = [word_marks(said.text[:LONGEST], candidates) for said in passages]
    columns: dict[str, set[int]] = defaultdict(set)
    for said, (_, held) in zip(passages, found, strict=True):
        for word in held:
            columns[word].add(said.column)
    shared = {word for word, of in columns.items() if len(of) > 1}
    return Wording(
        words=tuple(_whole([word for word in candidates if word in shared])),
        pieces=tuple(
            cut(said.text, _only(shared, said.text, marks, held), figures(said.text))
            for said, (marks, held) in zip(passages, found, strict=True)
        ),
    )


def _only(
    shared: Collection[str], text: str, marks: tuple[Mark, ...], held: set[str]
) -> tuple[Mark, ...]:
    """The marks of a text without those of words that no other column turned out to have."""
    if held <= set(shared):
        return marks
    return word_marks(text[:LONGEST], shared)[0]


def _whole(words: Sequence[str]) -> Iterable[str]:
    """Of 社会救助, 社会 and 救助 the longest is what is shared."""
    return (word for word in words if not any(word in other and word != other for other in words))


def figures(text: str) -> tuple[Mark, ...]:
    """Where a text gives numbers with a unit, as [start, end) code points."""
    folded = fold(text[:LONGEST])
    return tuple(folded.original_span(*number.span()) for number in _FIGURE.finditer(folded.text))


def cut(text: str, marks: Sequence[Mark] = (), numbers: Sequence[Mark] = ()) -> tuple[Piece, ...]:
    """A text in pieces, cut wherever a mark or a number begins or ends; they join to the same text."""
    edges = sorted({0, len(text), *(edge for span in (*marks, *numbers) for edge in span)})
    marked, figure = _Spans(marks), _Spans(numbers)
    return tuple(
        Piece(text[start:end], start in marked, start in figure) for start, end in pairwise(edges)
    )


class _Spans:
    """Spans in which a place is looked for."""

    def __init__(self, spans: Sequence[Mark]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        # How far the spans up to each one reach: one may lie in another.
        self._ends = list(accumulate((end for _, end in ordered), max))

    def __contains__(self, place: int) -> bool:
        at = bisect_right(self._starts, place) - 1
        return at >= 0 and place < self._ends[at]
