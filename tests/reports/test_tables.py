"""Tables as files: every value arrives as it is, nothing acts as a formula, and what broke off shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from operator import itemgetter
from zipfile import ZipFile

import pytest
from lxml import etree
from openpyxl import load_workbook

from reports.takeaway import workbooks
from reports.takeaway.answers import LONGEST_NAME, file_name
from reports.takeaway.streams import BROKEN_OFF, csv_pieces, harmless, json_pieces
from reports.takeaway.tables import Column, Link, Row, Table, table
from reports.takeaway.workbooks import LONGEST_CELL, TooMany, fitting, write_workbook

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠A1"]
LINK = "https://档案.example/reports/3/#p12"


def made(*rows: Row) -> Table:
    """A table of these rows; its first column is called 甲."""
    width = len(rows[0]) if rows else 1
    columns = [Column(f"c{n}", "甲乙丙丁戊"[n], 20, itemgetter(n)) for n in range(width)]
    return table(
        iter(rows),
        columns,
        size=len(rows),
        file="试",
        sheet="表",
        listed="rows",
        about={"query": '"低保" =1'},
        notes=[("检索式", "=低保")],
    )


def workbook(of: Table) -> io.BytesIO:
    file = io.BytesIO()
    write_workbook(of, file)
    return file


def cut_short(rows: int) -> Table:
    """A table that cannot be read to its end."""

    def some() -> Iterator[Row]:
        yield from (("低保", number) for number in range(rows))
        raise RuntimeError("the database went away")

    return replace(made(("低保", 0)), rows=some())


def as_csv(of: Table) -> str:
    return b"".join(csv_pieces(of)).decode()


def test_csv_has_bom_and_crlf_and_gives_back_what_was_put_in() -> None:
    rows: list[Row] = [('他说"好",\n再见', 3, date(2022, 1, 29), ("低保", "五保"), Link(LINK))]
    text = as_csv(made(*rows, (None, 0, None, (), None)))
    assert text.startswith("\ufeff甲,乙,丙,丁,戊\r\n")
    assert text.endswith("\r\n")
    read = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert read[1:] == [
        ['他说"好",\n再见', "3", "2022-01-29", "低保、五保", LINK],
        ["", "0", "", "", ""],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_begins_like_a_formula(text: str) -> None:
    read = csv.reader(io.StringIO(as_csv(made((text, (text, "低保"))))[1:], newline=""))
    assert list(read)[1] == [f"'{text}", f"'{text}、低保"]


@pytest.mark.parametrize("text", ["", "2021年", "低保=1120元", " =1", "'=1", "一、", "(一)", "—"])
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_json_gives_back_what_was_put_in() -> None:
    rows: list[Row] = [("\x01\u2028=1", 3, date(2022, 1, 29), ("低保",), Link(LINK))]
    read = json.loads(b"".join(json_pieces(made(*rows, (None, 0, None, (), None)))))
    assert read["query"] == '"低保" =1'
    assert read["count"] == 2
    assert list(read["rows"][0].values()) == ["\x01\u2028=1", 3, "2022-01-29", ["低保"], LINK]
    assert list(read["rows"][1].values()) == [None, 0, None, [], None]


def test_a_table_without_rows_is_a_whole_file() -> None:
    assert as_csv(made()) == "\ufeff甲\r\n"
    assert json.loads(b"".join(json_pieces(made())))["rows"] == []
    assert load_workbook(workbook(made()))["表"].max_row == 1


@pytest.mark.parametrize("rows", [1, 5000])
def test_what_broke_off_does_not_look_whole(rows: int) -> None:
    for write in (csv_pieces, json_pieces):
        pieces: list[bytes] = []
        with pytest.raises(RuntimeError):
            pieces.extend(write(cut_short(rows)))
        text = b"".join(pieces).decode()
        assert f"{rows - 1}" in text
        if write is csv_pieces:
            assert text.endswith(f"{BROKEN_OFF}\r\n")
        else:
            with pytest.raises(json.JSONDecodeError):
                json.loads(text)


def test_a_workbook_that_breaks_off_is_none() -> None:
    with pytest.raises(RuntimeError):
        write_workbook(cut_short(1), io.BytesIO())


@pytest.mark.parametrize("text", [*FORMULAS, "http://x.example/", "mailto:a@b", "{=1}", "1120", ""])
def test_a_workbook_holds_text_as_text(text: str) -> None:
    sheet = load_workbook(workbook(made((text, 1))))["表"]
    cell = sheet["A2"]
    assert cell.data_type == "s" or not text
    assert (cell.value or "").replace("_x000D_", "\r") == text
    assert cell.hyperlink is None


def test_a_workbook_has_numbers_dates_and_links_of_their_own() -> None:
    row: Row = ("字", 12, date(2022, 1, 29), ("低保", 2021), Link(LINK))
    sheet = load_workbook(workbook(made(row)))["表"]
    assert [cell.value for cell in sheet[1]] == list("甲乙丙丁戊")
    assert sheet["B2"].value == 12
    assert sheet["C2"].value.date() == date(2022, 1, 29)
    assert sheet["D2"].value == "低保、2021"
    assert sheet["E2"].hyperlink.target + "#" + sheet["E2"].hyperlink.location == LINK


def test_control_characters_do_not_break_a_workbook() -> None:
    said = "".join(map(chr, range(32))) + "\ufffe\uffff\x7f低保 _x0041_"
    file = workbook(made((said,)))
    with ZipFile(file) as parts:
        for name in parts.namelist():
            etree.fromstring(parts.read(name))
    value = load_workbook(file)["表"]["A2"].value
    assert "_x0001_" in value
    assert value.endswith("\x7f低保 _x005F_x0041_")


def test_a_workbook_says_where_it_comes_from() -> None:
    sheet = load_workbook(workbook(made(("低保",), ("五保",))))["说明"]
    assert list(sheet.values) == [("检索式", "=低保"), ("行数", "2")]


def test_more_rows_than_a_workbook_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    rows = [("低保",)] * 4
    assert len(list(load_workbook(workbook(made(*rows[:3])))["表"].values)) == 4
    # Whether that is known beforehand, or seen only when it is read.
    for size in (len(rows), 1):
        with pytest.raises(TooMany):
            workbook(replace(made(*rows), size=size))


def test_many_links_are_clickable_and_the_others_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_LINKS", 4)
    sheet = load_workbook(workbook(made(*[(Link(f"{LINK}{number}"),) for number in range(5)])))[
        "表"
    ]
    held = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [bool(cell.hyperlink) for cell in held] == [True] * 4 + [False]
    assert [cell.value for cell in held] == [f"{LINK}{number}" for number in range(5)]


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    whole = "低" * LONGEST_CELL
    assert fitting(whole) == whole
    for text in (whole + "保", "𠮷" * 20_000, "a" + "𠮷" * 20_000):
        cut = fitting(text)
        assert LONGEST_CELL - 1 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
        assert cut.endswith("（单元格容纳不下，全文见固定链接）")
        assert text.startswith(cut.partition("……")[0])
        assert load_workbook(workbook(made((text,))))["表"]["A2"].value == cut


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ('检索-"低保标准" 城市:中山', "检索- 低保标准 城市 中山"),
        ("../../etc/passwd", "etc passwd"),
        ("a\r\nX-Evil: 1", "a X-Evil 1"),
        ("报告\u202etxt.\x00exe", "报告txt.exe"),
        ("...", "民政报告档案"),
        ("低" * 500, "低" * LONGEST_NAME),
        ("\ud800", "民政报告档案"),
    ],
)
def test_any_text_makes_a_safe_name(said: str, name: str) -> None:
    assert file_name(said) == name
