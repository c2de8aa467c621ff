"""paths → the files that may be reports, and their bytes; what cannot be read says why."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from .ingest import Refused, refuse_oversized

# What a folder is searched for; a file that is named itself is tried whatever it is called.
SUFFIXES = frozenset({".txt", ".html", ".htm"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to take in, or a path that cannot be, with the reason."""

    path: Path
    trouble: str = ""


def find_files(paths: Iterable[Path]) -> Iterator[Found]:
    """The files that the paths name, those of a folder in the order of their names."""
    for path in paths:
        if not _is_folder(path):
            yield Found(path)
            continue
        inside = list(_walk(path))
        yield from inside or [Found(path, "文件夹里没有 txt 或 html 文件。")]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # whoever reads it will find out why


def _walk(folder: Path) -> Iterator[Found]:
    errors: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Found(Path(place, name))
    for error in errors:
        yield Found(Path(error.filename), reason_of(error))


def read_report(path: Path) -> bytes:
    """The bytes of a file. Raises Refused where it is missing, unreadable or too large."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refused("不是普通文件。")
        refuse_oversized(status.st_size)
        with path.open("rb") as file:
            return file.read(settings.REPORT_MAX_BYTES + 1)  # it may have grown since
    except OSError as error:
        raise Refused(reason_of(error)) from error


def reason_of(error: OSError) -> str:
    """Why a file or folder cannot be read, as a sentence."""
    if isinstance(error, FileNotFoundError):
        return "文件不存在。"
    return (
        "没有读取权限。"
        if isinstance(error, PermissionError)
        else f"读不出来（{error.strerror}）。"
    )


def shown(path: Path) -> str:
    """A path as it can be printed: a file name may hold line ends and terminal commands."""
    return "".join(char if char.isprintable() else "�" for char in str(path))
