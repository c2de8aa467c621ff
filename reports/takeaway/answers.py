"""Table and format → the answer that a browser saves as a file, and the links that lead to it.

CSV and JSON are sent while their rows are read; a workbook is written as a whole first, to a temporary file, since
its parts refer to one another. The first rows are always read before anything is sent: what fails at once is
answered like any page.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate

from reports.browse import Address

from .streams import Pieces, csv_pieces, json_pieces
from .tables import Table
from .workbooks import write_workbook

# So many lists are written at the same time in one process, and as many wait for that, each with a thread of the web
# server; others want to search meanwhile.
AT_ONCE = 2
# So long one waits for its turn (seconds): most are written in less.
PATIENCE = 5.0
# The longest name of a file (characters), which leaves room for the date in every file system.
LONGEST_NAME = 60

# Not allowed in the names of files by one system or another.
_UNFIT = frozenset('<>:"/\\|?*')


class Format(StrEnum):
    """What a list can be taken away as; the value is the suffix of the file."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


_TYPES = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}
_LABELS = {Format.XLSX: "Excel", Format.CSV: "CSV", Format.JSON: "JSON"}


class Busy(Exception):  # noqa: N818  (nothing is wrong, it is only not the reader's turn yet)
    """As many lists as may be are being written."""


@dataclass(frozen=True, slots=True)
class ExportLink:
    """A link to a list as a file."""

    label: str
    href: str


def export_links(name: str, address: Address) -> list[ExportLink]:
    """For each format the address, of the view of this name, that gives what an address lists."""
    return [
        ExportLink(label, replace(address, path=reverse(name, args=[suffix.value])).href())
        for suffix, label in _LABELS.items()
    ]


def answer(table: Table, suffix: Format) -> HttpResponseBase:
    """The table as a file to be saved.

    Raises Busy where too many are at it, TooMany as `write_workbook`, and whatever reading the first rows raises; of
    a workbook, all rows.
    """
    turn = _Turn()
    try:
        if suffix is Format.XLSX:
            response: HttpResponseBase = FileResponse(_workbook(table))
            turn.end()
        else:
            write = csv_pieces if suffix is Format.CSV else json_pieces
            response = StreamingHttpResponse(_Held(write(_begun(table)), turn))
    except BaseException:
        turn.end()
        raise
    response["Content-Type"] = _TYPES[suffix]
    name = f"{file_name(table.file)}-{localdate():%Y%m%d}.{suffix}"
    mark_as_file(response, name)
    return response


def mark_as_file(response: HttpResponseBase, name: str) -> None:
    """Have the browser save an answer under a name (RFC 5987), never show it, and no search engine keep it."""
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Robots-Tag"] = "noindex"


def file_name(said: str) -> str:
    """A text as the name of a file on every system: no signs that mean something there, and not too long."""
    letters = (" " if letter in _UNFIT or letter.isspace() else letter for letter in said)
    name = " ".join("".join(letter for letter in letters if letter.isprintable()).split())
    return name[:LONGEST_NAME].strip(". ") or "民政报告档案"


@contextmanager
def one_turn() -> Iterator[None]:
    """Have one of the few turns of writing. Raises Busy."""
    turn = _Turn()
    try:
        yield
    finally:
        turn.end()


class _Turn:
    """One of the few lists that are written at the same time; ends once, however often it is told to."""

    _free = BoundedSemaphore(AT_ONCE)
    _waiting = BoundedSemaphore(AT_ONCE)

    def __init__(self) -> None:
        if not self._free.acquire(blocking=False):
            self._wait()
        self._ended = False

    def _wait(self) -> None:
        if not self._waiting.acquire(blocking=False):
            raise Busy
        try:
            if not self._free.acquire(timeout=PATIENCE):
                raise Busy
        finally:
            self._waiting.release()

    def end(self) -> None:
        """Let another have it."""
        if not self._ended:
            self._ended = True
            self._free.release()


class _Held:
    """Pieces that are sent one by one; the turn ends with the answer, however much of it was fetched."""

    def __init__(self, pieces: Pieces, turn: _Turn) -> None:
        self._pieces = pieces
        self._turn = turn

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        """Told by the web server, also where the reader went away."""
        self._pieces.close()
        self._turn.end()


def _begun(table: Table) -> Table:
    """The table with its first row read."""
    first = list(islice(table.rows, 1))
    return replace(table, rows=chain(first, table.rows))


def _workbook(table: Table) -> IO[bytes]:
    with _discarded_on_failure() as file:
        write_workbook(table, file)
        file.seek(0)
    return file


@contextmanager
def _discarded_on_failure() -> Iterator[IO[bytes]]:
    file = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    try:
        yield file
    except BaseException:
        file.close()
        raise
