"""What is held → shelves: the reports of a year, or of a place, with what each of them is there; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from reports.doctypes import TYPES
from reports.models import Report

from .held import Held


@dataclass(frozen=True, slots=True)
class Entry:
    """A report on a shelf, and what it is there: the same file may be 2021's summary and 2022's plan."""

    kind: str
    report: Report


@dataclass(frozen=True, slots=True)
class Shelf:
    """Reports that stand under one label; none where just that is to be told."""

    label: str
    entries: tuple[Entry, ...] = ()
    anchor: str = ""
    href: str = ""


def entries_of(found: Iterable[Held], reports: Mapping[int, Report]) -> tuple[Entry, ...]:
    """The reports with their types: summaries before plans, the latest published first."""
    entries = [
        Entry(held.kind, reports[pk]) for held in found for pk in held.reports if pk in reports
    ]
    return tuple(sorted(entries, key=_entry_order))


def year_shelves(
    found: Iterable[Held], reports: Mapping[int, Report], hrefs: Mapping[int, str]
) -> tuple[Shelf, ...]:
    """A shelf for each year, the latest first; years between them of which there is nothing share an empty one."""
    by_year: dict[int, list[Held]] = defaultdict(list)
    for held in found:
        by_year[held.year].append(held)
    years = sorted(by_year, reverse=True)
    shelves: list[Shelf] = []
    for year, earlier in pairwise([*years, None]):
        if year is None:
            continue
        entries = entries_of(by_year[year], reports)
        shelves.append(Shelf(f"{year} 年", entries, f"y{year}", hrefs.get(year, "")))
        if earlier is not None and year - earlier > 1:
            shelves.append(Shelf(gap_label(earlier + 1, year - 1)))
    return tuple(shelves)


def gap_label(first: int, last: int) -> str:
    """The years of a gap: 2019 年, or 2015—2019 年."""
    return f"{first} 年" if first == last else f"{first}—{last} 年"


def _entry_order(entry: Entry) -> tuple[int, int, int]:
    published = entry.report.published_on
    return TYPES.index(entry.kind), -(published.toordinal() if published else 0), entry.report.pk
