"""Entries → the catalogue of published reports, always as they are in the database.

A report that was changed is read anew and gets another slot; the catalogue that a page was given stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .catalogue import Bits, Catalogue, Slots, packed, words
from .entries import Entries, read_all_entries, read_entries
from .following import Changes, Followed, read_changes

# What the order of a list goes by. Days are counted backwards, so that the undated come last.
_ORDER = np.dtype([("past", "u4"), ("region", "u4"), ("id", "i8")])
_FAR = 4_000_000

EMPTY = Catalogue(
    ids=np.empty(0, np.int64),
    codes=np.empty(0, np.uint32),
    places=np.empty(0, np.uint16),
    days=np.empty(0, np.uint32),
    passages=np.empty(0, np.uint32),
    tags={},
    tagged=np.empty((0, 0), np.uint64),
    published=np.empty(0, np.uint64),
    latest=np.empty(0, np.intp),
)


def without(catalogue: Catalogue, reports: Collection[int]) -> Catalogue:
    """The catalogue without these reports, some of which it may not have."""
    gone = np.isin(catalogue.ids, list(reports)) & catalogue.mask(catalogue.published)
    if not gone.any():
        return catalogue
    left = replace(
        catalogue,
        published=catalogue.published & ~packed(gone),
        latest=catalogue.latest[~gone[catalogue.latest]],
    )
    return _moved_together(left) if left.worn else left


def _moved_together(catalogue: Catalogue) -> Catalogue:
    """The catalogue without its dead slots."""
    kept = catalogue.slots(catalogue.published)
    moved = np.zeros(catalogue.size, np.intp)
    moved[kept] = np.arange(len(kept))
    tagged = np.zeros((len(catalogue.tagged), words(len(kept))), np.uint64)
    for new, old in zip(tagged, catalogue.tagged, strict=True):
        new[:] = packed(catalogue.mask(old)[kept])
    return replace(
        catalogue,
        ids=catalogue.ids[kept],
        places=catalogue.places[kept],
        days=catalogue.days[kept],
        passages=catalogue.passages[kept],
        tagged=tagged,
        published=packed(np.ones(len(kept), bool)),
        latest=moved[catalogue.latest],
    )


def extended(catalogue: Catalogue, entries: Entries) -> Catalogue:
    """The catalogue with these reports, none of which it has."""
    if not len(entries):
        return catalogue
    new = entries.rows
    # There are some thousand regions in the country.
    codes = np.union1d(catalogue.codes, new["region"]).astype(np.uint32)
    places = np.searchsorted(codes, catalogue.codes)[catalogue.places]
    tags = dict(catalogue.tags)
    for tag in entries.tagged:
        tags.setdefault(tag, len(tags))
    both = replace(
        catalogue,
        ids=np.concatenate([catalogue.ids, new["id"]]),
        codes=codes,
        places=np.concatenate([places, np.searchsorted(codes, new["region"])]).astype(np.uint16),
        days=np.concatenate([catalogue.days, new["day"]]).astype(np.uint32),
        passages=np.concatenate([catalogue.passages, new["passages"]]).astype(np.uint32),
        tags=tags,
    )
    slots = np.arange(catalogue.size, both.size)
    tagged = np.zeros((len(tags), words(both.size)), np.uint64)
    tagged[: len(catalogue.tagged), : catalogue.tagged.shape[1]] = catalogue.tagged
    for tag, ids in entries.tagged.items():
        _enter(tagged[tags[tag]], slots[np.searchsorted(new["id"], ids)])
    published = np.zeros(words(both.size), np.uint64)
    published[: len(catalogue.published)] = catalogue.published
    _enter(published, slots)
    return replace(both, tagged=tagged, published=published, latest=_latest(both, slots))


def _enter(rows: Bits, slots: Slots) -> None:
    """Add slots to a set that nobody else has yet."""
    bits = np.uint8(1) << (slots & 7).astype(np.uint8)
    np.bitwise_or.at(rows.view(np.uint8), slots >> 3, bits)


def _latest(catalogue: Catalogue, new: Slots) -> Slots:
    """The slots in the order of a list, with new ones put where they belong: sorting all takes ten times as long."""
    keys = _order(catalogue, new)
    order = np.lexsort((keys["id"], keys["region"], keys["past"]))
    at = np.searchsorted(_order(catalogue, catalogue.latest), keys[order])
    return np.insert(catalogue.latest, at, new[order])


def _order(catalogue: Catalogue, slots: Slots) -> NDArray[np.void]:
    keys = np.empty(len(slots), _ORDER)
    keys["past"] = _FAR - catalogue.days[slots]
    keys["region"] = catalogue.codes[catalogue.places[slots]]
    keys["id"] = catalogue.ids[slots]
    return keys


class _Current(Followed[Catalogue, Changes]):
    """The catalogue of the database that was asked last."""

    def look(self, since: int | None) -> Changes:
        return read_changes("reports_reportchange", since=since)[0]

    def make(self, now: Changes) -> Catalogue:
        return extended(EMPTY, read_all_entries())

    def renew(self, value: Catalogue, reports: set[int], now: Changes) -> Catalogue:
        return extended(without(value, reports), read_entries(reports))


_CURRENT = _Current()


def current_catalogue() -> Catalogue:
    """The catalogue as it is in the database now; a page asks once, so that all it says is of one moment."""
    return _CURRENT.current()[0]
