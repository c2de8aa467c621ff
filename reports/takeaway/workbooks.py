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

# Excel's limits: rows of a sheet, and UTF-16 units of a cell.
MOST_ROWS, LONGEST_CELL = 1_048_576, 32_767
# So many addresses can be clicked, because each is kept in memory till the end (1 kB); the others are plain text.
# Excel itself takes 65,530 a sheet.
MOST_LINKS = 10_000

_CUT = "……（单元格容纳不下，全文见固定链接）"
_NOTES = "说明"
_FONT = {"font_name": "等线", "font_size": 11, "valign": "top"}


def write_workbook(table: Table, file: IO[bytes]) -> None:
    """Write a whole workbook to a file: sheets of rows, and one that says where they come from.

    Raises what reading the rows raises, after which the file is worth nothing.
    """
    # Where writing fails, what XlsxWriter has put aside goes with the folder.
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder, "default_date_format": "yyyy-mm-dd"}
        with Workbook(file, options) as book:
            book.set_properties({"title": table.file, "author": "民政报告档案"})
            count = _Rows(book, table).write()
            _write_notes(book, table, count)


class _Rows:
    """The sheets that rows are written to, one after the other where one is full."""

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
        """Write all rows; returns how many there are."""
        count, number, at = 0, 1, 0
        sheet = self._sheet(number)
        for row in self.table.rows:
            at += 1
            if at == MOST_ROWS:
                self._finish(sheet, at - 1)
                number, at = number + 1, 1
                sheet = self._sheet(number)
            self._write_row(sheet, at, row)
            count += 1
        self._finish(sheet, at)
        return count

    def _sheet(self, number: int) -> Worksheet:
        sheet = self.book.add_worksheet(self.table.sheet + (f" {number}" if number > 1 else ""))
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

    def _finish(self, sheet: Worksheet, last: int) -> None:
        columns = len(self.table.labels) - 1
        sheet.autofilter(0, 0, last, columns)
        # Years stand as text, because a report may speak of several; that is no mistake to be marked.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{MOST_ROWS}"})

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
