"""The embedded PostgreSQL itself: create its data, start it, tell whether it is ready, stop it.

Nothing here knows who uses the server; minzheng.embedded.server decides when, and holds the lock meanwhile.
"""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from minzheng.embedded import account, interrupts
from minzheng.embedded.programs import (
    CLUSTER_NAME,
    MEGABYTE,
    PORT,
    environment,
    program,
    server_options,
)
from minzheng.refusal import Refusal

USER = "postgres"
# How long a start may take: a moment as a rule, longer when it recovers after a power cut.
START_SECONDS = 120
STOP_SECONDS = 60
POLL_SECONDS = 0.02
# A socket's whole path, with the terminating zero, must fit into 108 bytes.
SOCKET_PATH_BYTES = 107

# Servers started by this very process, by their data.
_children: dict[Path, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, kw_only=True)
class Running:
    """A server as its file postmaster.pid describes it."""

    pid: int
    data: Path
    port: int
    sockets: Path
    status: str

    @property
    def socket_path(self) -> Path:
        """Where it accepts connections."""
        return self.sockets / f".s.PGSQL.{self.port}"


def create(data: Path) -> None:
    """Make a new cluster; the folder appears complete or not at all."""
    unfinished = data.with_name(data.name + ".new")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir()
    who = account.identity(data)
    account.give(unfinished, to=who)
    account.let_reach(data, who=who)
    account.let_reach(program("initdb"), who=who)
    with interrupts.deferred():
        made = subprocess.run(  # noqa: S603 - our own words
            [
                *(
                    program("initdb"),
                    "--pgdata",
                    unfinished,
                    "--username",
                    USER,
                    "--no-instructions",
                ),
                *("--auth-local=trust", "--auth-host=reject", "--encoding=UTF8"),
                # Sorts by code point on every machine and knows the case of every script's letters.
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            ],
            cwd=data.parent,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            **who,
        )
    if made.returncode != 0:
        raise Refusal(f"不能建立数据库：{_last_line(made.stderr)}")
    unfinished.rename(data)


def find(data: Path) -> Running | None:
    """Return the server on this data if it accepts connections, whoever started it."""
    recorded = _recorded(data)
    if recorded and recorded.status == "ready" and _is_here(recorded, data) and _accepts(recorded):
        return recorded
    return None


def is_ours(data: Path) -> bool:
    """Tell whether the server was started here and not, say, by hand."""
    if data in _children:
        return True
    with suppress(FileNotFoundError):
        return f"cluster_name={CLUSTER_NAME}" in (data / "postmaster.opts").read_text()
    return False


def start(data: Path) -> Running:
    """Return a server on this data: one that is just starting if it becomes ready, else a new one."""
    deadline = time.monotonic() + START_SECONDS
    while (recorded := _recorded(data)) and time.monotonic() < deadline:
        if running := find(data):
            return running
        if not (_is_here(recorded, data) and _is_postgres(recorded.pid)):
            # Left over from a crash or copied with its folder; PostgreSQL would wait for whatever
            # program bears the number now.
            (data / "postmaster.pid").unlink(missing_ok=True)
        time.sleep(POLL_SECONDS)
    log = data.with_name(data.name + ".log")
    with interrupts.deferred():
        process = _children[data] = _launch(data, log=log)
    while time.monotonic() < deadline:
        if running := find(data):
            return running
        if process.poll() is not None:
            raise Refusal(f"数据库没有启动：{_last_line(log.read_text(errors='replace'))}")
        time.sleep(POLL_SECONDS)
    raise Refusal(f"数据库在 {START_SECONDS} 秒内没有就绪，也许还在恢复；详情见 {log}。")


def stop(data: Path) -> None:
    """Stop the server, breaking off what connections are left, and return when its process is gone."""
    recorded, child = _recorded(data), _children.get(data)
    if child and child.poll() is None:
        pid = child.pid  # it may not have written its file yet
    elif recorded and _is_here(recorded, data) and _is_postgres(recorded.pid):
        pid = recorded.pid
    else:
        return
    for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5)):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        if _gone(pid, seconds=seconds):
            return
    raise Refusal(f"数据库进程 {pid} 没有停下；请手动结束它。")


def _launch(data: Path, *, log: Path) -> subprocess.Popen[bytes]:
    who = account.identity(data)
    account.let_reach(data, who=who)
    account.let_reach(program("postgres"), who=who)
    options = server_options(sockets=_socket_folder(data, who=who))
    if log.exists() and log.stat().st_size > MEGABYTE:
        log.replace(log.with_suffix(".log.old"))
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own words
            [program("postgres"), "-D", data, *options],
            cwd=data.parent,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for us; the server goes when nobody needs it
            **who,
        )


def _socket_folder(data: Path, *, who: account.Identity) -> Path:
    """Return where the socket goes: beside the data, or into a private folder where that will not do.

    The path may be too long, or hold a comma, which libpq reads as the end of a host.
    """
    socket_path = os.fsencode(data / f".s.PGSQL.{PORT}")
    if len(socket_path) <= SOCKET_PATH_BYTES and b"," not in socket_path:
        return data
    key = hashlib.sha256(socket_path).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"minzheng-{os.geteuid()}-{key}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), who.get("user")):
        raise Refusal(f"文件夹 {folder} 属于别的用户，不能用来连接数据库；请先删除它。")
    account.give(folder, to=who)
    return folder


def _recorded(data: Path) -> Running | None:
    """Read postmaster.pid, of which the last lines may not be written yet."""
    with suppress(FileNotFoundError, IndexError, ValueError):
        lines = [line.strip() for line in (data / "postmaster.pid").read_text().splitlines()]
        lines += [""] * (8 - len(lines))
        return Running(
            pid=int(lines[0]),
            data=Path(lines[1]),
            port=int(lines[3] or PORT),
            sockets=Path(lines[4]),
            status=lines[7],
        )
    return None


def _is_here(recorded: Running, data: Path) -> bool:
    """Tell whether that server works on this folder: a copied folder carries the original's file."""
    try:
        return recorded.data.samefile(data)
    except OSError:
        return False


def _is_postgres(pid: int) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _gone(pid: int, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for child in _children.values():
            child.poll()  # reaps it
        if not _is_postgres(pid):
            return True
        time.sleep(POLL_SECONDS)
    return False


def _accepts(recorded: Running) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(recorded.socket_path))
        except OSError:
            return False
    return True


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["原因不明"])[-1]
