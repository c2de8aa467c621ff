"""Originals: kept under their hash, whole or not at all."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from reports.originals import keep_original


def test_bytes_are_kept_under_their_hash(originals: Path) -> None:
    data = "原文件\r\n".encode("gb18030")
    path = keep_original(data)
    digest = sha256(data).hexdigest()
    assert path == originals / digest[:2] / digest
    assert path.read_bytes() == data


def test_keeping_twice_is_harmless(originals: Path) -> None:
    first = keep_original(b"twice")
    changed = first.stat().st_mtime_ns
    assert keep_original(b"twice") == first
    assert first.stat().st_mtime_ns == changed


def test_a_torn_file_is_written_anew(originals: Path) -> None:
    path = keep_original(b"whole")
    path.write_bytes(b"who")
    assert keep_original(b"whole").read_bytes() == b"whole"


def test_where_the_disk_cannot_take_them_nothing_is_left(originals: Path) -> None:
    originals.parent.mkdir()
    originals.write_text("a file where the folder should be")
    with pytest.raises(OSError):  # noqa: PT011 - which one is the system's choice
        keep_original(b"nowhere to go")
    assert originals.read_text() == "a file where the folder should be"


def test_no_temporary_file_stays(originals: Path) -> None:
    path = keep_original(b"alone")
    assert [item.name for item in path.parent.iterdir()] == [path.name]
