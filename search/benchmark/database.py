"""Serves the benchmark: a database and a data folder of its own, gone afterwards whatever happens."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from psycopg import sql

from reports import databases
from reports.reference import load_reference

PREFIX = "minzheng_benchmark_"


@contextmanager
def own_database(name: str, *, keep: bool) -> Iterator[None]:
    """Work in this database, made where there is none, with all tables and reference data.

    One that was made is dropped again, also after an error or Ctrl-C; with `keep`, only if it has no note yet.
    """
    found = databases.exists(name)
    try:
        if not found:
            databases.create(name)
        with databases.using(name), _own_folder():
            call_command("migrate", interactive=False, verbosity=0)
            load_reference()
            yield
    finally:
        if not found and not (keep and noted(name)):
            drop(name)


def drop(name: str) -> None:
    """Drop the database, whoever is still connected to it; nothing where it is gone already."""
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} is not a database of the benchmark")
    databases.drop(name)


def refuse_unknown(name: str) -> None:
    """Raises CommandError where an earlier run kept no database of this name."""
    if not name.startswith(PREFIX) or not databases.exists(name):
        raise CommandError(f"没有留下的数据库 {name}。")


def note(name: str, facts: dict[str, Any]) -> None:
    """Write on a kept database what only its making could measure."""
    text = sql.quote(json.dumps(facts))  # this statement takes no parameters
    databases.administer(f"COMMENT ON DATABASE {databases.quoted(name)} IS {text}")


def noted(name: str) -> dict[str, Any]:
    """What `note` wrote, or nothing."""
    found = databases.administer(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", name
    )
    facts: dict[str, Any] = json.loads(found[0][0]) if found and found[0][0] else {}
    return facts


def settle() -> None:
    """Leave the tables as a server leaves them that had a quiet hour: vacuumed, with statistics."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


@contextmanager
def _own_folder() -> Iterator[None]:
    """Keep the originals in a folder that goes with the run."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="benchmark-", dir=settings.VAR_DIR) as folder,
        override_settings(MEDIA_ROOT=Path(folder)),
    ):
        yield
