"""SQLite's FTS5 on words separated by blanks, beside tables of what the facets count."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from reports.facets import region_prefix
from reports.selection import Selection
from search.benchmark.measure import Totals
from search.benchmark.mix import Asked
from search.benchmark.peers.base import BEST, Row, is_letter, others, sought

_TABLES = """
CREATE VIRTUAL TABLE found USING fts5(
    tokens, letters, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '.,'"
);
CREATE TABLE passage (id INTEGER PRIMARY KEY, scope INTEGER NOT NULL);
CREATE TABLE scope (id INTEGER PRIMARY KEY, report INTEGER NOT NULL, region TEXT NOT NULL);
CREATE TABLE scope_year (scope INTEGER, value INTEGER, PRIMARY KEY (scope, value)) WITHOUT ROWID;
CREATE TABLE scope_area (scope INTEGER, value TEXT, PRIMARY KEY (scope, value)) WITHOUT ROWID;
CREATE TEMP TABLE hit (scope INTEGER PRIMARY KEY, report INTEGER, region TEXT, passages INTEGER);
"""
#: What a query finds, once and by section, because everything else is counted from it.
_HITS = """
INSERT INTO hit SELECT scope.id, scope.report, scope.region, n
FROM (SELECT scope, count(*) AS n FROM found CROSS JOIN passage ON passage.id = found.rowid
      WHERE found MATCH ? GROUP BY scope) AS by_scope CROSS JOIN scope ON scope.id = by_scope.scope
"""
_COUNTS = {
    "region": "SELECT region, count(DISTINCT report) FROM hit AS s WHERE {} GROUP BY 1",
    "year": "SELECT value, count(DISTINCT report) FROM hit AS s JOIN scope_year USING (scope) WHERE {} GROUP BY 1",
    "area": "SELECT value, count(DISTINCT report) FROM hit AS s JOIN scope_area USING (scope) WHERE {} GROUP BY 1",
}


class Fts5:
    """A database file in the folder."""

    note = "多词须同在一段；词组按词的次序。"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "fts5.sqlite"
        self._file.unlink(missing_ok=True)
        self._base = sqlite3.connect(self._file)
        self._base.executescript(
            # As much memory as PostgreSQL has; durability is not what is measured.
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-131072; PRAGMA mmap_size=8589934592;"
            + _TABLES
        )

    def add(self, rows: Sequence[Row]) -> None:
        """Take passages in."""
        run = self._base.executemany
        texts = ((row.passage, row.tokens, row.letters) for row in rows)
        run("INSERT INTO found (rowid, tokens, letters) VALUES (?, ?, ?)", texts)
        run("INSERT INTO passage VALUES (?, ?)", ((row.passage, row.scope) for row in rows))
        scopes = {row.scope: row for row in rows}.values()
        run("INSERT INTO scope VALUES (?, ?, ?)", ((r.scope, r.report, r.region) for r in scopes))
        for table, values in (
            ("scope_year", ((r.scope, year) for r in scopes for year in r.years)),
            ("scope_area", ((r.scope, area) for r in scopes for area in r.areas)),
        ):
            run(f"INSERT INTO {table} VALUES (?, ?)", values)  # noqa: S608 - our own names

    def finish(self) -> int:
        """Merge FTS5's segments into one and gather statistics."""
        self._base.execute("INSERT INTO found (found) VALUES ('optimize')")
        self._base.commit()
        self._base.execute("ANALYZE")
        return self._file.stat().st_size

    def search(self, asked: Asked) -> Totals:
        """Find the sections once, count from them, then rank."""
        query = _query(asked)
        self._base.execute("DELETE FROM hit")
        self._base.execute(_HITS, [query])
        condition, values = _where(asked.selection)
        reports, passages = self._base.execute(
            f"SELECT count(DISTINCT report), coalesce(sum(passages), 0) FROM hit AS s WHERE {condition}",  # noqa: S608
            values,
        ).fetchone()
        for kind, selection in others(asked.selection):
            where, chosen = _where(selection)
            self._base.execute(_COUNTS[kind].format(where), chosen).fetchall()
        self._base.execute(*_best(query, asked.selection)).fetchall()
        self._base.rollback()
        return int(reports), int(passages)

    def close(self) -> None:
        """Remove the file."""
        self._base.close()
        self._file.unlink(missing_ok=True)


def _best(query: str, selection: Selection) -> tuple[str, list[object]]:
    if not selection:
        ranked = f"SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT {BEST}"  # noqa: S608
        return ranked, [query]
    where, values = _where(selection)
    return (
        "SELECT found.rowid FROM found CROSS JOIN passage ON passage.id = found.rowid "  # noqa: S608
        f"JOIN hit AS s ON s.scope = passage.scope WHERE found MATCH ? AND {where} "
        f"ORDER BY found.rank LIMIT {BEST}",
        [query, *values],
    )


def _query(asked: Asked) -> str:
    query = " AND ".join("(" + " OR ".join(map(_alternative, term)) + ")" for term in asked.terms)
    return " NOT ".join([f"({query})", *map(_alternative, asked.without)])


def _alternative(text: str) -> str:
    if is_letter(text):
        return f'letters : "{text}"'
    return f'tokens : "{" ".join(sought(text))}"'


def _where(selection: Selection) -> tuple[str, list[object]]:
    """The condition on a row `s` of `hit`, and its values."""
    conditions, values = ["1"], list[object]()
    if regions := selection.values("region"):
        conditions.append("(" + " OR ".join("s.region GLOB ?" for _ in regions) + ")")
        values += [region_prefix(code) + "*" for code in regions]
    for name, column in (("year", int), ("area", str)):
        if chosen := selection.values(name):
            marks = ",".join("?" for _ in chosen)
            conditions.append(
                f"EXISTS (SELECT 1 FROM scope_{name} AS v WHERE v.scope = s.scope AND v.value IN ({marks}))"  # noqa: S608
            )
            values += [column(value) for value in chosen]
    return " AND ".join(conditions), values
