"""search index → what its rows say beside their words, as columns in memory, always as they are in the database.

A search asks PostgreSQL only which rows hold a word; what facets count and what ranking sorts by is read from here,
because reading the same short value of hundreds of thousands of rows for every search takes longer than all the rest.

Rows keep their place as long as the process lives: what is changed gets new places at the end, and the old ones are
no longer `alive`. Once too many are dead, everything is read anew, in another `era`.  About 40 bytes a row.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from reports.facets import region_prefix

from .rows import Changes, read_changes, read_facts

# A set of rows: a bit for each place, eight to a byte.
Bits = NDArray[np.uint8]
# Places of rows, in ascending order.
Places = NDArray[np.intp]
Words = NDArray[np.uint64]

# No row has this id.
GONE = -1
# Rows are read in shares of so many reports.
SHARE = 5_000
# So many dead rows are carried along, and beyond that as many as are alive, divided by this.
DEAD, DEAD_SHARE = 10_000, 4


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """One state of the index; a row is known by its place in all columns.

    `ids` are those of `SectionIndex` (`GONE` for dead rows), `by_id` the places in their order; `report` are places in
    the columns of reports; `years`, `areas` and `types` sets of the numbers that `facts` gives them, as words of 64
    bits, first all first words.
    Of reports: `keys` are their ids, `regions` codes (0: not known), `days` dates as numbers. The rows of a report
    stand side by side.
    """

    era: int
    ids: NDArray[np.int64]
    report: NDArray[np.uint32]
    years: Words
    areas: Words
    types: Words
    keys: NDArray[np.int64]
    regions: NDArray[np.uint32]
    days: NDArray[np.uint32]
    alive: Bits
    by_id: NDArray[np.intp]

    @property
    def size(self) -> int:
        """How many places there are, dead ones included."""
        return len(self.ids)

    @property
    def sections(self) -> int:
        """How many rows are alive."""
        return int(np.bitwise_count(self.alive).sum())

    def nothing(self) -> Bits:
        """The set without a row."""
        return np.zeros_like(self.alive)

    def mask(self, rows: Bits) -> NDArray[np.bool_]:
        """For every place whether it is in a set."""
        return np.unpackbits(rows, count=self.size, bitorder="little").view(np.bool_)

    def places(self, rows: Bits) -> Places:
        """The places in a set."""
        return np.flatnonzero(self.mask(rows))

    def bits(self, places: Places) -> Bits:
        """The set of these places."""
        mask = np.zeros(self.size, bool)
        mask[places] = True
        return self.bits_of(mask)

    def bits_of(self, mask: NDArray[np.bool_]) -> Bits:
        """The set of the rows for which a mask as long as the columns is true."""
        return np.packbits(mask, bitorder="little")

    def within(self, codes: Iterable[str]) -> Bits:
        """The rows of reports from any of these regions, or from what lies in them."""
        return self.bits_of(in_regions(self.regions, codes)[self.report])

    def located(self, ids: NDArray[np.int64]) -> Places:
        """The places of ids; those that are not known yet, or no longer, are left out."""
        if not self.size:
            return np.empty(0, np.intp)
        places = np.searchsorted(self.ids, ids, sorter=self.by_id)
        places = self.by_id[np.minimum(places, self.size - 1)]
        return np.sort(places[self.ids[places] == ids])

    def has(self, words: Words, numbers: list[int]) -> Bits:
        """The rows in whose set any of the numbers is."""
        return self.bits_of(has(words, numbers))


def has(words: Words, numbers: list[int]) -> NDArray[np.bool_]:
    """For each row of a column of sets: whether any of the numbers is in it."""
    found = np.zeros(words.shape[1], bool)
    for number in numbers:
        word, bit = divmod(number, 64)
        if word < len(words):
            found |= (words[word] & np.uint64(1 << bit)) != 0
    return found


def in_regions(regions: NDArray[np.uint32], codes: Iterable[str]) -> NDArray[np.bool_]:
    """For each region's code: whether it is one of these, or lies in one."""
    found = np.zeros(len(regions), bool)
    for code in codes:
        prefix = region_prefix(code)
        found |= regions // 10 ** (6 - len(prefix)) == int(prefix)
    return found


_eras = count(1)


