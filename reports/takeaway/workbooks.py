"""Table → an Excel workbook, row by row, in memory that does not grow with the number of rows.

XlsxWriter writes every row to disk at once (`constant_memory`) and writes strings as strings: openpyxl's
write-only mode is as frugal, but takes a text that begins with = for a formula and refuses control characters,
which XlsxWriter writes the way Excel reads them back (_x0001_).
"""

from __future__ import annotations

from datetime import date
from tempfile import TemporaryDirectory
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .tables import Link, Row, Table, in_words

# Of more rows no workbook is made (too_many.html says so): nothing is sent while it is written, a minute for so many.
MOST_ROWS = 100_000
# Excel's limit to a cell, in UTF-16 units; its limit to the rows of a sheet is ten times as many.
LONGEST_CELL = 32_767
# So many addresses can be clicked, because each is kept in memory till the end (1 kB); the others are plain text.
# Excel itself takes 65,530 a sheet.
MOST_LINKS = 10_000

_CUT = "……（单元格容纳不下，全文见固定链接）"
_NOTES = "说明"
_FONT = {"font_name": "等线", "font_size": 11, "valign": "top"}


class TooMany(Exception):  # noqa: N818  (another format will do)
    """More rows than go into a workbook."""


def write_workbook(table: Table, file: IO[bytes]) -> None:
    """Write a whole workbook to a file: a sheet of rows, and one that says where they come from.

    Raises TooMany for more rows than MOST_ROWS, before the first of them is read where that is known, and what reading
    the rows raises; after either the file is worth nothing.
    """
    if table.size > MOST_ROWS:
        raise TooMany
    # Where writing fails, what XlsxWriter has put aside goes with the folder.
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "default_date_format": "yyyy-mm-dd"}
        with Workbook(file, options) as book:
            book.set_properties({"title": table.file, "author": "民政报告档案"})
            count = _Rows(book, table).write()
            _write_notes(book, table, count)


class _Rows:
    """The sheet that rows are written to."""

    def __init__(self, book: Workbook, table: Table) -> None:
        self.book = book
        self.table = table
        self.links = 0
        self.head = book.add_format({**_FONT, "bold": True, "bottom": 1, "bg_color": "#EDF1EF"})
        self.text = book.add_format({**_FONT, "text_wrap": True})
        self.day = book.add_format({**_FONT, "num_format": "yyyy-mm-dd", "align": "left"})
        self.number = book.add_format({**_FONT, "align": "left"})
        self.link = book.add_format({**_FONT, "font_color": "#1D4F63", "underline": 1})

    def write(self) -> int:
        """Write all rows; returns how many there are. Raises TooMany."""
        sheet, count = self._sheet(), 0
        for count, row in enumerate(self.table.rows, start=1):
            if count > MOST_ROWS:
                raise TooMany
            self._write_row(sheet, count, row)
        sheet.autofilter(0, 0, count, len(self.table.labels) - 1)
        # Years stand as text, because a report may speak of several; that is no mistake to be marked.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS + 1}"})
        return count

    def _sheet(self) -> Worksheet:
        sheet = self.book.add_worksheet(self.table.sheet)
        for column, width in enumerate(self.table.widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for column, label in enumerate(self.table.labels):
            sheet.write_string(0, column, label, self.head)
        return sheet

    def _write_row(self, sheet: Worksheet, at: int, row: Row) -> None:
        for column, value in enumerate(row):
            match value:
                case int():
                    sheet.write_number(at, column, value, self.number)
                case date():
                    sheet.write_datetime(at, column, value, self.day)
                case Link(address) if self.links < MOST_LINKS:
                    self.links += 1
                    sheet.write_url(at, column, address, self.link)
                case _ if said := in_words(value):
                    sheet.write_string(at, column, fitting(said), self.text)


def _write_notes(book: Workbook, table: Table, count: int) -> None:
    sheet = book.add_worksheet(_NOTES)
    label: Format = book.add_format({**_FONT, "bold": True})
    text: Format = book.add_format({**_FONT, "text_wrap": True})
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 90)
    for at, (name, said) in enumerate((*table.notes, ("行数", str(count)))):
        sheet.write_string(at, 0, name, label)
        sheet.write_string(at, 1, fitting(said), text)
    sheet.ignore_errors({"number_stored_as_text": "A1:B99"})


def fitting(text: str) -> str:
    """A text as long as a cell may be; what is cut says so."""
    if len(text) * 2 <= LONGEST_CELL or _units(text) <= LONGEST_CELL:
        return text
    kept = text.encode("utf-16-le")[: (LONGEST_CELL - _units(_CUT)) * 2]
    # Half of a character that takes two units is left out.
    return kept.decode("utf-16-le", "ignore") + _CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
