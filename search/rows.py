"""tsquery literals → index rows and the passages they stand for: all SQL of a search stands here.

Results come in binary and as few values as can be: for a common word that is what takes the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray
from psycopg import RawCursor

from .facts import FACTS

# Rows of `facts.FACTS`.
Rows = NDArray[np.void]
# Report and first passage: what tells one row from another.
KEY = ["report", "first"]
Key = tuple[int, int]

_MATCHES = "FROM search_sectionindex WHERE lexemes::tsvector @@ $1::tsquery"
_ALL = "FROM search_sectionindex WHERE $1::text IS NULL"


@dataclass(frozen=True, slots=True)
class Line:
    """A passage as ranking reads it.

    Database id, number in its report, kind, `[start, end)` in code points of the report's text, original text.
    """

    pk: int
    number: int
    kind: str
    start: int
    end: int
    text: str


class Reading(NamedTuple):
    """The passages of one row, with the section they belong to."""

    section: int | None
    lines: list[Line]


@contextmanager
def searching() -> Iterator[None]:
    """A transaction in which PostgreSQL plans for what a search is.

    Its planner takes no account of what reading a long column costs, so it must be kept from
    sequential scans; compiling a statement takes longer than running it.
    """
    with transaction.atomic():
        _read(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),"
            " set_config('work_mem', '64MB', true), set_config('random_page_cost', '1.1', true)"
        )
        yield


def read_facts(literal: str | None) -> Rows:
    """The facts of all rows that a tsquery finds, in no order; of all rows there are for None."""
    matches = _ALL if literal is None else _MATCHES
    found = _read(f"SELECT string_agg(facts, '') {matches}", literal)
    return np.frombuffer(found[0][0] or b"", FACTS)


def public(rows: Rows) -> Rows:
    """The rows of published reports. The index holds no others; asking again costs next to nothing."""
    others = _read("SELECT id FROM reports_report WHERE status IN ('draft', 'withdrawn')")
    if not others:
        return rows
    return rows[~np.isin(rows["report"], [row[0] for row in others])]


def read_latest(literal: str | None, *, most: int) -> Rows:
    """The facts of the latest rows that a tsquery finds, the latest first."""
    matches = _ALL if literal is None else _MATCHES
    order = f"ORDER BY day DESC, report_id, first LIMIT {most:d}"
    found = _read(f"SELECT facts {matches} {order}", literal)
    return np.frombuffer(b"".join(row[0] for row in found), FACTS)


def read_each(literals: Sequence[str], *, but: int, most: int) -> list[Rows]:
    """The facts of the latest rows that each tsquery finds, at most so many; none of report `but`."""
    found = _read(
        """
        SELECT wanted.n, string_agg(found.facts, '')
        FROM unnest($1::text[]) WITH ORDINALITY AS wanted (literal, n)
        CROSS JOIN LATERAL (
            SELECT facts FROM search_sectionindex
            WHERE lexemes::tsvector @@ wanted.literal::tsquery AND report_id <> $2
            ORDER BY day DESC, report_id, first LIMIT $3
        ) AS found
        GROUP BY wanted.n
        """,
        list(literals),
        but,
        most,
    )
    facts = dict(found)
    return [np.frombuffer(facts.get(number, b""), FACTS) for number in range(1, len(literals) + 1)]


def read_held(rows: Rows, literals: Sequence[str]) -> dict[Key, list[bool]]:
    """Which of some tsqueries each row satisfies, by its own vector: takes 0.1 ms a row, however large the archive."""
    found = _read(
        """
        SELECT row.report_id, row.first, (
            SELECT array_agg(row.vector @@ asked.literal::tsquery ORDER BY asked.n)
            FROM unnest($3::text[]) WITH ORDINALITY AS asked (literal, n)
        )
        FROM (
            SELECT index.report_id, index.first, index.lexemes::tsvector AS vector
            FROM unnest($1::bigint[], $2::integer[]) AS wanted (report, first)
            JOIN search_sectionindex index
              ON index.report_id = wanted.report AND index.first = wanted.first
            OFFSET 0  -- so that the vector is made once a row
        ) AS row
        """,
        rows["report"].tolist(),
        rows["first"].tolist(),
        list(literals),
    )
    return {(report, first): held for report, first, held in found}


def read_passages(rows: Rows) -> dict[Key, Reading]:
    """The passages of rows, in reading order; a row that has gone meanwhile is missing."""
    found = _read(
        """
        SELECT row.report_id, row.first, row.section_id, passage.id, passage.number,
               passage.kind, passage.start, passage.end, passage.text
        FROM unnest($1::bigint[], $2::integer[]) AS wanted (report, first)
        JOIN search_sectionindex row ON row.report_id = wanted.report AND row.first = wanted.first
        JOIN reports_passage passage
          ON passage.report_id = row.report_id AND passage.number BETWEEN row.first AND row.last
        ORDER BY passage.report_id, passage.number
        """,
        rows["report"].tolist(),
        rows["first"].tolist(),
    )
    readings: dict[Key, Reading] = {}
    for report, first, section, *line in found:
        reading = readings.setdefault((report, first), Reading(section, []))
        reading.lines.append(Line(*line))
    return readings


def keys(rows: Rows) -> list[Key]:
    """What tells the rows apart, in their order."""
    return list(zip(rows["report"].tolist(), rows["first"].tolist(), strict=True))


# From so many rows on statistics do instead of counting.
_LARGE = 20_000


def count_rows(literals: Sequence[str]) -> tuple[int, list[int]]:
    """How many rows there are, and how many each tsquery finds; of a large archive by PostgreSQL's statistics."""
    size = _read("SELECT reltuples FROM pg_class WHERE oid = 'search_sectionindex'::regclass")[0][0]
    if size > _LARGE:
        return int(size), [_estimate(literal) for literal in literals]
    found = (_MATCHES.replace("$1", f"${number}") for number in range(1, len(literals) + 1))
    counts = (f"(SELECT count(*) {matches})" for matches in ("FROM search_sectionindex", *found))
    total, *each = _read(f"SELECT {', '.join(counts)}", *literals)[0]
    return total, each


def _estimate(literal: str) -> int:
    plan = _read(f"EXPLAIN (FORMAT JSON) SELECT 1 {_MATCHES}", literal)
    return int(plan[0][0][0]["Plan"]["Plan Rows"])


def _read(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    connection.ensure_connection()
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:
        cursor.execute(statement, values, binary=True)
        return cursor.fetchall()
