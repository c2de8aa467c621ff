"""`manage.py benchmark`, run as it is called, on the server that the tests use."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from search.benchmark.database import PREFIX

pytestmark = pytest.mark.django_db


def command(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "benchmark", *arguments],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


def folders() -> set[str]:
    return {folder.name for folder in settings.VAR_DIR.glob("benchmark-*")}


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    process = command("--reports", "10", "--runs", "1", "--every", "5", "--jobs", "1", "--json")
    out, errors = process.communicate()
    assert process.returncode == 0, errors
    (line,) = out.splitlines()
    value: dict[str, Any] = json.loads(line)
    return value


def test_one_object_holds_what_is_promised(result: dict[str, Any]) -> None:
    assert result["reports"] == 10
    assert 400 < result["passages"] < 700
    for figures in (result, *result["peers"].values()):
        for times in (figures["all"], *figures["classes"].values()):
            assert 0 < times["p50_ms"] <= times["p95_ms"] <= times["p99_ms"]
        assert figures["classes"].keys() == result["classes"].keys()
    assert {"naive", "fts5"} <= result["peers"].keys()
    assert result["peers"].keys() | result["skipped"].keys() >= {"naive", "fts5", "tantivy"}
    assert result["ingest_reports_per_s"] > 0
    assert result["reindex_reports_per_s"] > 0
    assert result["bytes"].keys() == {"text", "index"}
    assert min(result["bytes"].values()) > 10 * 10_000
    assert result["web_rss_bytes"] > 10_000_000


def test_others_find_as_much_of_single_words(result: dict[str, Any]) -> None:
    single = [
        query
        for query in result["queries"]
        if query["class"].startswith(("common", "middling", "rare"))
    ]
    assert any(query["passages"] > 50 for query in single)
    for query in single:
        for name in ("naive", "fts5"):
            found = query["peers"][name]
            assert (found["reports"], found["passages"]) == (query["reports"], query["passages"])


def test_nothing_is_left_behind(result: dict[str, Any]) -> None:
    assert databases() == set()
    assert folders() == set()


def test_nothing_is_left_behind_after_ctrl_c() -> None:
    process = command("--reports", "500", "--peers", "none")
    assert process.stderr is not None
    assert any("收录" in line for line in process.stderr)
    assert databases()
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 128 + signal.SIGINT
    assert databases() == set()
    assert folders() == set()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--peers", "lucene"), "不认识 lucene"),
        (("--reuse", "minzheng"), "没有留下的数据库 minzheng"),
        (("--drop", f"{PREFIX}1_none"), "没有留下的数据库"),
        (("--reports", "0"), "至少是 1"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, ...], sentence: str) -> None:
    process = command(*arguments)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert sentence in errors
