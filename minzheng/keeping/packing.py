"""The archive → a bag: the database as of one moment, and the originals that its reports name."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from minzheng.keeping import bags, dumps
from minzheng.keeping.findings import Finding, Kind
from minzheng.keeping.moments import shared_moment
from minzheng.refusal import Refusal
from reports.models import Passage, Report, Section, original_path
from reports.parsing.pipeline import PARSER_VERSION
from search.rows import read_versions

DUMP, ORIGINALS, DAMAGED = "database.dump", "originals", "damaged"
# Labels of bag-info.txt that are the archive's own.
SERVER, MIGRATION = "Archive-Database-Version", "Archive-Migration"


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished bag: its size, and what of the archive was missing or damaged already."""

    reports: int
    originals: int
    bytes: int
    findings: tuple[Finding, ...]


def back_up(target: Path) -> Packed:
    """Write a bag where nothing is yet. Raises Refusal, and leaves nothing behind.

    A process that is killed leaves a folder of another name (`.NAME.part-…`), which is no bag yet.
    """
    with _explained(target), shared_moment() as moment:
        return pack(target, moment=moment)


def pack(target: Path, *, moment: str) -> Packed:
    """The same for a moment that the caller shares. Raises Refusal or OSError."""
    _refuse_taken(target)
    part = Path(tempfile.mkdtemp(prefix=_begun(target), dir=target.parent))
    try:
        packed = _fill(bags.Packer(part), moment=moment)
        _refuse_taken(target)
        part.rename(target)
        bags.sync_folder(target.parent)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return packed


def unfinished(target: Path) -> list[Path]:
    """What backups to this place left behind that were killed, or are still at work."""
    start = _begun(target)
    with suppress(OSError):
        return sorted(path for path in target.parent.iterdir() if path.name.startswith(start))
    return []


def _begun(target: Path) -> str:
    """How the name of a bag begins that is not whole."""
    return f".{target.name}.part-"


def _refuse_taken(target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise Refusal(f"{target} 已经存在；备份从不覆盖，请另取一个名字。")


def _fill(packer: bags.Packer, *, moment: str) -> Packed:
    dumps.dump(packer.place(DUMP), snapshot=moment)
    packer.add_written(DUMP)
    findings = tuple(_copy_originals(packer))
    reports = Report.objects.count()
    packer.seal(_about(reports))
    return Packed(reports, packer.files - 1, packer.bytes, findings)


def _copy_originals(packer: bags.Packer) -> Iterator[Finding]:
    """Pack what the reports name; what is missing or altered."""
    (packer.folder / bags.PAYLOAD / ORIGINALS).mkdir()
    rows = Report.objects.order_by("pk").values_list("pk", "filename", "sha256")
    for pk, filename, sha256 in rows.iterator(chunk_size=1000):
        name = f"{ORIGINALS}/{sha256[:2]}/{sha256}"
        kind, what = None, ""
        try:
            if packer.copy(original_path(sha256), name=name) != sha256:
                # Perhaps the last that is left of it; no restore takes it for the original.
                packer.rename(name, to=f"{DAMAGED}/{sha256}")
                kind, what = Kind.ALTERED, "原文件的内容变了，只能照现在的样子另存。"
        except bags.UnreadableError as error:
            gone = error.errno == errno.ENOENT
            kind = Kind.MISSING if gone else Kind.UNREADABLE
            what = "原文件不见了，没有备份。" if gone else f"原文件读不出来（{error.strerror}）。"
        if kind:
            yield Finding(kind=kind, what=what, report=pk, file=filename)


def _about(reports: int) -> list[tuple[str, str]]:
    """What bag-info.txt says of the archive, as of the moment that is being read."""
    applied = MigrationLoader(connection).applied_migrations or ()
    return [
        ("Source-Organization", "民政报告档案"),
        ("Bagging-Date", timezone.localdate().isoformat()),
        ("Bag-Software-Agent", "minzheng manage.py backup"),
        ("Archive-Reports", str(reports)),
        ("Archive-Sections", str(Section.objects.count())),
        ("Archive-Passages", str(Passage.objects.count())),
        ("Archive-Parser-Version", str(PARSER_VERSION)),
        ("Archive-Index-Versions", read_versions() or ""),
        (SERVER, str(dumps.server_version())),
        *((MIGRATION, f"{app}.{name}") for app, name in sorted(_latest(set(applied)))),
    ]


def _latest(applied: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The last migration of each app, by its number."""
    return set({app: (app, name) for app, name in sorted(applied)}.values())


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    """Turn an error of the file system into a sentence."""
    try:
        yield
    except OSError as error:
        reasons = {
            errno.ENOSPC: "磁盘空间不足",
            errno.EDQUOT: "磁盘配额不足",
            errno.EACCES: "没有写入的权限",
            errno.EPERM: "没有写入的权限",
            errno.EROFS: "磁盘是只读的",
            errno.ENOENT: "上级文件夹不存在",
            errno.ENOTDIR: "上级不是文件夹",
        }
        reason = reasons.get(error.errno or 0, error.strerror)
        raise Refusal(f"不能备份到 {target}：{reason}。什么也没有留下。") from error
