"""The embedded server as commands see it: real processes on a real cluster."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from minzheng.embedded import account
from minzheng.embedded.programs import environment, program
from tests.minzheng.conftest import SECONDS, Manage, postgres_processes, scratch_var

# Connects, says so, and holds the connection until its standard input ends.
USE = """
import sys
from django.db import connection
connection.ensure_connection()
print(connection.get_connection_params()["host"], flush=True)
sys.stdin.read()
connection.cursor().execute("SELECT 1")
"""


@pytest.fixture(scope="module")
def var() -> Iterator[Path]:
    """Yield one var folder for all tests here, since a new cluster takes a while; each leaves it stopped."""
    with scratch_var() as folder:
        yield folder


def use(manage: Manage) -> subprocess.Popen[str]:
    """Start a command that uses the database, and return once it does."""
    process = manage("shell", "--no-imports", "-c", USE)
    assert process.stdout is not None
    assert process.stdout.readline(), process.communicate()[1]
    return process


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Let a command end; return its status and what it printed on standard error."""
    errors = process.communicate(timeout=SECONDS)[1]
    return process.returncode, errors


def test_a_command_that_connects_starts_the_server_and_stops_it_at_its_end(
    manage: Manage, var: Path
) -> None:
    command = use(manage)
    assert len(postgres_processes(var)) == 1
    assert finish(command)[0] == 0
    assert postgres_processes(var) == []


def test_a_command_that_needs_no_database_starts_none(manage: Manage, var: Path) -> None:
    assert finish(manage("check", MINZHENG_VAR=str(var / "fresh")))[0] == 0
    assert not (var / "fresh" / "postgres").exists()


def test_commands_at_once_share_a_server_that_outlives_the_one_that_started_it(
    manage: Manage, var: Path
) -> None:
    fresh = str(var / "both")
    first, second = (
        manage("shell", "--no-imports", "-c", USE, MINZHENG_VAR=fresh) for _ in range(2)
    )
    for command in (first, second):
        assert command.stdout is not None
        assert command.stdout.readline()
    servers = postgres_processes(var)
    assert len(servers) == 1
    starter = servers[0].parent()
    assert starter is not None
    early, late = (first, second) if starter.pid == first.pid else (second, first)
    assert finish(early)[0] == 0
    assert postgres_processes(var) == servers
    assert finish(late) == (0, "")
    assert postgres_processes(var) == []


def test_a_command_may_take_its_time_over_a_statement(manage: Manage) -> None:
    asked = (
        "from django.db import connection\n"
        "with connection.cursor() as cursor:\n"
        "    cursor.execute('SHOW statement_timeout')\n"
        "    print(cursor.fetchone()[0])"
    )
    command = manage("shell", "--no-imports", "-c", asked)
    assert command.communicate(timeout=SECONDS)[0].strip() == "0"


def test_what_a_killed_command_left_running_stops_with_the_next_one(
    manage: Manage, var: Path
) -> None:
    killed = use(manage)
    killed.kill()
    killed.wait()
    left = postgres_processes(var)
    assert len(left) == 1
    assert finish(use(manage))[0] == 0
    assert postgres_processes(var) == []


def test_a_server_started_by_hand_is_used_and_left_alone(manage: Manage, var: Path) -> None:
    finish(use(manage))
    data = var / "postgres"
    pg_ctl = [str(program("pg_ctl")), "-D", str(data), "-w", "-l", str(data / "log")]

    def by_hand(*words: str) -> None:
        subprocess.run(
            [*pg_ctl, *words],
            check=True,
            cwd=var,
            env=environment(),
            stdout=subprocess.DEVNULL,
            **account.identity(data),
        )

    by_hand("-o", f"-k {data} -h '' -p 5499", "start")
    try:
        servers = postgres_processes(var)
        assert finish(use(manage)) == (0, "")
        assert postgres_processes(var) == servers
    finally:
        by_hand("stop")


def test_a_crashed_servers_number_may_have_passed_to_another_program(
    manage: Manage, var: Path
) -> None:
    finish(use(manage))
    lines = [str(os.getpid()), str(var / "postgres"), "0", "5432", str(var), "", "0 0", "ready"]
    (var / "postgres" / "postmaster.pid").write_text("\n".join(lines) + "\n")
    assert finish(use(manage))[0] == 0


def test_a_copied_folder_does_not_lead_to_the_originals_server(manage: Manage, var: Path) -> None:
    command = use(manage)
    copy = var / "copy"
    copy.mkdir()
    ignore = shutil.ignore_patterns(".s.PGSQL*")  # sockets cannot be copied
    shutil.copytree(var / "postgres", copy / "postgres", ignore=ignore)
    if "user" in (owner := account.identity(var / "postgres")):
        subprocess.run(["chown", "-R", str(owner["user"]), copy / "postgres"], check=True)
    other = manage("shell", "--no-imports", "-c", USE, MINZHENG_VAR=str(copy))
    assert other.stdout is not None
    assert other.stdout.readline().strip() == str(copy / "postgres")
    assert len(postgres_processes(var)) == 2
    assert finish(other)[0] == finish(command)[0] == 0


@pytest.mark.parametrize("name", ["a" * 100, '逗号,空格 和"引号"'], ids=["long", "odd"])
def test_a_path_that_no_socket_can_have_still_works(manage: Manage, var: Path, name: str) -> None:
    command = manage("shell", "--no-imports", "-c", USE, MINZHENG_VAR=str(var / name))
    assert command.stdout is not None
    sockets = Path(command.stdout.readline().strip())
    assert finish(command)[0] == 0
    if sockets != var / name / "postgres":
        shutil.rmtree(sockets)


def test_psql_is_at_hand(manage: Manage) -> None:
    process = manage("dbshell", "--", "-Atc", "SELECT current_database(), 1 + 1")
    output, errors = process.communicate(timeout=SECONDS)
    assert (output, errors) == ("minzheng|2\n", "")


def test_data_of_another_version_are_refused_in_one_sentence(manage: Manage, var: Path) -> None:
    (var / "old" / "postgres").mkdir(parents=True)
    (var / "old" / "postgres" / "PG_VERSION").write_text("16\n")
    status, errors = finish(manage("migrate", MINZHENG_VAR=str(var / "old")))
    assert status == 1
    assert "PostgreSQL 16" in errors
    assert errors.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(
    manage: Manage, var: Path
) -> None:
    (var / "file").touch()
    status, errors = finish(manage("migrate", MINZHENG_VAR=str(var / "file" / "var")))
    assert status == 1
    assert "不能使用" in errors
    assert errors.count("\n") == 1


def test_a_term_signal_stops_the_server_too(manage: Manage, var: Path) -> None:
    command = use(manage)
    command.terminate()
    status, errors = finish(command)
    assert (status, errors) == (143, "")
    assert postgres_processes(var) == []
    assert not psutil.pid_exists(command.pid)
