"""PostgreSQL as one begins with it: a tsvector a passage, GIN, ts_rank over all that match."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from reports.facets import region_prefix
from reports.selection import Selection
from search.benchmark.measure import Totals
from search.benchmark.mix import Asked
from search.benchmark.peers.base import BEST, Row, is_letter, others, sought

LETTER_SIGN = "_"
_COUNTED = {"region": "region", "year": "unnest(years)", "area": "unnest(areas)"}
_COLUMNS = "passage, report, region, years, areas, vector"


class Naive:
    """A table beside the archive's, in the same database."""

    note = "多词须同在一段；词组按词的次序。"

    def __init__(self, folder: Path) -> None:
        self.close()
        self._run(
            "CREATE TABLE naive_passage (passage bigint PRIMARY KEY, report bigint NOT NULL, region text NOT NULL, "
            "years smallint[] NOT NULL, areas text[] NOT NULL, vector tsvector NOT NULL)"
        )

    def add(self, rows: Sequence[Row]) -> None:
        """Take passages in."""
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY naive_passage ({_COLUMNS}) FROM STDIN") as copy,
        ):
            for row in rows:
                facets = (row.region, list(row.years), list(row.areas))
                copy.write_row((row.passage, row.report, *facets, _vector(row)))

    def finish(self) -> int:
        """Index and vacuum, as anybody would."""
        self._run("CREATE INDEX ON naive_passage USING gin (vector)")
        self._run("VACUUM (ANALYZE) naive_passage")
        return int(self._rows("SELECT pg_total_relation_size('naive_passage')")[0][0])

    def search(self, asked: Asked) -> Totals:
        """Ask for each thing in turn."""
        query = _query(asked)
        where, values = _where(asked.selection)
        total = self._rows(
            f"SELECT count(DISTINCT report), count(*) FROM naive_passage WHERE {where}",  # noqa: S608 - our own names
            query,
            *values,
        )
        for kind, selection in others(asked.selection):
            condition, chosen = _where(selection)
            self._rows(
                f"SELECT {_COUNTED[kind]}, count(DISTINCT report) FROM naive_passage "  # noqa: S608
                f"WHERE {condition} GROUP BY 1",
                query,
                *chosen,
            )
        self._rows(
            "SELECT passage, ts_rank(vector, %s::tsquery) AS score FROM naive_passage "  # noqa: S608
            f"WHERE {where} ORDER BY score DESC, passage LIMIT {BEST}",
            query,
            query,
            *values,
        )
        return int(total[0][0]), int(total[0][1])

    def close(self) -> None:
        """Drop the table."""
        self._run("DROP TABLE IF EXISTS naive_passage")

    def _run(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def _rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


def _vector(row: Row) -> str:
    """The literal of a tsvector: every token at its place in the row, characters without one."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(row.tokens.split(), start=1):
        places.setdefault(token, []).append(place)
    tokens = [f"{_quoted(token)}:{','.join(map(str, at))}" for token, at in places.items()]
    return " ".join([*tokens, *(LETTER_SIGN + letter for letter in row.letters.split())])


def _query(asked: Asked) -> str:
    parts = ["(" + " | ".join(map(_alternative, term)) + ")" for term in asked.terms]
    parts += ["!" + _alternative(word) for word in asked.without]
    return " & ".join(parts)


def _alternative(text: str) -> str:
    if is_letter(text):
        return LETTER_SIGN + text
    return "(" + " <-> ".join(map(_quoted, sought(text))) + ")"


def _quoted(token: str) -> str:
    return "'" + token.replace("'", "''").replace("\\", "\\\\") + "'"


def _where(selection: Selection) -> tuple[str, list[Any]]:
    """The condition of a query under a selection, and its values after the query's own."""
    conditions, values = ["vector @@ %s::tsquery"], list[Any]()
    if regions := selection.values("region"):
        conditions.append("region LIKE ANY(%s)")
        values.append([region_prefix(code) + "%" for code in regions])
    if years := selection.values("year"):
        conditions.append("years && %s::smallint[]")
        values.append([int(year) for year in years])
    if areas := selection.values("area"):
        conditions.append("areas && %s::text[]")
        values.append(list(areas))
    return " AND ".join(conditions), values
