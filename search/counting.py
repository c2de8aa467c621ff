"""sections found → how many reports there are, in all and for each value of every facet.

What is counted is reports.  Each facet is counted with its own choice removed, so its figures say what a
click would give; what is excluded stays excluded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from reports.doctypes import TYPES
from reports.models import FIRST_YEAR
from reports.selection import Selection

from .columns import Bits, Columns, Places, Words


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The rows that a selection leaves, also as places; their reports, in that order; how many by facet and value."""

    rows: Bits
    places: Places
    reports: NDArray[np.uint32]
    values: Mapping[str, Mapping[str, int]]


def count(columns: Columns, rows: Bits, selection: Selection) -> Counted:
    """Count what was found. Facets: `region` (codes), `year`, `area` (codes) and `type`."""
    rows = _admitted(columns, rows, selection)
    chosen = _chosen(columns, selection.chosen)
    left = reduce(np.bitwise_and, chosen.values(), rows)
    reports = _Reports(columns, left)
    others = {
        name: _Reports(
            columns,
            reduce(np.bitwise_and, (kept for other, kept in chosen.items() if other != name), rows),
        )
        for name in chosen
    }
    areas = {number: code for code, number in columns.areas.items()}

    def values(facet: str, column: str) -> dict[int, int]:
        return others.get(facet, reports).values(column)

    return Counted(
        left,
        reports.rows,
        reports.reports,
        {
            "region": others.get("region", reports).regions(),
            "year": {
                str(number + FIRST_YEAR): found for number, found in values("year", "years").items()
            },
            "area": {
                areas[number]: found
                for number, found in values("area", "areas").items()
                if number in areas
            },
            "type": {TYPES[number]: found for number, found in values("type", "types").items()},
        },
    )


def narrowed(columns: Columns, rows: Bits, selection: Selection) -> Bits:
    """The rows that a selection leaves, for whoever has nothing to count."""
    if not selection:
        return rows
    rows = _admitted(columns, rows, selection)
    return reduce(np.bitwise_and, _chosen(columns, selection.chosen).values(), rows)


def _admitted(columns: Columns, rows: Bits, selection: Selection) -> Bits:
    """The rows that have nothing of what a selection excludes."""
    for excluded in _chosen(columns, selection.barred).values():
        rows = rows & ~excluded
    return rows


def _chosen(columns: Columns, chosen: Mapping[str, tuple[str, ...]]) -> dict[str, Bits]:
    """For each facet that something is chosen of, the rows that have it."""
    found: dict[str, Bits] = {}
    if regions := chosen.get("region"):
        found["region"] = columns.within(regions)
    if years := chosen.get("year"):
        found["year"] = columns.has("years", [int(year) - FIRST_YEAR for year in years])
    if areas := chosen.get("area"):
        known = [columns.areas[code] for code in areas if code in columns.areas]
        found["area"] = columns.has("areas", known)
    if types := chosen.get("type"):
        found["type"] = columns.has("types", [TYPES.index(kind) for kind in types])
    return found


class _Reports:
    """The reports of a set of rows."""

    def __init__(self, columns: Columns, rows: Bits) -> None:
        self._columns = columns
        self.rows = columns.places(rows)
        report = columns.report[self.rows]
        # The rows of a report stand side by side.
        changes = np.diff(report, prepend=report[:1] + np.uint32(1))
        self._firsts = np.flatnonzero(changes)
        self.reports = report[self._firsts]

    def regions(self) -> dict[str, int]:
        """Reports by the code of their region."""
        numbers, counts = np.unique(self._columns.regions[self.reports], return_counts=True)
        codes = map(_region_code, numbers.tolist())
        return {code: found for code, found in zip(codes, counts.tolist(), strict=True) if code}

    def values(self, column: str) -> dict[int, int]:
        """Reports by number in a column of sets of `facts`, those with none left out."""
        if not len(self.rows):
            return {}
        counts = (
            (number, int(np.count_nonzero(self._tagged[bit // 64] & np.uint64(1 << bit % 64))))
            for (name, number), bit in self._columns.tags.items()
            if name == column
        )
        return {number: found for number, found in counts if found}

    @cached_property
    def _tagged(self) -> Words:
        """What each report is about in any of its rows."""
        words = [
            np.bitwise_or.reduceat(one[self.rows], self._firsts) for one in self._columns.tagged
        ]
        return np.stack(words)


@cache
def _region_code(number: int) -> str:
    """The code that a number in `Columns.regions` stands for; nothing for 0."""
    return f"{number:06d}" if number else ""
