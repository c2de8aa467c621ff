"""Many phrases → where a text has them, from left to right, the longest first, none overlapping another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import compress, count
from operator import add
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")


class Phrases(Generic[Meaning]):
    """Phrases of two code points or more, each with what it means; of one that is given twice, the first counts."""

    def __init__(self, meanings: Iterable[tuple[str, Meaning]]) -> None:
        # By their first two code points.
        self._heads: dict[str, list[tuple[str, Meaning]]] = {}
        for phrase, meaning in meanings:
            self._heads.setdefault(phrase[:2], []).append((phrase, meaning))
        for entries in self._heads.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str) -> Iterator[tuple[int, str, Meaning]]:
        """Every phrase in a text: where it begins, the phrase, what it means."""
        resume, heads = 0, self._heads
        # At most places no phrase begins; that is found out without a step of Python's for each.
        begins = map(heads.__contains__, map(add, text, text[1:]))
        for at in compress(count(), begins):
            if at < resume:
                continue
            for phrase, meaning in heads[text[at : at + 2]]:
                if text.startswith(phrase, at):
                    resume = at + len(phrase)
                    yield at, phrase, meaning
                    break
