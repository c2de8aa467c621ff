"""Serves the second step of search: folded text → its *codes*, which are numbers and Latin runs.

1,234 and 99.95 are one number; 2022.01.29, 1-11 and 2021-2035 are several; up to four that touch
(g20, 5a, 2022.01) are also one token together, and each code is one together with the Han character
after it (2021年, 780元).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.tokens import HAN_RUN, LATIN, Kind, Token

#: Longest stretch of digits and Latin letters in which codes are told apart: nothing longer can
#: be typed, and what is longer is data, not text.
TOKEN_LENGTH = 200
#: So many neighbouring codes are also one token together.
CODES_TOGETHER = 4

#: What a code begins and ends with.
DIGIT_OR_LATIN = re.compile(f"[0-9{LATIN}]")
_CODE_STRETCH = re.compile(rf"(?:[0-9{LATIN}]|(?<=[0-9])[.,](?=[0-9]))+")
_CODE_PIECE = re.compile(rf"(?P<digits>[0-9]+)|[{LATIN}]+")
_POINT_BEFORE = re.compile(r"[0-9]\.$")
_POINT_AFTER = re.compile(r"\.[0-9]")


@dataclass(frozen=True, slots=True)
class CodePiece:
    """A number or Latin run; ``linked`` if it continues the one before (touching, or 2022.01)."""

    start: int
    end: int
    linked: bool


def codes(folded: str) -> Iterator[Token]:
    """Every number and Latin run, neighbours together, each also with the Han character after."""
    pieces = list(code_pieces(folded))
    for index, piece in enumerate(pieces):
        end = piece.end
        for following in pieces[index : index + CODES_TOGETHER]:
            if following is not piece and not following.linked:
                break
            end = following.end
            yield Token(folded[piece.start : end], piece.start, end, Kind.CODE)
            if HAN_RUN.match(folded, end, end + 1):
                yield Token(folded[piece.start : end + 1], piece.start, end + 1, Kind.CODE)


def code_pieces(folded: str) -> Iterator[CodePiece]:
    """Numbers with the points and commas that belong to them, and Latin runs."""
    for stretch in _CODE_STRETCH.finditer(folded):
        if stretch.end() - stretch.start() > TOKEN_LENGTH:
            continue
        runs = [run.span() for run in _CODE_PIECE.finditer(folded, *stretch.span())]
        start = runs[0][0]
        linked = False
        for index, (_, end) in enumerate(runs):
            if index + 1 < len(runs) and _belongs(
                folded, before=runs[index], after=runs[index + 1]
            ):
                continue
            yield CodePiece(start, end, linked)
            if index + 1 < len(runs):
                start = runs[index + 1][0]
                linked = folded[end:start] in ("", ".")


def _belongs(folded: str, *, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether what stands between two runs makes one number of them: 99.95 and 1,234.

    A comma does between at most three digits and exactly three; a point does unless there is
    another one (2022.01.29 is a date).  Only what is near decides, so it can be checked in SQL.
    """
    between = folded[before[1] : after[0]]
    if between == ",":
        return before[1] - before[0] <= 3 and after[1] - after[0] == 3
    return between == "." and not (
        _POINT_BEFORE.search(folded, max(0, before[0] - 2), before[0])
        or _POINT_AFTER.match(folded, after[1])
    )


def is_one_token(needle: str) -> bool:
    """Whether a number or Latin run typed unquoted is in the index as one token, so that the
    token's presence is the whole answer."""
    return any(token.start == 0 and token.end == len(needle) for token in codes(needle))
