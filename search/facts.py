"""What a row of the index says beside its words, as the bytes that `columns` are made of.

Reading millions of rows is quick only if each is one short value.  `FACTS` is its layout:
little-endian, 54 bytes.  Years, areas and types are sets, a bit for each number: 11 is bit 3 of byte 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.doctypes import TYPES
from reports.models import FIRST_YEAR, LAST_YEAR, Report, Section

FACTS = np.dtype(
    [
        ("report", "<u4"),
        # Number of the section's first passage: with the report, what tells rows apart.
        ("first", "<u4"),
        ("region", "<u4"),  # its code, 0 where it is not known
        ("day", "<u4"),  # see day_number
        ("years", "u1", (LAST_YEAR - FIRST_YEAR) // 8 + 1),  # the year less FIRST_YEAR
        ("areas", "u1", 18),  # AreaNumber.number
        ("types", "u1", 1),  # the place in TYPES
    ]
)
#: Those columns of it that are sets.
SETS = ("years", "areas", "types")


def day_number(report: Report) -> int:
    """The date of publication as a number that orders like it; 0 where there is none."""
    return report.published_on.toordinal() if report.published_on else 0


def years_of(report: Report, section: Section | None) -> tuple[int, ...]:
    """The year that a section speaks of, else those of the report; the latest first."""
    if section and section.year:
        return (section.year,)
    return tuple(sorted(set(report.years), reverse=True))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a section is about: years, codes of policy areas, types."""

    years: Sequence[int]
    areas: Sequence[str]
    types: Sequence[str]

    def written(self, report: Report, *, first: int, numbers: Mapping[str, int]) -> bytes:
        """One row of `FACTS`; `first` is its first passage, `numbers` those of the policy areas."""
        region = int(report.region_id or 0)
        return b"".join(
            (
                *(_number(value) for value in (report.pk, first, region, day_number(report))),
                _set("years", [year - FIRST_YEAR for year in self.years]),
                _set("areas", [numbers[area] for area in self.areas]),
                _set("types", [TYPES.index(kind) for kind in self.types]),
            )
        )


def _number(value: int) -> bytes:
    return value.to_bytes(4, "little")


def _set(name: str, numbers: Iterable[int]) -> bytes:
    """A set as a column of `FACTS` has it. Raises OverflowError where a number has no place in it."""
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits.to_bytes(FACTS[name].itemsize, "little")
