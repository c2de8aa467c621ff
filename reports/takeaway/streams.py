"""Table → CSV or JSON, piece by piece, each row made when it is wanted.

What breaks off in the middle must not look whole. The last line of a CSV says so, a JSON is never closed; and both
raise what happened, so that the web server breaks the connection and the browser reports a download that failed.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Generator, Iterable, Iterator
from datetime import date
from typing import Any

from .tables import Link, Row, Table, Value, in_words

Pieces = Generator[bytes, None, None]

# Excel takes a CSV for UTF-8 only where it begins with this.
BOM = "\ufeff"
BROKEN_OFF = "导出中断：以上内容不完整，请重新导出。"

# A piece is sent once it has so many characters: the web server takes a system call for each.
PIECE = 32_768

# What makes a spreadsheet take a cell for a formula, also as its full-width form.
_BEGINS_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def csv_pieces(table: Table) -> Pieces:
    """CSV as Excel expects it: UTF-8 with a BOM, lines ending with CRLF, cells `harmless`."""
    return _pieces(_csv_lines(table))


def json_pieces(table: Table) -> Pieces:
    """One JSON object: what the table is about, the list of its rows, and at the end how many they are (`count`)."""
    return _pieces(_json_lines(table))


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what begins like one.

    This is the one place where an export differs from what a report says; XLSX and JSON need no such thing.
    """
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text


class _Line:
    """Where the csv module writes to: hands over each line."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(table: Table) -> Iterator[str]:
    write = csv.writer(_Line(), lineterminator="\r\n").writerow
    yield BOM + write(table.labels)
    try:
        for row in table.rows:
            yield write([harmless(in_words(value)) for value in row])
    except Exception:
        yield write([BROKEN_OFF])
        raise


def _json_lines(table: Table) -> Iterator[str]:
    about = json.dumps(table.about, ensure_ascii=False)
    yield f'{about[:-1]}{", " if table.about else ""}"{table.listed}": ['
    count = 0
    for row in table.rows:
        yield f"{',' if count else ''}\n{json.dumps(_named(table, row), ensure_ascii=False)}"
        count += 1
    yield f'\n], "count": {count}}}\n'


def _named(table: Table, row: Row) -> dict[str, Any]:
    return {key: _plain(value) for key, value in zip(table.keys, row, strict=True)}


def _plain(value: Value) -> Any:
    """A value as JSON has it."""
    match value:
        case Link(address):
            return address
        case date():
            return value.isoformat()
    return value


def _pieces(lines: Iterable[str]) -> Pieces:
    held: list[str] = []
    size = 0
    try:
        for line in lines:
            held.append(line)
            size += len(line)
            if size >= PIECE:
                yield "".join(held).encode()
                held, size = [], 0
    except Exception:
        # What was made before is worth having, and says at its end that it is not all.
        yield "".join(held).encode()
        raise
    yield "".join(held).encode()