def _words(sets: NDArray[np.uint8]) -> Words:
    """Sets as they are stored, by words; without words that are empty throughout at the end."""
    padded = np.zeros((len(sets), -(-sets.shape[1] // 8) * 8), np.uint8)
    padded[:, : sets.shape[1]] = sets
    words = padded.view("<u8").T
    used = np.flatnonzero(words.any(axis=1))
    return np.ascontiguousarray(words[: used[-1] + 1 if len(used) else 1], np.uint64)


def _stacked(parts: Sequence[Words]) -> Words:
    most = max(map(len, parts))
    return np.concatenate([np.pad(one, ((0, most - len(one)), (0, 0))) for one in parts], axis=1)


def _columns(ids: NDArray[np.int64], facts: NDArray[np.void], *, era: int) -> Columns:
    order = np.lexsort((facts["first"], facts["report"]))
    ids, facts = ids[order], facts[order]
    keys, firsts, report = np.unique(facts["report"], return_index=True, return_inverse=True)
    return Columns(
        era=era,
        ids=ids,
        report=report.astype(np.uint32),
        years=_words(facts["years"]),
        areas=_words(facts["areas"]),
        types=_words(facts["types"]),
        keys=keys.astype(np.int64),
        regions=facts["region"][firsts],
        days=facts["day"][firsts],
        alive=np.packbits(np.ones(len(ids), bool), bitorder="little"),
        by_id=np.argsort(ids, kind="stable"),
    )


def _joined(parts: Sequence[Columns]) -> Columns:
    """The rows of all, each part's in places after those of the part before."""
    ids = np.concatenate([one.ids for one in parts])
    alive = [one.mask(one.alive) for one in parts]
    before = np.cumsum([0, *(len(one.keys) for one in parts)]).astype(np.uint32)
    return Columns(
        era=parts[0].era,
        ids=ids,
        report=np.concatenate(
            [one.report + start for one, start in zip(parts, before, strict=False)]
        ),
        years=_stacked([one.years for one in parts]),
        areas=_stacked([one.areas for one in parts]),
        types=_stacked([one.types for one in parts]),
        keys=np.concatenate([one.keys for one in parts]),
        regions=np.concatenate([one.regions for one in parts]),
        days=np.concatenate([one.days for one in parts]),
        alive=np.packbits(np.concatenate(alive), bitorder="little"),
        by_id=np.argsort(ids, kind="stable"),
    )


def _everything(last: int) -> Columns:
    """All rows there are, of reports up to a number."""
    era = next(_eras)
    shares = (read_facts(range(start, start + SHARE)) for start in range(0, last + 1, SHARE))
    return _joined([_columns(*read, era=era) for read in shares])


def _changed(columns: Columns, reports: set[int]) -> Columns:
    """The columns with the rows of these reports as they are now."""
    gone = np.isin(columns.keys, list(reports))[columns.report]
    # The same row may come back, in another place.
    ids = np.where(gone, GONE, columns.ids)
    alive = columns.alive & ~columns.bits_of(gone)
    by_id = np.argsort(ids, kind="stable")
    columns = replace(columns, ids=ids, alive=alive, by_id=by_id)
    read = read_facts(sorted(reports))
    if not len(read[0]):
        return columns
    return _joined([columns, _columns(*read, era=columns.era)])


class _Current:
    """The columns of the database that was asked last, and which changes they hold."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns: Columns | None = None
        self._seen: Changes | None = None

    def columns(self) -> Columns:
        """The columns as they are now; reads what has changed since they were last asked for."""
        with self._lock:
            seen = self._seen
            now = read_changes(since=seen.since if seen else None)
            if self._columns is None or seen is None or now.index != seen.index:
                self._columns = _everything(now.last)
            elif reports := now.differing(seen):
                dead = self._columns.size - self._columns.sections
                much = dead > DEAD + self._columns.sections // DEAD_SHARE
                whole = 0 in reports or len(reports) > SHARE or much
                self._columns = _everything(now.last) if whole else _changed(self._columns, reports)
            self._seen = now
            return self._columns


_CURRENT = _Current()


def current_columns() -> Columns:
    """The columns as they are in the database now. Within `rows.searching` alone."""
    return _CURRENT.columns()
