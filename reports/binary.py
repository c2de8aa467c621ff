"""Runs statements that answer in binary and with as few values as can be: what is read by the thousand is one value."""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg import RawCursor


def read_binary(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement whose parameters are $1, $2 …; raises Django's database errors."""
    connection.ensure_connection()
    with connection.wrap_database_errors, RawCursor(connection.connection) as cursor:
        cursor.execute(statement, values, binary=True, prepare=True)
        return cursor.fetchall()
