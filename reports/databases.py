"""Serves whoever works beside the archive, in a database of its own on the same server: a benchmark, a rehearsal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, connections


@contextmanager
def using(name: str) -> Iterator[None]:
    """Have all connections of this process go to another database."""
    before = str(settings.DATABASES["default"]["NAME"])
    _switch(name)
    try:
        yield
    finally:
        _switch(before)


def exists(name: str) -> bool:
    """Whether the server has this database."""
    return bool(administer("SELECT 1 FROM pg_database WHERE datname = %s", name))


def create(name: str) -> None:
    """Make a database without any table."""
    administer(f"CREATE DATABASE {quoted(name)} TEMPLATE template0 ENCODING 'UTF8'")


def drop(name: str) -> None:
    """Drop a database, whoever is still connected to it; nothing where it is gone already."""
    administer(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")


def quoted(name: str) -> str:
    """The name of a database as a statement has it."""
    return connection.ops.quote_name(name)


def administer(statement: str, *parameters: str) -> list[Any]:
    """Run a statement beside all databases; rows, if it gives any."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []


def _switch(name: str) -> None:
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
