"""Published reports → what lists and facets count of them, as columns in memory; pure.

Counting the same short values of hundreds of thousands of reports in PostgreSQL for every page takes longer than all
the rest. Here a set of reports is a row of bits, and counting is arithmetic on them. A report takes 26 bytes, and a bit
for each value that any report has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

# A set of reports: a bit for each slot, 64 to a word, those beyond the last slot 0.
Bits = NDArray[np.uint64]
Mask = NDArray[np.bool_]
# Slots of reports.
Slots = NDArray[np.intp]
# Something that reports carry: a column of theirs, and a value in it.
Tag = tuple[str, str]

#: Stands for the code of a region that is not known: after all others, in no province.
UNKNOWN: Final = 1_000_000
# So many dead slots are carried along, and beyond that as many as are alive, divided by this.
DEAD, DEAD_SHARE = 10_000, 4


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """One state of the published reports; a report is known by its slot in all columns.

    `ids` are those of `Report`; `codes` those of regions as numbers, ascending, and `places` which of them each report
    has; `days` dates of publication as `date.toordinal` has them (0: not known); `passages` how many there are.
    `tagged` has a set for each of the `tags`. A changed report gets a new slot and leaves its old one dead: `published`
    are those alive, `latest` their slots, the latest published first, those of one day by region and id.
    """

    ids: NDArray[np.int64]
    codes: NDArray[np.uint32]
    places: NDArray[np.uint16]
    days: NDArray[np.uint32]
    passages: NDArray[np.uint32]
    tags: Mapping[Tag, int]
    tagged: Bits
    published: Bits
    latest: Slots

    @property
    def size(self) -> int:
        """How many slots there are, dead ones included."""
        return len(self.ids)

    @property
    def worn(self) -> bool:
        """Whether so many slots are dead that the others should move together."""
        alive = len(self.latest)
        return self.size - alive > DEAD + alive // DEAD_SHARE

    def nothing(self) -> Bits:
        """The set without a report."""
        return np.zeros_like(self.published)

    def mask(self, rows: Bits) -> Mask:
        """For every slot whether it is in a set."""
        return np.unpackbits(rows.view(np.uint8), count=self.size, bitorder="little").view(np.bool_)

    def rows(self, mask: Mask) -> Bits:
        """The published reports for whose slots a mask is true."""
        return packed(mask) & self.published

    def slots(self, rows: Bits) -> Slots:
        """The slots in a set."""
        return np.flatnonzero(self.mask(rows))

    def carrying(self, column: str, values: Iterable[str]) -> Bits:
        """The reports that carry any of these values in a column."""
        bits = [self.tags[column, value] for value in values if (column, value) in self.tags]
        if not bits:
            return self.nothing()
        found: Bits = np.bitwise_or.reduce(self.tagged[bits], axis=0) & self.published
        return found

    def filled(self, column: str) -> Bits:
        """The reports that carry anything in a column."""
        return self.carrying(column, [value for name, value in self.tags if name == column])

    def values(self, column: str, rows: Bits) -> dict[str, int]:
        """How many of a set carry each value of a column; those that none carries are left out."""
        named = [(value, bit) for (name, value), bit in self.tags.items() if name == column]
        counts = np.bitwise_count(self.tagged[[bit for _, bit in named]] & rows)
        found = counts.sum(axis=1, dtype=np.int64).tolist()
        return {value: n for (value, _), n in zip(named, found, strict=True) if n}

    def placed(self, among: Mask) -> Bits:
        """The reports of those regions for whose place in `codes` a mask is true."""
        return self.rows(among[self.places])

    def of(self, *codes: str) -> Bits:
        """The reports of just these regions, those of places in them left out."""
        return self.placed(np.isin(self.codes, [int(code) for code in filter(is_code, codes)]))

    def by_place(self, rows: Bits) -> dict[str, int]:
        """How many of a set each region has, by its code (empty: not known), in their order."""
        counts = np.bincount(self.places[self.slots(rows)], minlength=len(self.codes))
        held = np.flatnonzero(counts)
        codes = map(region_code, self.codes[held].tolist())
        return dict(zip(codes, counts[held].tolist(), strict=True))

    def codes_of(self, rows: Bits) -> NDArray[np.uint32]:
        """The codes of the regions that a set has reports of, each once, ascending."""
        there = np.zeros(len(self.codes), bool)
        there[self.places[self.slots(rows)]] = True
        return self.codes[there]

    def ids_by_place(self, rows: Bits) -> Iterator[tuple[str, tuple[int, ...]]]:
        """The ids of a set, ascending, for each region's code (empty: not known) that has any."""
        slots = self.slots(rows)
        slots = slots[np.lexsort((self.ids[slots], self.places[slots]))]
        firsts = np.flatnonzero(np.diff(self.places[slots], prepend=-1)).tolist()
        ids = self.ids[slots].tolist()
        codes = self.codes[self.places[slots[firsts]]].tolist()
        for code, (first, end) in zip(codes, pairwise([*firsts, len(ids)]), strict=True):
            yield region_code(code), tuple(ids[first:end])

    def passages_of(self, rows: Bits) -> int:
        """How many passages the reports of a set have together."""
        return int(self.passages[self.mask(rows)].sum(dtype=np.int64))

    def latest_first(self, rows: Bits) -> NDArray[np.int64]:
        """The ids of a set as lists have them: the latest published first, the undated last, then by region."""
        return self.ids[self._in_order(rows)]

    def by_region(self, rows: Bits) -> NDArray[np.int64]:
        """The ids of a set by region, those of which it is not known last; of one region the latest first."""
        slots = self._in_order(rows)
        return self.ids[slots[np.argsort(self.places[slots], kind="stable")]]

    def _in_order(self, rows: Bits) -> Slots:
        return self.latest[self.mask(rows)[self.latest]]


def packed(mask: Mask) -> Bits:
    """The set of the slots for which a mask is true."""
    padded = np.zeros(words(len(mask)) * 64, bool)
    padded[: len(mask)] = mask
    return np.packbits(padded, bitorder="little").view(np.uint64)


def count(rows: Bits) -> int:
    """How many reports a set has."""
    return int(np.bitwise_count(rows).sum(dtype=np.int64))


def words(size: int) -> int:
    """How many words hold a bit for each of so many slots."""
    return -(-size // 64)


def is_code(value: str) -> bool:
    """Whether this may be the code of a region: six digits."""
    return len(value) == 6 and value.isascii() and value.isdigit()


def region_code(number: int) -> str:
    """The code that a number in `Catalogue.codes` stands for; nothing for `UNKNOWN`."""
    return f"{number:06d}" if number < UNKNOWN else ""
