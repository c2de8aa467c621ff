"""sections found → how many reports there are, in all and for each value of every facet.

What is counted is reports.  Each facet is counted with its own selection removed, so its figures say what a
click would give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from reports.doctypes import TYPES
from reports.facets import Selection
from reports.models import FIRST_YEAR

from .columns import Bits, Columns, Places, Words
from .models import AreaNumber


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The rows that a selection leaves, also as places; their reports, in that order; how many by facet and value."""

    rows: Bits
    places: Places
    reports: NDArray[np.uint32]
    values: Mapping[str, Mapping[str, int]]


def count(columns: Columns, rows: Bits, selection: Selection) -> Counted:
    """Count what was found. Facets: `region` (codes), `year`, `area` (codes) and `type`."""
    numbers = _area_numbers()
    chosen = _chosen(columns, selection, numbers)
    left = reduce(np.bitwise_and, chosen.values(), rows)
    reports = _Reports(columns, left)
    others = {
        name: _Reports(
            columns,
            reduce(np.bitwise_and, (kept for other, kept in chosen.items() if other != name), rows),
        )
        for name in chosen
    }
    areas = {number: code for code, number in numbers.items()}

    def values(name: str, words: Words) -> dict[int, int]:
        return others.get(name, reports).values(words)

    return Counted(
        left,
        reports.rows,
        reports.reports,
        {
            "region": others.get("region", reports).regions(),
            "year": {
                str(number + FIRST_YEAR): found
                for number, found in values("year", columns.years).items()
            },
            "area": {
                areas[number]: found
                for number, found in values("area", columns.areas).items()
                if number in areas
            },
            "type": {
                TYPES[number]: found for number, found in values("type", columns.types).items()
            },
        },
    )


def narrowed(columns: Columns, rows: Bits, selection: Selection) -> Bits:
    """The rows that a selection leaves, for whoever has nothing to count."""
    if not selection:
        return rows
    return reduce(np.bitwise_and, _chosen(columns, selection, _area_numbers()).values(), rows)


def _area_numbers() -> dict[str, int]:
    return dict(AreaNumber.objects.values_list("area_id", "number"))


def _chosen(columns: Columns, selection: Selection, numbers: Mapping[str, int]) -> dict[str, Bits]:
    """For each facet that something is chosen of, the rows that have it; `numbers` are those of the areas."""
    chosen: dict[str, Bits] = {}
    if regions := selection.values("region"):
        chosen["region"] = columns.within(regions)
    if years := selection.values("year"):
        chosen["year"] = columns.has(columns.years, [int(year) - FIRST_YEAR for year in years])
    if areas := selection.values("area"):
        known = [numbers[code] for code in areas if code in numbers]
        chosen["area"] = columns.has(columns.areas, known)
    if types := selection.values("type"):
        chosen["type"] = columns.has(columns.types, [TYPES.index(kind) for kind in types])
    return chosen


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
        codes, counts = np.unique(self._columns.regions[self.reports], return_counts=True)
        pairs = zip(codes.tolist(), counts.tolist(), strict=True)
        return {f"{code:06d}": found for code, found in pairs if code}

    def values(self, words: Words) -> dict[int, int]:
        """Reports by number in a column of sets."""
        counts: dict[int, int] = {}
        if not len(self.rows):
            return counts
        for place, column in enumerate(words):
            of_reports = np.bitwise_or.reduceat(column[self.rows], self._firsts)
            for bit in _numbers(np.bitwise_or.reduce(of_reports)):
                has = of_reports & np.uint64(1 << bit)
                counts[64 * place + bit] = int(np.count_nonzero(has))
        return counts


def _numbers(word: np.uint64) -> list[int]:
    """The numbers in one word of a set."""
    bits = np.unpackbits(np.array([word], "<u8").view(np.uint8), bitorder="little")
    return list(np.flatnonzero(bits).tolist())
