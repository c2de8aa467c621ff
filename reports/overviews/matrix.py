"""What is held → the table of it: a row for each place, a column for each year, a gap where there is nothing; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.doctypes import TYPES

# So many years are one table; a single report of 1950 would otherwise make all others hard to find.
MOST_YEARS = 25


@dataclass(frozen=True, slots=True)
class Finding:
    """What is in one cell of the table: so many reports (or, in a province's row, places) of a type."""

    row: str
    year: int
    kind: str
    number: int
    href: str
    places: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A type of report with its number; `sign` is the one character that stands for it."""

    kind: str
    number: int

    @property
    def sign(self) -> str:
        return self.kind[0]

    @property
    def rest(self) -> str:
        """What the sign leaves out, for readers who are read to."""
        return self.kind[1:]


@dataclass(frozen=True, slots=True)
class MarkLink:
    """Marks side by side that lead to the same page."""

    href: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is held of a place for a year; a cell without links is a gap."""

    year: int
    links: tuple[MarkLink, ...]


@dataclass(frozen=True, slots=True)
class RowHead:
    """What the table is told of a row; `inner` is a place inside the one above."""

    key: str
    name: str
    href: str
    reports: int
    undated: int = 0
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A place by year; `sums` say for how many years there is something, by the table's kinds."""

    head: RowHead
    cells: tuple[Cell, ...]
    sums: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; `held` of the `places` directly in it have something."""

    name: str
    href: str
    rows: tuple[Row, ...]
    held: int
    places: int


@dataclass(frozen=True, slots=True)
class GroupHead:
    """What the table is told of a group."""

    name: str
    href: str
    rows: tuple[RowHead, ...]
    held: int
    places: int


@dataclass(frozen=True, slots=True)
class Sum:
    """How many places have a type of report in each year."""

    kind: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table; `kinds` are the types that occur in it, `undated` whether reports of no year do."""

    years: tuple[int, ...]
    kinds: tuple[str, ...]
    groups: tuple[Group, ...]
    sums: tuple[Sum, ...]
    undated: int
    reports: int

    @property
    def sum_columns(self) -> int:
        """The columns after the years: one a type, perhaps one of undated reports, and the number of all."""
        return len(self.kinds) + bool(self.undated) + 1

    @property
    def columns(self) -> int:
        """All columns after the first."""
        return len(self.years) + self.sum_columns


def matrix(
    groups: Sequence[GroupHead], findings: Iterable[Finding], *, years: Sequence[int]
) -> Matrix:
    """Lay out the findings of these years; those of other rows are left out."""
    rows = {head.key for group in groups for head in group.rows}
    wanted = set(years)
    shown = [found for found in findings if found.row in rows and found.year in wanted]
    present = {found.kind for found in shown}
    kinds = tuple(kind for kind in TYPES if kind in present)
    by_row: dict[str, list[Finding]] = defaultdict(list)
    places: Counter[tuple[str, int]] = Counter()
    for found in shown:
        by_row[found.row].append(found)
        places[found.kind, found.year] += found.places
    heads = [head for group in groups for head in group.rows]
    return Matrix(
        years=tuple(years),
        kinds=kinds,
        groups=tuple(_group(group, by_row, years, kinds) for group in groups),
        sums=tuple(Sum(kind, tuple(places[kind, year] for year in years)) for kind in kinds),
        undated=sum(head.undated for head in heads),
        reports=sum(head.reports for head in heads),
    )


def window(
    held: Sequence[int], *, until: int | None = None, most: int = MOST_YEARS
) -> tuple[int, ...]:
    """All years from the first held to the last, gaps included; at most so many of them, up to `until`."""
    if not held:
        return ()
    last = max(held) if until is None else max(min(until, max(held)), min(held))
    return tuple(range(max(min(held), last - most + 1), last + 1))


def _group(
    group: GroupHead,
    by_row: Mapping[str, Sequence[Finding]],
    years: Sequence[int],
    kinds: Sequence[str],
) -> Group:
    rows = tuple(_row(head, by_row.get(head.key, ()), years, kinds) for head in group.rows)
    return Group(group.name, group.href, rows, group.held, group.places)


def _row(
    head: RowHead, findings: Sequence[Finding], years: Sequence[int], kinds: Sequence[str]
) -> Row:
    by_year: dict[int, list[Finding]] = defaultdict(list)
    for found in sorted(findings, key=lambda found: TYPES.index(found.kind)):
        by_year[found.year].append(found)
    spans = Counter(found.kind for found in findings)
    return Row(
        head,
        tuple(Cell(year, _links(by_year.get(year, ()))) for year in years),
        tuple(spans[kind] for kind in kinds),
    )


def _links(findings: Sequence[Finding]) -> tuple[MarkLink, ...]:
    return tuple(
        MarkLink(href, tuple(Mark(found.kind, found.number) for found in same))
        for href, same in groupby(findings, key=lambda found: found.href)
    )
