"""`manage.py drill` tells whether a backup is worth anything, and leaves nothing behind."""

from __future__ import annotations

import signal
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from minzheng.keeping.drill import QUERIES, Compared, compared, rehearse
from minzheng.keeping.scratch import PREFIX
from reports.models import Report
from tests.minzheng.conftest import SECONDS, wait_until
from tests.minzheng.keeping.conftest import started
from tests.minzheng.keeping.test_bags import flip


def left() -> list[str]:
    """Databases and folders of a drill that are there now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        databases = [name for (name,) in cursor.fetchall() if name.startswith(PREFIX)]
    return databases + [folder.name for folder in settings.VAR_DIR.glob("drill-*")]


@pytest.mark.usefixtures("committed")
def test_a_good_archive_passes_and_nothing_is_left() -> None:
    out = StringIO()
    call_command("drill", stdout=out)
    *lines, last = out.getvalue().splitlines()
    assert last == "演练通过：恢复出来的与原来的完全相同。"
    assert all(line.startswith("相同") for line in lines)
    assert any("表 reports_report：6 行" in line for line in lines)
    assert any("原文件：6 个" in line for line in lines)
    assert sum("检索" in line for line in lines) == len(QUERIES)
    # A query that finds nothing would compare nothing.
    assert not any(" 0 份" in line for line in lines if "检索" in line)
    assert left() == []


@pytest.mark.usefixtures("committed")
def test_what_does_not_come_back_fails_the_drill_and_is_named() -> None:
    changed = Report.objects.order_by("pk")[0]
    flip(changed.original)
    out = StringIO()
    with pytest.raises(CommandError, match="1 项不同"):
        call_command("drill", stdout=out)
    (line,) = (line for line in out.getvalue().splitlines() if line.startswith("不同"))
    assert line.startswith("不同  原文件：原来 5 个")
    assert left() == []


def test_whatever_one_side_alone_has_is_a_difference() -> None:
    assert list(compared({"a": "1", "b": "2"}, {"a": "1", "c": "3"})) == [
        Compared("a", "1", "1"),
        Compared("b", "2", "没有"),
        Compared("c", "没有", "3"),
    ]


@pytest.mark.usefixtures("committed")
def test_what_is_changed_in_the_archive_is_another_slice() -> None:
    before = {one.what: one.here for one in rehearse()}
    Report.objects.filter(pk=Report.objects.order_by("pk")[0].pk).update(title="改过的标题")
    after = {one.what: one.here for one in rehearse()}
    assert {what for what in before if before[what] != after[what]} == {
        *("表 reports_report", "表 reports_reportchange")
    }


@pytest.mark.usefixtures("committed")
def test_a_drill_that_is_broken_off_leaves_nothing() -> None:
    process = started("drill")
    try:
        wait_until(lambda: any(name.startswith(PREFIX) for name in left()), what="a second archive")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=SECONDS)
    assert process.returncode != 0
    assert left() == []
