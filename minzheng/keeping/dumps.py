"""The database as one file and back, by PostgreSQL's own programs: pg_dump, pg_restore, psql.

A dump is read into a database in one transaction that is committed only after pg_restore has read it to its end, so
that a dump cut short changes nothing.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from django.db import connection
from psycopg.conninfo import make_conninfo

from minzheng.embedded import programs
from minzheng.refusal import Refusal

# A person logs in again where the archive stands now.
WITHOUT_ROWS = ("django_session",)
# PostgreSQL before 17 does not know it, and pg_restore writes it all the same.
_UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"

# Whatever an empty archive has; asked once more whether it is, now that nobody else can fill it meanwhile.
_CLEAR = """
DO $$
DECLARE one record; filled boolean;
BEGIN
    FOR one IN SELECT oid::regclass AS name, relname = ANY('{%s}') AS empty FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    LOOP
        EXECUTE format('LOCK TABLE %%s', one.name);
        IF one.empty THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM %%s)', one.name) INTO filled;
            IF filled THEN RAISE EXCEPTION '表 %% 里刚有了新的内容', one.name; END IF;
        END IF;
    END LOOP;
    FOR one IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    LOOP EXECUTE format('DROP TABLE %%s CASCADE', one.name); END LOOP;
    FOR one IN SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S'
    LOOP EXECUTE format('DROP SEQUENCE %%s CASCADE', one.name); END LOOP;
    FOR one IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    LOOP EXECUTE format('DROP FUNCTION %%s CASCADE', one.name); END LOOP;
END $$;
"""


@dataclass(frozen=True, slots=True)
class _Server:
    """Where the archive's connection leads, in words that libpq understands."""

    conninfo: str
    password: str
    version: int

    @property
    def environment(self) -> dict[str, str]:
        password = {"PGPASSWORD": self.password} if self.password else {}
        return {**programs.environment(), **password}


def server_version() -> int:
    """The major version of the archive's server."""
    return _server().version


def dump(to: Path, *, snapshot: str) -> None:
    """Write the database as of a moment that `moments.shared_moment` named. Raises Refusal, or OSError for no space."""
    server = _server()
    command: list[str | Path] = [
        _program("pg_dump", server),
        *("--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}"),
        *(f"--exclude-table-data={table}" for table in WITHOUT_ROWS),
        *(f"--file={to}", f"--dbname={server.conninfo}"),
    ]
    made = subprocess.run(  # noqa: S603 - our own words
        command, env=server.environment, stderr=subprocess.PIPE, check=False
    )
    if made.returncode != 0:
        reason = made.stderr.decode(errors="replace")
        if os.strerror(errno.ENOSPC) in reason:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(to))
        raise Refusal(f"导不出数据库：{_first_error(reason)}")


def load(source: Path, *, empty: Collection[str]) -> None:
    """Put a dump in the place of all that the database has; wholly or, raising Refusal, not at all.

    It is not done either where one of the tables that should be empty has rows.
    """
    clear = _CLEAR % ",".join(empty)
    server = _server()
    reading: list[str | Path] = [
        _program("pg_restore", server),
        *("--no-owner", "--no-acl", "--file=-", str(source)),
    ]
    writing: list[str | Path] = [
        _program("psql", server),
        *("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={server.conninfo}"),
    ]
    with tempfile.TemporaryFile() as read_errors, tempfile.TemporaryFile() as write_errors:
        reader = subprocess.Popen(  # noqa: S603 - our own words
            reading, env=server.environment, stdout=subprocess.PIPE, stderr=read_errors
        )
        writer = subprocess.Popen(  # noqa: S603
            writing,
            env=server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=write_errors,
        )
        with reader, writer:
            try:
                whole = _pump(reader, writer, clear=clear)
            finally:
                # Without COMMIT, the end of the script or of psql takes all of it back.
                with suppress(BrokenPipeError):
                    cast(IO[bytes], writer.stdin).close()
                reader.kill()
                writer.kill()
        if not whole:
            raise Refusal(f"数据库转储读不完，可能被截断：{_first_error(_text(read_errors))}")
        if writer.returncode != 0:
            raise Refusal(f"数据库没有接受转储：{_first_error(_text(write_errors))}")


def _pump(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes], *, clear: str) -> bool:
    """Hand a script on, inside a transaction; whether it came to its end, and only then committed."""
    script, out = cast(IO[bytes], reader.stdout), cast(IO[bytes], writer.stdin)
    with suppress(BrokenPipeError):  # the writer says why it left
        out.write(f"BEGIN;\n{clear}".encode())
        for line in script:
            if line != _UNKNOWN_BEFORE_17:
                out.write(line)
            if line.startswith(b"SET client_encoding"):
                break  # it comes after; from here on all is handed on unread
        shutil.copyfileobj(script, out)
        if reader.wait() != 0:
            return False
        out.write(b"COMMIT;\n")
        out.close()
    writer.wait()
    return True


def _server() -> _Server:
    connection.ensure_connection()
    info = connection.connection.info
    return _Server(
        conninfo=make_conninfo(**info.get_parameters()),
        password=info.password,
        version=info.server_version // 10_000,
    )


def _program(name: str, server: _Server) -> Path:
    """The program of the wheel, or the one on PATH, that is not older than the server. Raises Refusal."""
    versions = []
    for path in _candidates(name):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        if found := re.search(r" (\d+)[.\w]* *", said.stdout):
            versions.append(int(found[1]))
            if versions[-1] >= server.version:
                return path
    have = "、".join(map(str, versions)) or "没有"
    raise Refusal(
        f"数据库是 PostgreSQL {server.version}，这里的 {name} 版本不够（{have}）；"
        f"请安装 PostgreSQL {server.version} 或更新版本的客户端程序。"
    )


def _candidates(name: str) -> list[Path]:
    found = []
    with suppress(Refusal):
        found.append(programs.program(name))
    if installed := shutil.which(name):
        found.append(Path(installed))
    return [path for path in found if path.exists()]


def _text(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read().decode(errors="replace")


def _first_error(text: str) -> str:
    """The line that says what went wrong, without the name of the program."""
    lines = text.strip().splitlines() or ["原因不明"]
    wrong = [line for line in lines if "error:" in line.lower()] or lines
    return re.sub(r"^.*?error: *", "", wrong[0], flags=re.IGNORECASE)
