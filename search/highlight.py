"""Query and a passage's text → what is marked in it, in the original script, and the part worth showing.

Marks come from the same tokens and offsets as the index, so what was found is what is marked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from .codes import codes
from .fold import fold
from .letters import occurrences
from .query import Leaf, Letters, Prefix, Word
from .tokens import HAN_RUN
from .words import code_spans, word_spans, words

# What a snippet shows at most (code points of the original), and how much stands before its first mark.
SNIPPET_LENGTH = 150
LEAD = 30
_SENTENCE_ENDS = "。；;！？\n"
_PAUSES = _SENTENCE_ENDS + "，,、"

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that is marked as found, or is not. Templates escape and mark it."""

    text: str
    marked: bool


def find_marks(text: str, leaves: Sequence[Leaf], *, sure: bool = False) -> tuple[Mark, ...]:
    """Spans of the original text that the leaves find, merged where they touch, in order.

    `sure` as for `leaf_spans`.
    """
    folded = fold(text)
    spans = (
        folded.original_span(start, end)
        for leaf in leaves
        for start, end in leaf_spans(folded.text, leaf, sure=sure)
    )
    return tuple(_merge(spans))


def word_marks(text: str, wanted: Collection[str]) -> tuple[tuple[Mark, ...], set[str]]:
    """Where a text has any of many words, and which of them.

    Each run of Han characters is cut into words once, and only where it holds the letters of one.
    """
    folded = fold(text)
    found = [(token.start, token.end, token.text) for token in codes(folded.text)]
    for run in HAN_RUN.finditer(folded.text):
        letters = run.group()
        if any(word in letters for word in wanted):
            at = run.start()
            found += [(at + token.start, at + token.end, token.text) for token in words(letters)]
    found = [token for token in found if token[2] in wanted]
    marks = _merge(folded.original_span(start, end) for start, end, _ in found)
    return tuple(marks), {word for _, _, word in found}


def leaf_spans(folded: str, leaf: Leaf, *, sure: bool = False) -> Iterable[tuple[int, int]]:
    """Where a folded text has what a leaf asks for, as [start, end) in code points.

    `sure`: the index knows that a pair of letters is nowhere in it without being a word.
    """
    match leaf:
        case Word(text) if sure and len(text) == 2:
            return occurrences(folded, text)
        case Word(text):
            return word_spans(folded, text)
        case Prefix(text):
            return code_spans(folded, prefix=text)
        case Letters(text, whole_numbers):
            return occurrences(folded, text, whole_codes=whole_numbers)


def holds_leaf(folded: str, leaf: Leaf) -> bool:
    """Whether a folded text has what a leaf asks for."""
    return any(True for _ in leaf_spans(folded, leaf))


def _merge(marks: Iterable[Mark]) -> list[Mark]:
    merged: list[Mark] = []
    for start, end in sorted(marks):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def pieces(
    text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None
) -> tuple[Piece, ...]:
    """A stretch of text cut at its marks."""
    end = len(text) if end is None else end
    cut: list[Piece] = []
    at = start
    for mark_start, mark_end in marks:
        first, last = max(mark_start, start), min(mark_end, end)
        if first >= last:
            continue
        if at < first:
            cut.append(Piece(text[at:first], False))
        cut.append(Piece(text[first:last], True))
        at = last
    if at < end:
        cut.append(Piece(text[at:end], False))
    return tuple(cut)


def snippet(text: str, marks: Sequence[Mark], *, length: int = SNIPPET_LENGTH) -> tuple[Piece, ...]:
    """The stretch with most of what was found, whole where it is short, … where something is left out.

    `length` is what it holds at most, in code points of the original.
    """
    if len(text) <= length:
        return pieces(text, marks)
    start = _snippet_start(text, marks, length)
    end = min(len(text), start + length)
    if end < len(text):
        # Neither a number nor a mark is cut in two: end where the text pauses, if that is near.
        pause = max(text.rfind(sign, end - LEAD, end) for sign in _PAUSES)
        end = pause + 1 if pause >= 0 else end
        end = next((last for first, last in marks if first < end < last), end)
    cut = list(pieces(text, marks, start, end))
    if start > 0:
        cut.insert(0, Piece("…", False))
    if end < len(text):
        cut.append(Piece("…", False))
    return tuple(cut)


def _snippet_start(text: str, marks: Sequence[Mark], length: int) -> int:
    """Where the window begins that holds most marked text, moved to the start of a sentence if near."""
    if not marks:
        return 0
    best = marks[_densest(marks, length - LEAD)]
    earliest = max(0, best[0] - LEAD)
    sentence = max(text.rfind(sign, earliest, best[0]) for sign in _SENTENCE_ENDS)
    start = sentence + 1 if sentence >= 0 else earliest
    return min(start, max(0, len(text) - length)) if sentence < 0 else start


def _densest(marks: Sequence[Mark], width: int) -> int:
    """The mark from which on a window of this width holds most marked text; of several the first."""
    before = [0, *accumulate(last - first for first, last in marks)]
    best, most, after = 0, 0, 0
    for at, (start, _) in enumerate(marks):
        while after < len(marks) and marks[after][0] <= start + width:
            after += 1
        # The last one may reach beyond the window.
        beyond = max(marks[after - 1][1] - (start + width), 0)
        marked = before[after] - before[at] - beyond
        if marked > most:
            best, most = at, marked
    return best
