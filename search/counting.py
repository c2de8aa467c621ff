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

from .facts import YEAR_ZERO
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
                str(number + YEAR_ZERO): n for number, n in _values(others["year"], "years").items()
            },
            "area": {
                areas[number]: n
                for number, n in _values(others["area"], "areas").items()
                if number in areas
            },
            "type": {
                TYPES[number - 1]: n for number, n in _values(others["type"], "types").items()
            },
        },
    )


def _masks(rows: Rows, selection: Selection, numbers: Mapping[str, int]) -> dict[str, Mask]:
    """For each facet that something is chosen of, the rows that have it."""
    masks: dict[str, Mask] = {}
    if regions := selection.values("region"):
        masks["region"] = _in_regions(rows, regions)
    bytes_of = {
        "year": ("years", [int(year) - YEAR_ZERO for year in selection.values("year")]),
        "area": ("areas", [numbers.get(area, 0) for area in selection.values("area")]),
        "type": ("types", [TYPES.index(kind) + 1 for kind in selection.values("type")]),
    }
    for name, (column, wanted) in bytes_of.items():
        if wanted:
            known = [number for number in wanted if number > 0]
            masks[name] = np.asarray(np.isin(rows[column], known).any(axis=1))
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


def _values(rows: Rows, column: str) -> dict[int, int]:
    """Reports by value of a column of several bytes."""
    if not len(rows):
        return {}
    values = rows[column]
    reports, places = np.unique(rows["report"], return_inverse=True)
    seen = np.zeros((len(reports), 256), bool)
    for slot in range(values.shape[1]):
        column_values = values[:, slot]
        if not column_values.any():
            break
        seen[places, column_values] = True
    counts = seen.sum(axis=0)
    return {int(number): int(counts[number]) for number in np.flatnonzero(counts) if number}
