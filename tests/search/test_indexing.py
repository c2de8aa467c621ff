"""Indexing: what the rows are like for PostgreSQL, and that many reports are entered at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from reports.contents import contents_of
from reports.models import Report
from search.indexing import index_report
from search.models import SectionIndex
from tests.search.conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def rows(report: Report) -> list[tuple[object, ...]]:
    columns = ("section", "first", "last", "day", "facts", "edition", "lexemes")
    return list(SectionIndex.objects.filter(report=report).order_by("first").values_list(*columns))


def waiting_pages() -> int:
    """How much waited to be entered; nothing does afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('section_gin')")
        return int(cursor.fetchone()[0])


def test_a_report_is_indexed_alike_as_it_comes_in_and_from_the_database() -> None:
    for report in Report.objects.all():
        before = rows(report)
        assert index_report(report) == len(before)
        assert rows(report) == before
        index_report(report, contents_of(report))
        assert rows(report) == before


def test_every_row_is_narrow() -> None:
    """Only what is compressed is moved out of the row, and what facets are counted from must not be."""
    published("一、养老服务\n建成养老院。\n")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT pg_column_compression(lexemes), pg_column_compression(facts)"
            " FROM search_sectionindex"
        )
        assert cursor.fetchall() == [("pglz", None)]


def test_nothing_waits_to_be_entered_when_a_command_is_done(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("一、养老服务\n建成养老院。\n", "utf-8")
    published("一、社会救助\n发放低保金。\n")
    call_command("ingest", str(tmp_path), verbosity=0)
    assert waiting_pages() == 0
    published("一、儿童福利\n走访孤儿。\n")
    assert waiting_pages() > 0
    published("一、婚姻登记\n登记结婚。\n")
    call_command("reindex", "--all", verbosity=0)
    assert waiting_pages() == 0
