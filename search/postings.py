"""tsquery literal → the set of rows that it finds, kept in memory from one search to the next.

PostgreSQL reads the rows of a common word again for every search, hundreds of thousands of them.  Which rows they are
changes only where rows do, so of a set once read only what is new since then is asked for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .columns import Bits, Columns
from .rows import read_ids

# All sets together take so many bytes at most; those that were not asked for longest go first.
MOST_BYTES = 24 * 1024 * 1024
# From so many new rows on a set is read again as a whole.
MANY_NEW = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class _Postings:
    """A set of rows among the first `size` places: the places themselves, or bits where that is shorter."""

    era: int
    size: int
    places: NDArray[np.uint32] | None
    bits: Bits | None

    @property
    def bytes(self) -> int:
        return sum(held.nbytes for held in (self.places, self.bits) if held is not None)


class _Kept:
    """The sets that were read, and how many bytes they take."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sets: OrderedDict[str, _Postings] = OrderedDict()
        self._bytes = 0

    def get(self, columns: Columns, literal: str) -> Bits:
        with self._lock:
            held = self._sets.get(literal)
        if held and held.era == columns.era and held.size == columns.size:
            with self._lock:
                if literal in self._sets:
                    self._sets.move_to_end(literal)
            return _bits(held, columns)
        bits = _read(columns, literal, held)
        self._keep(literal, _postings(columns, bits))
        return bits

    def _keep(self, literal: str, postings: _Postings) -> None:
        with self._lock:
            if before := self._sets.pop(literal, None):
                self._bytes -= before.bytes
            self._sets[literal] = postings
            self._bytes += postings.bytes
            while self._bytes > MOST_BYTES:
                _, oldest = self._sets.popitem(last=False)
                self._bytes -= oldest.bytes


def _read(columns: Columns, literal: str, held: _Postings | None) -> Bits:
    """The set as the database has it; only what is new, where most of it is held."""
    if held is None or held.era != columns.era or held.size > columns.size:
        return columns.bits(columns.located(read_ids(literal)))
    new = columns.ids[held.size :]
    if len(new) > MANY_NEW:
        return columns.bits(columns.located(read_ids(literal)))
    return _bits(held, columns) | columns.bits(columns.located(read_ids(literal, among=new)))


def _bits(held: _Postings, columns: Columns) -> Bits:
    if held.places is not None:
        return columns.bits(held.places.astype(np.intp))
    bits = columns.nothing()
    if held.bits is not None:
        bits[: len(held.bits)] = held.bits
    return bits


def _postings(columns: Columns, bits: Bits) -> _Postings:
    places = columns.places(bits)
    few = places.nbytes // 2 < bits.nbytes
    return _Postings(
        era=columns.era,
        size=columns.size,
        places=places.astype(np.uint32) if few else None,
        bits=None if few else bits,
    )


_KEPT = _Kept()


def postings(columns: Columns, literal: str | None) -> Bits:
    """The rows that a tsquery finds; all for None. Dead rows may be among them."""
    return columns.alive if literal is None else _KEPT.get(columns, literal) & columns.alive
