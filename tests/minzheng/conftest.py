"""Runs manage.py as a person would, in a process of its own with a var folder of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import psutil
import pytest
from django.conf import settings

SECONDS = 60


class Manage(Protocol):
    """Starts `manage.py` with these arguments and environment variables."""

    def __call__(self, *arguments: str, **environment: str) -> subprocess.Popen[str]: ...


@pytest.fixture
def var() -> Iterator[Path]:
    """Yield a scratch var folder of this test's own."""
    with scratch_var() as folder:
        yield folder


@contextmanager
def scratch_var() -> Iterator[Path]:
    """Yield a folder whose path is short enough for a socket; nothing may run on it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mz-"))
    folder.chmod(0o711)  # as root, the server's own user must pass
    yield folder
    left = postgres_processes(folder)
    for process in left:
        process.send_signal(signal.SIGQUIT)
    psutil.wait_procs(left, timeout=SECONDS)
    shutil.rmtree(folder)
    assert not left, "a server was left running"


@pytest.fixture
def manage(var: Path) -> Iterator[Manage]:
    """Yield a function that starts manage.py on the scratch var folder and the embedded database."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**inherited, "MINZHENG_VAR": str(var), **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=SECONDS)


def postgres_processes(folder: Path) -> list[psutil.Process]:
    """Return the servers whose data lie in this folder."""
    found = []
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error):
            if process.info["name"] == "postgres" and str(folder) in " ".join(process.cmdline()):
                parent = process.parent()
                # For a moment a server's new child looks just like the server.
                if parent is None or parent.name() != "postgres":
                    found.append(process)
    return found


def wait_until(condition: Callable[[], bool], *, what: str) -> None:
    """Return when the condition holds; fail after a while."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)
