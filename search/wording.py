"""The passages of a row and the words that tell it → what is marked in each: shared words, and numbers with units.

Marks and numbers are code points into the text as it was written, in whichever script.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .fold import fold
from .highlight import Mark, word_marks
from .indicators import known_indicators
from .likeness import LONGEST


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
    """Where a text gives numbers with a unit of the table of indicators, as [start, end) code points."""
    folded = fold(text[:LONGEST])
    numbers = known_indicators().numbers.finditer(folded.text)
    return tuple(folded.original_span(*number.span()) for number in numbers)


def cut(text: str, marks: Sequence[Mark] = (), numbers: Sequence[Mark] = ()) -> tuple[Piece, ...]:
    """A text in pieces, cut wherever a mark or a number begins or ends; they join to the same text."""
    edges = sorted({0, len(text), *(edge for span in (*marks, *numbers) for edge in span)})
    return tuple(
        Piece(text[start:end], _inside(start, marks), _inside(start, numbers))
        for start, end in pairwise(edges)
    )


def _inside(place: int, spans: Sequence[Mark]) -> bool:
    return any(start <= place < end for start, end in spans)
