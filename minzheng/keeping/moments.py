"""Reading the archive as it was at one moment, whatever others change meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside the block is of one moment; within a transaction that is open already, as that is."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


@contextmanager
def shared_moment() -> Iterator[str]:
    """The same; yields the name by which another connection sees that moment as long as the block lasts."""
    with one_moment():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            name = str(cursor.fetchone()[0])
        yield name
