"""Serves search: all its SQL stands here, each statement answered in binary and with as few values as can be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from reports.binary import read_binary
from reports.following import Changes, read_changes

from .facts import FACTS
from .fold import fold_all

Ids = NDArray[np.int64]

# The edition that readers see.
_ROWS = (
    "FROM search_sectionindex WHERE edition = (SELECT number FROM search_indexedition WHERE active)"
)
_FOUND = f"{_ROWS} AND lexemes::tsvector @@ $1::tsquery"


class Line(NamedTuple):
    """A passage as ranking reads it.

    Database id, number in its report, kind, `[start, end)` in code points of the report's text, original text, and
    that text folded.
    """

    pk: int
    number: int
    kind: str
    start: int
    end: int
    text: str
    folded: str


class Reading(NamedTuple):
    """The passages of one row, with the section they belong to."""

    section: int | None
    lines: list[Line]


class SectionHeading(NamedTuple):
    """A section as a path of headings needs it: its id, the one above, marker with heading, its year and role."""

    pk: int
    parent: int | None
    text: str
    year: int | None
    role: str


@dataclass(frozen=True, slots=True)
class IndexChanges(Changes):
    """What was changed of the index, which `place` tells apart by its edition too; and what is read along with that.

    `last` is the highest id of a report; `hidden` are those not published; `versions` are what made that edition,
    `areas` the numbers of policy areas by their codes.
    """

    last: int
    hidden: tuple[int, ...]
    versions: str | None
    areas: Mapping[str, int]


@contextmanager
def searching() -> Iterator[None]:
    """A transaction in which PostgreSQL plans for what a search is.

    Its planner takes no account of what reading a long column costs, so it must be kept from
    sequential scans; compiling a statement takes longer than running it.
    """
    with transaction.atomic():
        read_binary(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),"
            " set_config('work_mem', '64MB', true), set_config('random_page_cost', '1.1', true)"
        )
        yield


def read_ids(literal: str, *, among: Ids | None = None) -> Ids:
    """The ids of all rows that a tsquery finds, in no order; of `among` alone, where given."""
    wanted = f"SELECT string_agg(int8send(id), '') {_FOUND}"
    if among is not None:
        wanted += " AND id = ANY($2)"
    read = read_binary(wanted, literal, *([] if among is None else [among.tolist()]))
    return np.frombuffer(read[0][0] or b"", ">i8").astype(np.int64)


def read_facts(reports: range | Sequence[int]) -> tuple[Ids, NDArray[np.void]]:
    """The rows of these reports, in no order: their ids, and as much of `facts.FACTS`."""
    found = f"SELECT string_agg(int8send(id) || facts, '') {_ROWS}"
    if isinstance(reports, range):
        read = read_binary(f"{found} AND report_id BETWEEN $1 AND $2", reports[0], reports[-1])
    else:
        read = read_binary(f"{found} AND report_id = ANY($1)", list(reports))
    rows = np.frombuffer(read[0][0] or b"", [("id", ">i8"), ("facts", FACTS)])
    return rows["id"].astype(np.int64), rows["facts"]


_ALSO = (
    "(SELECT number FROM search_indexedition WHERE active)",
    "(SELECT coalesce(max(id), 0) FROM reports_report)",
    "ARRAY(SELECT id FROM reports_report WHERE status IN ('draft', 'withdrawn'))",
    "(SELECT versions FROM search_indexedition WHERE active)",
    "ARRAY(SELECT area_id FROM search_areanumber ORDER BY area_id)",
    "ARRAY(SELECT number FROM search_areanumber ORDER BY area_id)",
)


def read_index_changes(since: int | None) -> IndexChanges:
    """What was changed by transactions from `since` on; by those still running or to come, for None."""
    changes, also = read_changes("search_indexchange", since=since, also=_ALSO)
    edition, last, hidden, versions, areas, numbers = also
    return IndexChanges(
        (*changes.place, edition),
        changes.since,
        changes.made,
        last=last,
        hidden=tuple(hidden),
        versions=versions,
        areas=dict(zip(areas, numbers, strict=True)),
    )


def read_area_numbers() -> dict[str, int]:
    """The number that stands for each policy area in `facts.FACTS`, by its code."""
    return dict(read_binary("SELECT area_id, number FROM search_areanumber"))


def read_versions() -> str | None:
    """What made the index that readers see; None before the first report is published."""
    found = read_binary("SELECT versions FROM search_indexedition WHERE active")
    return found[0][0] if found else None


def read_synonyms() -> list[tuple[str, str, int | None, int | None]]:
    """Every synonym: term, the other, the first year and the last, in the order of the editors' table."""
    return read_binary(
        "SELECT term, other, from_year, to_year FROM search_synonym ORDER BY term, id"
    )


