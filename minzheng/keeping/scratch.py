"""A second, empty archive for as long as it is needed: a database and a folder of its own, gone afterwards."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from reports import databases

PREFIX = "minzheng_drill_"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder below the archive's own, gone afterwards whatever happens."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="drill-", dir=settings.VAR_DIR) as folder:
        yield Path(folder)


@contextmanager
def scratch_archive(media: Path) -> Iterator[None]:
    """Work in a new database without tables, and with this folder for originals; the database is dropped again."""
    name = PREFIX + secrets.token_hex(6)
    try:
        databases.create(name)
        with databases.using(name), override_settings(MEDIA_ROOT=media):
            yield
    finally:
        databases.drop(name)
