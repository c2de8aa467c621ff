"""README's first command from start to end: a real process, a real database, real requests."""

import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.minzheng.conftest import SECONDS, Manage, postgres_processes, wait_until

READY = re.compile(r"已就绪：(http://\S+/)")


@pytest.fixture
def port() -> int:
    """Return a port that is free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_until(process: subprocess.Popen[str], pattern: re.Pattern[str]) -> str:
    """Return what a command printed, up to the line that matches."""
    assert process.stdout is not None
    printed = ""
    for line in process.stdout:
        printed += line
        if pattern.search(line):
            return printed
    pytest.fail(f"{pattern.pattern} was never printed:\n{printed}{process.communicate()[1]}")


def stop(process: subprocess.Popen[str], *, with_signal: int) -> str:
    """End quickstart; return what it still said. Nothing of it may be left."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    process.send_signal(with_signal)
    said = process.communicate(timeout=SECONDS)[0]
    assert [one for one in family if one.is_running()] == []
    return said


def get(address: str) -> tuple[int, dict[str, str]]:
    """Fetch a page; return its status and headers."""
    with urllib.request.urlopen(address, timeout=SECONDS) as response:
        return response.status, dict(response.headers)


def test_quickstart_serves_the_archive_twice_and_leaves_nothing_running(
    manage: Manage, var: Path, port: int
) -> None:
    first = manage("quickstart", "--port", str(port))
    said = read_until(first, READY)
    address = f"http://127.0.0.1:{port}/"
    assert address in said
    status, headers = get(address)
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert get(f"{address}admin/login/")[0] == 200
    assert len(re.findall(r"密码 \S{16}", said)) == 1
    assert "已停止" in stop(first, with_signal=signal.SIGINT)
    assert first.returncode == 0

    again = manage("quickstart", "--port", str(port))
    said = read_until(again, READY)
    assert "密码" not in said
    assert reports_stored(var) == len(list((settings.BASE_DIR / "fixtures").glob("*.txt")))
    assert "已停止" in stop(again, with_signal=signal.SIGTERM)
    assert postgres_processes(var) == []


def reports_stored(var: Path) -> int:
    """Count the reports in the database of a running quickstart."""
    with psycopg.connect(
        host=str(var / "postgres"), port=5432, user="postgres", dbname="minzheng"
    ) as database:
        row = database.execute("SELECT count(*) FROM reports_report").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize(
    "step", ["启动数据库", "更新表结构", "收录"], ids=["start", "migrate", "ingest"]
)
def test_a_stop_while_still_preparing_leaves_nothing_running(
    manage: Manage, var: Path, port: int, step: str
) -> None:
    process = manage("quickstart", "--port", str(port))
    read_until(process, re.compile(step))
    stop(process, with_signal=signal.SIGTERM)
    assert process.returncode == 143
    wait_until(lambda: postgres_processes(var) == [], what="the server's end")


def test_a_busy_port_is_named_before_any_work(manage: Manage, var: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        process = manage("quickstart", "--port", str(port))
        output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert output == ""
    assert f"端口 {port} 已被" in errors
    assert errors.count("\n") == 1
    assert not (var / "postgres").exists()


@contextmanager
def scratch_database() -> Iterator[str]:
    """Make a database on the server that the tests run on; yield its address."""
    parameters = connection.get_connection_params()
    known = {
        key: parameters[key] for key in ("host", "port", "user", "password") if key in parameters
    }
    name = sql.Identifier("test_quickstart")
    with psycopg.connect(make_conninfo(dbname="postgres", **known), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        try:
            query = "&".join(f"{key}={value}" for key, value in known.items())
            yield f"postgresql:///test_quickstart?{query}"
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.mark.django_db
def test_server_and_administrator_may_come_from_the_environment(
    manage: Manage, var: Path, port: int
) -> None:
    with scratch_database() as url:
        process = manage(
            *("quickstart", "--port", str(port)),
            DATABASE_URL=url,
            MINZHENG_ADMIN_USER="馆长",
            MINZHENG_ADMIN_PASSWORD="a-secret-that-is-never-shown",
        )
        said = read_until(process, READY)
        assert "馆长" in said
        assert "密码" not in said
        assert "a-secret-that-is-never-shown" not in said
        assert get(f"http://127.0.0.1:{port}/")[0] == 200
        stop(process, with_signal=signal.SIGTERM)
    assert not (var / "postgres").exists()


def test_a_folder_that_cannot_be_written_is_named(manage: Manage, var: Path, port: int) -> None:
    (var / "file").touch()
    process = manage("quickstart", "--port", str(port), MINZHENG_VAR=str(var / "file" / "var"))
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert output == ""
    assert "不能写入" in errors
    assert errors.count("\n") == 1


def test_a_server_that_does_not_answer_is_named(manage: Manage, port: int) -> None:
    process = manage(
        *("quickstart", "--port", str(port)),
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/nowhere",
    )
    errors = process.communicate(timeout=SECONDS)[1]
    assert process.returncode == 1
    assert "DATABASE_URL" in errors
    assert errors.count("\n") == 1