def read_passages(ids: Ids) -> dict[int, Reading]:
    """The passages of rows by the row's id, in reading order; a row that has gone meanwhile is missing."""
    found = read_binary(
        """
        SELECT row.id, row.section_id, passage.id, passage.number,
               passage.kind, passage.start, passage.end, passage.text
        FROM unnest($1::bigint[]) AS wanted (id)
        JOIN search_sectionindex row ON row.id = wanted.id
        -- One row after the other: as a join, each section of a report would be held against all its passages.
        CROSS JOIN LATERAL (
            SELECT * FROM reports_passage
            WHERE report_id = row.report_id AND number BETWEEN row.first AND row.last
            OFFSET 0
        ) AS passage
        ORDER BY passage.report_id, passage.number
        """,
        ids.tolist(),
    )
    readings: dict[int, Reading] = {}
    folded = fold_all([row[-1] for row in found])
    for (row, section, pk, number, kind, start, end, text), same in zip(found, folded, strict=True):
        reading = readings.setdefault(row, Reading(section, []))
        reading.lines.append(Line(pk, number, kind, start, end, text, same))
    return readings


def read_reports(numbers: Collection[int], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """These columns of those reports that are published, and the name of the region; in no order."""
    wanted = ", ".join(f"report.{column}" for column in columns)
    return read_binary(
        f"SELECT {wanted}, region.name FROM reports_report report"  # noqa: S608 - our own names
        " LEFT JOIN reports_region region ON region.code = report.region_id"
        " WHERE report.id = ANY($1) AND report.status = 'published'",
        list(numbers),
    )


# From so many rows on statistics do instead of counting.
_LARGE = 20_000


def count_rows(literals: Sequence[str]) -> tuple[int, list[int]]:
    """How many rows there are, and how many each tsquery finds; of a large archive by PostgreSQL's statistics."""
    size = read_binary(
        "SELECT reltuples FROM pg_class WHERE oid = 'search_sectionindex'::regclass"
    )[0][0]
    if size > _LARGE:
        return int(size), _estimates(literals)
    found = (f"{_FOUND.replace('$1', f'${n}')}" for n in range(1, len(literals) + 1))
    counts = (f"(SELECT count(*) {rows})" for rows in (_ROWS, *found))
    total, *each = read_binary(f"SELECT {', '.join(counts)}", *literals)[0]
    return total, each


def _estimates(literals: Sequence[str]) -> list[int]:
    """What the planner takes each tsquery to find; one look at them all, because each statement costs a round trip."""
    # Of all editions, like the size: what share of the rows is of one is not known where it is looked up.
    found = "SELECT 1 FROM search_sectionindex WHERE lexemes::tsvector @@ ${n}::tsquery"
    each = " UNION ALL ".join(found.replace("{n}", f"{n}") for n in range(1, len(literals) + 1))
    if not each:
        return []
    plan = read_binary(f"EXPLAIN (FORMAT JSON) {each}", *literals)[0][0][0]["Plan"]
    return [int(one["Plan Rows"]) for one in (plan["Plans"] if len(literals) > 1 else [plan])]


_HEADINGS = """
WITH RECURSIVE above (id, parent_id, text, year, role) AS (
    SELECT id, parent_id, marker || heading, year, role FROM reports_section WHERE id = ANY($1)
    UNION
    SELECT section.id, section.parent_id, section.marker || section.heading, section.year, section.role
    FROM above JOIN reports_section section ON section.id = above.parent_id
)
SELECT * FROM above
"""


def read_headings(sections: Collection[int]) -> list[SectionHeading]:
    """These sections and all that stand above them, in no order."""
    return (
        [SectionHeading(*row) for row in read_binary(_HEADINGS, list(sections))] if sections else []
    )
