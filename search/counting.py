"""sections found → how many reports there are, in all and for each value of every facet.

What is counted is reports.  Each facet is counted with its own selection removed, so its figures say what a
click would give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from reports.doctypes import TYPES
from reports.facets import Selection
from reports.models import FIRST_YEAR

from .columns import Bits, Columns, Words
from .models import AreaNumber


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """The rows that a selection leaves; how many reports, and how many by facet and value."""

    rows: Bits
    reports: int
    values: Mapping[str, Mapping[str, int]]


def count(columns: Columns, rows: Bits, selection: Selection) -> Counted:
    """Count what was found. Facets: `region` (codes), `year`, `area` (codes) and `type`."""
    numbers = dict(AreaNumber.objects.values_list("area_id", "number"))
    chosen = selected(columns, selection, numbers)
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
        reports.count,
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


def selected(columns: Columns, selection: Selection, numbers: Mapping[str, int]) -> dict[str, Bits]:
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
        self._places = columns.places(rows)
        report = columns.report[self._places]
        # The rows of a report stand side by side.
        self._firsts = np.flatnonzero(np.diff(report, prepend=np.uint32(0xFFFFFFFF)))
        self._report = report[self._firsts]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._report)

    def regions(self) -> dict[str, int]:
        """Reports by the code of their region."""
        codes, counts = np.unique(self._columns.regions[self._report], return_counts=True)
        pairs = zip(codes.tolist(), counts.tolist(), strict=True)
        return {f"{code:06d}": found for code, found in pairs if code}

    def values(self, words: Words) -> dict[int, int]:
        """Reports by number in a column of sets."""
        counts: dict[int, int] = {}
        if not self.count:
            return counts
        for place in range(words.shape[1]):
            of_reports = np.bitwise_or.reduceat(words[self._places, place], self._firsts)
            for bit in _numbers(np.bitwise_or.reduce(of_reports)):
                has = of_reports & np.uint64(1 << bit)
                counts[64 * place + bit] = int(np.count_nonzero(has))
        return counts


def _numbers(word: np.uint64) -> list[int]:
    """The numbers in one word of a set."""
    bits = np.unpackbits(np.array([word], "<u8").view(np.uint8), bitorder="little")
    return list(np.flatnonzero(bits).tolist())
