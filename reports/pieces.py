"""A passage's text → its pieces: cut where its marks and its numbering begin and end, no letter lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage; `mark` numbers the mark it belongs to, `first` says that the mark begins here."""

    text: str
    mark: int | None = None
    first: bool = False
    numbering: bool = False


def split(
    text: str, *, marks: Sequence[tuple[int, int]], before: int = 0, numbering: int = 0
) -> tuple[Piece, ...]:
    """Cut a text where its marks and its numbering (so many code points at its start) begin and end.

    Marks are numbered from `before` + 1; they are in order and do not overlap, others are left out.
    """
    cuts = {0, len(text), min(numbering, len(text))}
    owner: dict[int, int] = {}
    for number, (start, end) in enumerate(marks, start=before + 1):
        if 0 <= start < end <= len(text) and start not in owner:
            cuts |= {start, end}
            owner.update(dict.fromkeys(range(start, end), number))
    edges = sorted(cuts)
    starts = {start for start, _ in marks}
    return tuple(
        Piece(text[start:end], owner.get(start), start in starts, end <= numbering)
        for start, end in pairwise(edges)
    )
