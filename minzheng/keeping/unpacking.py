"""A bag → the archive, where that is empty: checked whole before anything is touched, taken whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from minzheng.keeping import bags, dumps
from minzheng.keeping.checking import Fault, faults
from minzheng.keeping.packing import DUMP, MIGRATION, ORIGINALS, SERVER
from minzheng.refusal import Refusal
from reports.models import original_path
from reports.originals import keep_original

# What an archive may hold of its own accord, migrated and never used, is not in these.
_FILLED = {"reports_report": "份报告", "auth_user": "个帐号"}
# Any number that no other advisory lock of two numbers uses (see `search.editions`).
_RESTORING = (0x5EA2C4, 9)
# So many faults are named in a refusal.
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Unpacked:
    """How many originals came in."""

    originals: int


def restore(source: Path) -> Unpacked:
    """Fill an empty archive. Raises Refusal, and leaves the archive as it was.

    The tables are those of the bag afterwards; the caller migrates them.
    """
    refuse_damaged(source)
    _refuse_newer(bags.info(source))
    with _alone():
        _refuse_filled()
        added = _take(source / bags.PAYLOAD)
    ContentType.objects.clear_cache()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # a search asks PostgreSQL's statistics how large the index is
    return Unpacked(added)


@contextmanager
def _alone() -> Iterator[None]:
    """Be the only one to restore into this database. Raises Refusal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", _RESTORING)
        if not cursor.fetchone()[0]:
            raise Refusal("另一个 restore 正在恢复到这个数据库，请等它结束。")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", _RESTORING)


def _take(payload: Path) -> int:
    """Originals first, then the rows that name them; how many originals came in. Raises Refusal and undoes both."""
    added: list[Path] = []
    try:
        _bring_originals(payload / ORIGINALS, added)
        dumps.load(payload / DUMP, empty=_FILLED)
    except BaseException as error:
        for path in added:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise Refusal(f"原文件存不下来（{error.strerror}）；什么也没有恢复。") from error
        raise
    return len(added)


def refuse_damaged(source: Path) -> None:
    """Check every file of a bag. Raises Refusal, which names those that are wrong."""
    wrong = []
    with suppress(NotADirectoryError):
        wrong = list(faults(source))
    if not wrong and not (source / bags.PAYLOAD / DUMP).is_file():
        wrong.append(Fault(f"{bags.PAYLOAD}/{DUMP}", "不见了。"))
    if wrong:
        lines = [f"  {fault.path}：{fault.what}" for fault in wrong[:_NAMED]]
        more = [f"  ……共 {len(wrong)} 处"] if len(wrong) > _NAMED else []
        raise Refusal("\n".join([f"备份 {source} 不完好，什么也没有恢复：", *lines, *more]))


def _refuse_newer(about: list[tuple[str, str]]) -> None:
    """A bag of a later program or a later server. Raises Refusal."""
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations or ()}
    newer = [value for label, value in about if label == MIGRATION and value not in known]
    if newer:
        raise Refusal(f"备份来自更新的程序，这里没有它的迁移 {'、'.join(newer)}；请先更新程序。")
    server = dict(about).get(SERVER, "")
    if server.isdecimal() and int(server) > (here := dumps.server_version()):
        raise Refusal(f"备份来自 PostgreSQL {server}，这里是 {here}；请用不低于它的版本。")


def _refuse_filled() -> None:
    """A database in which something would be lost. Raises Refusal."""
    tables = set(connection.introspection.table_names())
    ours = {*connection.introspection.django_table_names(), "django_migrations"}
    if strange := sorted(tables - ours):
        raise Refusal(f"数据库里有别的表（{'、'.join(strange[:5])}），不能恢复到这里。")
    held = []
    with connection.cursor() as cursor:
        for table, unit in _FILLED.items():
            if table in tables:
                cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
                held += [f"{number} {unit}" for (number,) in cursor.fetchall() if number]
    if held:
        raise Refusal(
            f"档案不是空的（已有 {'、'.join(held)}），不能恢复到这里；"
            "请用 MINZHENG_VAR 或 DATABASE_URL 指定一个空的档案。"
        )


def _bring_originals(source: Path, added: list[Path]) -> None:
    """Keep the originals of a bag; those that were not there before are added to the list."""
    for path in sorted(source.glob("*/*")):
        place = original_path(path.name)
        if place.is_file() and _digest(place) == path.name:
            continue
        place.unlink(missing_ok=True)  # what is there is no original of this name
        added.append(place)
        keep_original(path.read_bytes())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
