"""`manage.py ingest`: files and folders, refusals with their reasons, a summary, and Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from reports.files import read_report
from reports.ingest import Refused, ingest
from reports.models import Report
from reports.parsing.pipeline import parse
from reports.reference import gazetteer, shipped_areas
from tests.reports.factories import SEEDS, held_report, receiving, report_text


def command(*paths: Path | str, **options: Any) -> tuple[str, str]:
    """Run `manage.py ingest`; returns what it printed and the error it ended with, if any."""
    out = StringIO()
    try:
        call_command("ingest", *map(str, paths), stdout=out, stderr=StringIO(), **options)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def counts(printed: str) -> dict[str, int]:
    """The summary table."""
    rows = [line.split() for line in printed.replace("\u3000", "").splitlines()]
    return {row[0]: int(row[1]) for row in rows if len(row) == 2 and row[1].isdigit()}


# ── Refusals ──

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "文件是空的"),
    "blank": (b"\r\n \t\n", "文件是空的"),
    "NUL bytes": (b"\x00" * 4000, "文件是空的"),
    "text with NUL bytes": ("工作总结".encode() + b"\x00\x01\x02\x03" * 10, "二进制"),
    "control characters": (bytes(range(1, 9)) * 500, "二进制"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "docx or zip": (b"PK\x03\x04\x14\x00\x06\x00", "压缩包"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office"),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00", "图片"),
    "only punctuation": ("——，。！……\n※※※".encode(), "没有文字"),
    "a page without words": (
        b"<html><body><script>var a = 1;</script><p>&nbsp;</p></body>",
        "没有文字",
    ),
    "a torn UTF-8 file": (b"\xef\xbb\xbf" + "工作总结".encode()[:-1], "编码已损坏"),
    "bytes of no encoding": (b"\xff\xff\xff\x80\x80\xff" * 50, "无法识别文件的文字编码"),
}


@pytest.mark.parametrize(("data", "reason"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_with_its_reason(
    reference: None, originals: Path, tmp_path: Path, data: bytes, reason: str
) -> None:
    bad, good = tmp_path / "bad.txt", tmp_path / "good.txt"
    bad.write_bytes(data)
    good.write_text(report_text())
    printed, error = command(bad, good)
    assert counts(printed) == {"新收录": 1, "未变": 0, "已更新": 0, "拒收": 1}
    assert any("bad.txt" in line and reason in line for line in printed.splitlines())
    assert error == "有 1 个文件被拒收。"
    assert Report.objects.get().filename == "good.txt"
    assert len([path for path in originals.rglob("*") if path.is_file()]) == 1


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_not(
    reference: None, tmp_path: Path, settings: Settings
) -> None:
    data = report_text().encode()
    settings.REPORT_MAX_BYTES = len(data)
    (tmp_path / "fits.txt").write_bytes(data)
    (tmp_path / "large.txt").write_bytes(data + b"!")
    printed, error = command(tmp_path)
    assert "large.txt：文件有" in printed
    assert "上限" in printed
    assert error
    assert Report.objects.get().filename == "fits.txt"
    with pytest.raises(Refused, match="上限"):
        ingest(data + b"!", filename="large.txt")


def test_a_large_file_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as file:
        file.truncate(2**40)  # takes no room on the disk, and would take all memory
    with pytest.raises(Refused, match=r"1\.0\sTB"):
        read_report(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_or_folder_is_refused(reference: None, tmp_path: Path) -> None:
    locked, folder = tmp_path / "locked.txt", tmp_path / "folder"
    locked.write_text(report_text())
    locked.chmod(0)
    folder.mkdir(mode=0)
    printed, error = command(locked, folder)
    folder.chmod(0o700)
    assert printed.count("没有读取权限。") == 2
    assert error


def test_what_is_no_file_is_refused(reference: None, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    missing = tmp_path / "missing.txt"
    printed, _ = command(missing, tmp_path, tmp_path / "empty", tmp_path / ("x" * 300))
    reasons = {
        line.split("：")[0].strip(): line.split("：")[1]
        for line in printed.splitlines()
        if "：" in line
    }
    assert reasons == {
        str(missing): "文件不存在。",
        str(tmp_path / "gone.txt"): "文件不存在。",
        str(tmp_path / "pipe.txt"): "不是普通文件。",
        str(tmp_path / "empty"): "文件夹里没有 txt 或 html 文件。",
        str(tmp_path / ("x" * 300)): "读不出来（File name too long）。",
    }


def test_a_defect_that_one_file_brings_to_light_keeps_no_other_out(
    reference: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(report_text(also=name))

    def receiver(report: Report, **kwargs: Any) -> None:
        if report.filename == "b.txt":
            raise ZeroDivisionError

    with receiving(receiver):
        printed, error = command(tmp_path)
    assert "b.txt：程序出错（ZeroDivisionError），详情见日志。" in printed
    assert "ZeroDivisionError" in caplog.text
    assert error
    assert sorted(Report.objects.values_list("filename", flat=True)) == ["a.txt", "c.txt"]


def test_where_originals_cannot_be_kept_the_run_stops_with_a_reason(
    reference: None, settings: Settings
) -> None:
    settings.MEDIA_ROOT = "/dev/null"
    printed, error = command(*SEEDS)
    assert "5 个文件中处理了 0 个" in printed
    assert error == "不能把原文件存到 /dev/null：Not a directory。"
    assert not Report.objects.exists()


# ── The command ──


def test_the_command_publishes_and_says_what_it_did(reference: None) -> None:
    first, no_error = command(*SEEDS)
    second, _ = command(*SEEDS)
    assert no_error == ""
    assert counts(first) == {"新收录": 5, "未变": 0, "已更新": 0, "拒收": 0}
    assert counts(second) == {"新收录": 0, "未变": 5, "已更新": 0, "拒收": 0}
    assert Report.objects.published().count() == 5


def test_the_command_leaves_drafts_where_asked(reference: None) -> None:
    command(*SEEDS, draft=True)
    assert set(Report.objects.values_list("status", flat=True)) == {"draft"}


def test_a_folder_is_searched_for_reports_and_a_named_file_is_always_tried(
    reference: None, tmp_path: Path
) -> None:
    folder = tmp_path / "reports"
    names = ["b.TXT", "a/页面.html", "a/z.htm", "a/notes.md", ".hidden.txt", ".git/config.txt"]
    for name in [*names, "c/deep/er.txt"]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report_text(also=name))
    named = tmp_path / "named.dat"
    named.write_text(report_text(also="named"))
    printed, _ = command(folder, named)
    assert counts(printed)["新收录"] == 5
    held = set(Report.objects.values_list("filename", flat=True))
    assert held == {"b.TXT", "页面.html", "z.htm", "er.txt", "named.dat"}


def test_the_command_says_what_would_happen(reference: None, tmp_path: Path) -> None:
    held = held_report()
    (tmp_path / "1.txt").write_text(report_text(city="玉林市"))
    (tmp_path / "2.txt").write_text(report_text(city="玉林市"))
    (tmp_path / "报告.txt").write_text(report_text(also="新版本。"))
    (tmp_path / "空.txt").touch()
    (tmp_path / "又空.txt").touch()
    printed, error = command(tmp_path, dry_run=True)
    assert "新收录  " + str(tmp_path / "1.txt") in printed
    assert f"已更新  {tmp_path / '报告.txt'} → 《{held.title}》" in printed
    assert "试运行，什么也没有存储" in printed
    assert counts(printed) == {"新收录": 1, "未变": 1, "已更新": 1, "拒收": 2}
    assert error
    assert Report.objects.get().text == held.text


def test_names_that_could_harm_a_terminal_or_the_database_are_tamed(
    reference: None, tmp_path: Path
) -> None:
    odd = os.fsencode(tmp_path) + b"/\xb1\xa8\xb8\xe6\x1b[2J\n.txt"
    Path(os.fsdecode(odd)).write_text(report_text())
    (tmp_path / "red\x1b[31m.txt").touch()
    printed, _ = command(tmp_path)
    assert "red�[31m.txt：文件是空的。" in printed
    assert "\x1b" not in printed
    assert Report.objects.get().filename.startswith("��")


def test_without_reference_data_the_command_says_what_to_do_first(db: None) -> None:
    _, error = command(*SEEDS)
    assert "load_reference" in error
    assert not Report.objects.exists()


def test_one_line_a_file_where_more_is_asked_for(reference: None) -> None:
    err = StringIO()
    call_command("ingest", str(SEEDS[0]), stdout=StringIO(), stderr=err, verbosity=2)
    assert err.getvalue() == f"新收录  {SEEDS[0]}\n"


def test_the_areas_are_read_once_for_many_files(reference: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        command(*SEEDS)
    assert Report.objects.count() == 5
    assert len([q for q in queries if 'FROM "reports_areaterm"' in q["sql"]]) == 1


# ── Interrupted ──


@contextmanager
def ingesting(folder: Path, var: Path) -> Iterator[subprocess.Popen[str]]:
    """`manage.py ingest` in a process of its own, on the tests' database."""
    place = connection.get_connection_params()
    parts = {
        key: place[key] for key in ("dbname", "user", "password", "host", "port") if place.get(key)
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "ingest", str(folder)],
        cwd=project.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": f"postgresql:///?{urlencode(parts)}",
            "MINZHENG_VAR": str(var),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def parsed_sections(report: Report) -> int:
    data = report.original.read_bytes()
    outline = parse(data, filename="x", gazetteer=gazetteer(), areas=shipped_areas()).outline
    return len(list(outline.walk()))


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interruption_leaves_whole_reports_and_the_next_run_takes_the_rest(
    reference_committed: None, tmp_path: Path, number: int, status: int
) -> None:
    folder, total = tmp_path / "many", 80
    folder.mkdir()
    for variant in range(total):
        text = SEEDS[variant % len(SEEDS)].read_text("utf-8")[:2000]
        (folder / f"{variant:03}.txt").write_text(f"{text}\n第{variant}份。\n")
    with ingesting(folder, tmp_path) as process:
        deadline = time.monotonic() + 60
        while Report.objects.count() < 3:
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == status
    held = Report.objects.count()
    assert 3 <= held < total
    assert f"{total} 个文件中处理了" in printed
    assert held - counts(printed)["新收录"] in {
        0,
        1,
    }  # it may have come between storing and counting
    for report in Report.objects.all():
        assert report.passages.exists()
        assert report.sections.count() == parsed_sections(report)
        assert report.years
    with ingesting(folder, tmp_path) as process:
        printed, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    assert counts(printed) == {"新收录": total - held, "未变": held, "已更新": 0, "拒收": 0}
    assert Report.objects.count() == total
