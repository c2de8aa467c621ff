"""index rows found → how many reports there are, in all and for each value of every facet.

What is counted is reports.  Each facet is counted with its own selection removed, so its figures say what a
click would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.doctypes import TYPES
from reports.facets import Selection, region_prefix
from reports.models import FIRST_YEAR

from .models import AreaNumber
from .rows import Rows

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows that a selection leaves, and reports by facet and value."""

    rows: Rows
    reports: int
    values: Mapping[str, Mapping[str, int]]


def count(rows: Rows, selection: Selection) -> Counted:
    """Count what was found. Facets: `region` (codes), `year`, `area` (codes) and `type`."""
    numbers = dict(AreaNumber.objects.values_list("area_id", "number"))
    masks = _masks(rows, selection, numbers)
    left = rows[_all(masks.values())] if masks else rows
    others = dict.fromkeys(("region", "year", "area", "type"), left)
    for name in masks:
        rest = [mask for other, mask in masks.items() if other != name]
        others[name] = rows[_all(rest)] if rest else rows
    areas = {number: code for code, number in numbers.items()}
    return Counted(
        left,
        len(np.unique(left["report"])),
        {
            "region": _regions(others["region"]),
            "year": {
                str(number + FIRST_YEAR): n
                for number, n in _values(others["year"], "years").items()
            },
            "area": {
                areas[number]: n
                for number, n in _values(others["area"], "areas").items()
                if number in areas
            },
            "type": {TYPES[number]: n for number, n in _values(others["type"], "types").items()},
        },
    )


def _masks(rows: Rows, selection: Selection, numbers: Mapping[str, int]) -> dict[str, Mask]:
    """For each facet that something is chosen of, the rows that have it."""
    masks: dict[str, Mask] = {}
    if regions := selection.values("region"):
        masks["region"] = _in_regions(rows, regions)
    numbered = {
        "year": ("years", [int(year) - FIRST_YEAR for year in selection.values("year")]),
        "area": ("areas", [numbers[code] for code in selection.values("area") if code in numbers]),
        "type": ("types", [TYPES.index(kind) for kind in selection.values("type")]),
    }
    for name, (column, wanted) in numbered.items():
        if selection.values(name):
            masks[name] = np.zeros(len(rows), bool)
            for number in wanted:
                masks[name] |= _has(rows, column, number)
    return masks


def _in_regions(rows: Rows, codes: Sequence[str]) -> Mask:
    found = np.zeros(len(rows), bool)
    for code in codes:
        prefix = region_prefix(code)
        found |= rows["region"] // 10 ** (6 - len(prefix)) == int(prefix)
    return found


def _all(masks: Iterable[Mask]) -> Mask:
    return np.asarray(np.all(list(masks), axis=0))


def _regions(rows: Rows) -> dict[str, int]:
    # A report has one region: its first row tells it.
    _, firsts = np.unique(rows["report"], return_index=True)
    regions, counts = np.unique(rows["region"][firsts], return_counts=True)
    return {f"{region:06d}": int(n) for region, n in zip(regions, counts, strict=True) if region}


def _has(rows: Rows, column: str, number: int) -> Mask:
    """The rows in whose set a number is."""
    return np.asarray(rows[column][:, number // 8] & (1 << number % 8), bool)


def _values(rows: Rows, column: str) -> dict[int, int]:
    """Reports by number in a column of sets."""
    reports, places = np.unique(rows["report"], return_inverse=True)
    counts: dict[int, int] = {}
    present = np.bitwise_or.reduce(rows[column], axis=0) if len(rows) else np.zeros(0, "u1")
    for number in np.flatnonzero(np.unpackbits(present, bitorder="little")).tolist():
        seen = np.zeros(len(reports), bool)
        seen[places[_has(rows, column, number)]] = True
        counts[number] = int(np.count_nonzero(seen))
    return counts
