"""search index → what its rows say beside their words, as columns in memory, always as they are in the database.

A search asks PostgreSQL only which rows hold a word; what facets count and what ranking sorts by is read from here,
because reading the same short value of hundreds of thousands of rows for every search takes longer than all the rest.

Rows keep their place as long as the process lives: what is changed gets new places at the end, and the old ones are
no longer `alive`. Once too many are dead, everything is read anew, in another `era`.  About 30 bytes a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np
from numpy.typing import NDArray

from reports.facets import in_regions
from reports.following import Followed

from .facts import SETS
from .rows import IndexChanges, read_facts, read_index_changes

# A set of rows: a bit for each place, eight to a byte.
Bits = NDArray[np.uint8]
# Places of rows, in ascending order.
Places = NDArray[np.intp]
Words = NDArray[np.uint64]
# Something that rows are about: a column of `facts.FACTS` that holds sets, and a number in it.
Tag = tuple[str, int]

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
    the columns of reports; `tagged` what each is about, all sets of `facts` in one, as words of 64 bits, first all
    first words: `tags` are the bits of those tags that there are.
    Of reports: `keys` are their ids, `regions` codes (0: not known), `days` dates as numbers; `latest` are their
    places, the latest first, those of one day as they came in. The rows of a report stand side by side.
    `areas` are the numbers of policy areas, by code, that tags have; `versions` are what made the index.
    """

    era: int
    ids: NDArray[np.int64]
    report: NDArray[np.uint32]
    tagged: Words
    tags: Mapping[Tag, int]
    keys: NDArray[np.int64]
    regions: NDArray[np.uint32]
    days: NDArray[np.uint32]
    latest: NDArray[np.intp]
    alive: Bits
    by_id: NDArray[np.intp]
    areas: Mapping[str, int] = field(default_factory=dict)
    versions: str | None = None

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

    def has(self, column: str, numbers: Iterable[int]) -> Bits:
        """The rows that are about any of these numbers of a column of `facts`."""
        wanted = np.zeros(len(self.tagged), np.uint64)
        for number in numbers:
            if (bit := self.tags.get((column, number))) is not None:
                wanted[bit // 64] |= np.uint64(1 << bit % 64)
        used = np.flatnonzero(wanted)
        found = np.zeros(self.size, bool)
        for word in used:
            found |= (self.tagged[word] & wanted[word]) != 0
        return self.bits_of(found)


_eras = count(1)


def _tags(facts: NDArray[np.void], known: Mapping[Tag, int]) -> dict[Tag, int]:
    """The bits of all tags that are known or that these rows have."""
    tags = dict(known)
    for column in SETS:
        used = np.bitwise_or.reduce(facts[column], axis=0)
        for number in np.flatnonzero(np.unpackbits(used, bitorder="little")).tolist():
            tags.setdefault((column, number), len(tags))
    return tags


def _tagged(facts: NDArray[np.void], tags: Mapping[Tag, int]) -> Words:
    words = np.zeros((len(tags) // 64 + 1, len(facts)), np.uint64)
    for (column, number), bit in tags.items():
        has = facts[column][:, number // 8] >> np.uint8(number % 8) & np.uint8(1)
        words[bit // 64] |= has.astype(np.uint64) << np.uint64(bit % 64)
    return words


def _stacked(parts: Sequence[Words]) -> Words:
    most = max(map(len, parts))
    return np.concatenate([np.pad(one, ((0, most - len(one)), (0, 0))) for one in parts], axis=1)


def _latest(keys: NDArray[np.int64], days: NDArray[np.uint32]) -> NDArray[np.intp]:
    return np.lexsort((keys, -days.astype(np.int64)))


def _columns(
    ids: NDArray[np.int64], facts: NDArray[np.void], *, era: int, known: Mapping[Tag, int]
) -> Columns:
    order = np.lexsort((facts["first"], facts["report"]))
    ids, facts = ids[order], facts[order]
    keys, firsts, report = np.unique(facts["report"], return_index=True, return_inverse=True)
    tags = _tags(facts, known)
    return Columns(
        era=era,
        ids=ids,
        report=report.astype(np.uint32),
        tagged=_tagged(facts, tags),
        tags=tags,
        keys=keys.astype(np.int64),
        regions=facts["region"][firsts],
        days=facts["day"][firsts],
        latest=_latest(keys, facts["day"][firsts]),
        alive=np.packbits(np.ones(len(ids), bool), bitorder="little"),
        by_id=np.argsort(ids, kind="stable"),
    )


def _joined(parts: Sequence[Columns]) -> Columns:
    """The rows of all, each part's in places after those of the part before, whose tags it knows."""
    ids = np.concatenate([one.ids for one in parts])
    alive = [one.mask(one.alive) for one in parts]
    keys = np.concatenate([one.keys for one in parts])
    days = np.concatenate([one.days for one in parts])
    before = np.cumsum([0, *(len(one.keys) for one in parts)]).astype(np.uint32)
    return Columns(
        era=parts[0].era,
        ids=ids,
        report=np.concatenate(
            [one.report + start for one, start in zip(parts, before, strict=False)]
        ),
        tagged=_stacked([one.tagged for one in parts]),
        tags=parts[-1].tags,
        keys=keys,
        regions=np.concatenate([one.regions for one in parts]),
        days=days,
        latest=_latest(keys, days),
        alive=np.packbits(np.concatenate(alive), bitorder="little"),
        by_id=np.argsort(ids, kind="stable"),
    )


def _everything(last: int) -> Columns:
    """All rows there are, of reports up to a number."""
    era = next(_eras)
    parts: list[Columns] = []
    for start in range(0, last + 1, SHARE):
        read = read_facts(range(start, start + SHARE))
        parts.append(_columns(*read, era=era, known=parts[-1].tags if parts else {}))
    return _joined(parts)


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
    return _joined([columns, _columns(*read, era=columns.era, known=columns.tags)])


def _without(columns: Columns, hidden: Sequence[int]) -> Columns:
    """The columns with the rows of these reports dead. The index holds none; looking again costs next to nothing."""
    found = np.isin(columns.keys, hidden) if hidden else np.zeros(0, bool)
    if not found.any():
        return columns
    return replace(columns, alive=columns.alive & ~columns.bits_of(found[columns.report]))


class _Current(Followed[Columns, IndexChanges]):
    """The columns of the database that was asked last."""

    def look(self, since: int | None) -> IndexChanges:
        return read_index_changes(since)

    def make(self, now: IndexChanges) -> Columns:
        return _everything(now.last)

    def renew(self, value: Columns, reports: set[int], now: IndexChanges) -> Columns:
        dead = value.size - value.sections
        much = dead > DEAD + value.sections // DEAD_SHARE
        whole = len(reports) > SHARE or much
        return _everything(now.last) if whole else _changed(value, reports)


_CURRENT = _Current()


def current_columns() -> Columns:
    """The columns as they are in the database now. Within `rows.searching` alone."""
    columns, now = _CURRENT.current()
    return replace(_without(columns, now.hidden), areas=now.areas, versions=now.versions)
