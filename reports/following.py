"""A table in which triggers note changes → a value in memory that is always as the rows it was made from.

Each row of such a table says which transaction last changed something of a report (0: of all), with a number that
no other change has. Whoever keeps a value asks once a request what changed since it last looked, and reads that anew:
also what another connection does, what is taken back, and what a transaction that is still open has done itself.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.db import connection

from .binary import read_binary

# A change of all reports is noted under this id, which none has.
ALL: Final = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """Which reports were changed by transactions from number `since` on, the oldest still running then.

    `made` holds each with the report (`ALL`: every one), the transaction, and a number that no other has; `place`
    tells databases apart, and whatever else makes a value worthless.
    """

    place: tuple[Any, ...]
    since: int
    made: frozenset[tuple[int, int, int]]

    def differing(self, seen: Changes) -> set[int]:
        """The reports that have changed between two looks; also where a transaction was taken back."""
        before = {change for change in seen.made if change[1] >= seen.since}
        return {report for report, _, _ in self.made ^ before}


_LOOK = """
SELECT pg_database.oid::bigint,
       '{table}'::regclass::oid::bigint,
       pg_snapshot_xmin(now)::text::bigint,
       ARRAY(
           SELECT ARRAY[report_id, xid, number] FROM {table}
           WHERE xid >= coalesce($1, pg_snapshot_xmin(now)::text::bigint)
             -- What a restored copy brought along may bear numbers that are yet to come here. One upper bound, so
             -- that the planner takes it for the narrow range that it is.
             AND xid < greatest(
                 pg_snapshot_xmax(now)::text::bigint,
                 pg_current_xact_id_if_assigned()::text::bigint + 1
             )
       ){also}
FROM pg_database, pg_current_snapshot() AS now
WHERE datname = current_database()
"""


def read_changes(
    table: str, *, since: int | None, also: tuple[str, ...] = ()
) -> tuple[Changes, tuple[Any, ...]]:
    """What a table notes of transactions from `since` on; for None, of those still running or to come.

    `also` are expressions that are read in the same statement, because one of their own would cost as much again.
    """
    statement = _LOOK.format(table=table, also="".join(f",\n       {one}" for one in also))
    oid, relation, oldest, made, *others = read_binary(statement, since)[0]
    settings = connection.settings_dict
    place = (settings["HOST"], settings["PORT"], oid, relation)
    return Changes(place, oldest, frozenset(map(tuple, made))), tuple(others)


Value = TypeVar("Value")
Look = TypeVar("Look", bound=Changes)


class Followed(ABC, Generic[Value, Look]):
    """The value of the database that was asked last, and which changes it holds; for all threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Value, Look] | None = None

    @abstractmethod
    def look(self, since: int | None) -> Look:
        """Read what was changed by transactions from this one on."""

    @abstractmethod
    def make(self, now: Look) -> Value:
        """Read everything."""

    @abstractmethod
    def renew(self, value: Value, reports: set[int], now: Look) -> Value:
        """Read these reports, and give the value with them as they are now; the value itself stays as it is."""

    def current(self) -> tuple[Value, Look]:
        """The value as it is now, with the look that says so; reads what has changed since the last one."""
        with self._lock:
            now = self.look(self._held[1].since if self._held else None)
            self._held = self._value(now), now
            return self._held

    def _value(self, now: Look) -> Value:
        if self._held is None or now.place != self._held[1].place:
            return self.make(now)
        value, seen = self._held
        reports = now.differing(seen)
        if not reports:
            return value
        return self.make(now) if ALL in reports else self.renew(value, reports, now)
