"""Second step of search, beside the words: folded text → letters, which find any substring at all.

They do not depend on how anything is cut into words.  ``letters`` is what the index keeps,
``letter_terms`` what a query asks it for, ``occurrences`` where a text then has it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

from search.codes import DIGIT_OR_LATIN, code_pieces
from search.tokens import HAN

#: Longest lexeme kept for a suffix of a code, in code points.
SUFFIX_LENGTH = 24

_LETTER_RUN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+")


@dataclass(frozen=True, slots=True)
class LetterTerm:
    """A lexeme of ``letters`` that a text must have; a prefix of one if the text may go on."""

    text: str
    prefix: bool = False


def letters(folded: str) -> list[str]:
    """What any substring can be found by: each once, in order.

    Of a run of Han characters every pair, and its last character; of a run of other letters and
    digits every suffix, of 24 code points at most.  Punctuation and space leave nothing.
    """
    found: list[str] = []
    for match in _LETTER_RUN.finditer(folded):
        run = match.group()
        if match["han"]:
            found += map(add, run, run[1:])
            found.append(run[-1])
        else:
            found += [run[at : at + SUFFIX_LENGTH] for at in range(len(run))]
    return list(dict.fromkeys(found))


def letter_terms(needle: str) -> list[LetterTerm]:
    """Which of ``letters`` every text that contains the needle has; none for mere punctuation.

    The needle's last run may go on in the text, so it is looked up as a prefix.
    """
    terms: dict[LetterTerm, None] = {}
    for match in _LETTER_RUN.finditer(needle):
        run = match.group()
        open_ended = match.end() == len(needle)
        if match["han"]:
            pairs = [LetterTerm(run[at : at + 2]) for at in range(len(run) - 1)]
            ends = [] if open_ended and pairs else [LetterTerm(run[-1], prefix=open_ended)]
            terms.update(dict.fromkeys(pairs + ends))
        else:
            prefix = open_ended and len(run) < SUFFIX_LENGTH
            terms[LetterTerm(run[:SUFFIX_LENGTH], prefix)] = None
    return list(terms)


def occurrences(folded: str, needle: str, *, whole_codes: bool = False) -> list[tuple[int, int]]:
    """Where a text holds the needle letter by letter, overlaps included.

    With ``whole_codes`` a number or Latin run at the needle's edge must end there in the text:
    152 is not in 1521, nor 99 in 99.95, nor 24 in 2.24.
    """
    found = []
    at = folded.find(needle) if needle else -1
    while at >= 0:
        found.append((at, at + len(needle)))
        at = folded.find(needle, at + 1)
    return _between_codes(folded, needle, found) if whole_codes and found else found


def _between_codes(
    folded: str, needle: str, found: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Those occurrences that cut no number or Latin run in two."""
    pieces = list(code_pieces(folded))
    starts = {piece.start for piece in pieces} if DIGIT_OR_LATIN.match(needle) else None
    ends = {piece.end for piece in pieces} if DIGIT_OR_LATIN.match(needle[-1]) else None
    return [
        (start, end)
        for start, end in found
        if (starts is None or start in starts) and (ends is None or end in ends)
    ]
