"""Originals on disk against the rows that name them: what is missing, empty, altered or named by no row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from minzheng.keeping.findings import Finding, Kind
from reports.models import Report
from reports.parsing.extract import ExtractError, extract
from reports.parsing.pipeline import PARSER_VERSION

# How `reports.originals` calls what it has not finished writing.
PART = ".part-"


def check_original(report: Report) -> Iterator[Finding]:
    """What is wrong with the file of one report; at most one finding."""
    found = _trouble(report)
    if found:
        kind, what = found
        yield Finding(kind=kind, what=what, report=report.pk, file=report.filename)


def _trouble(report: Report) -> tuple[Kind, str] | None:
    place = report.original.relative_to(settings.MEDIA_ROOT)
    try:
        size = report.original.stat().st_size
        if size in (0, report.size):
            return _trouble_inside(report, report.original.read_bytes())
    except FileNotFoundError:
        return Kind.MISSING, f"原文件 {place} 不见了。"
    except OSError as error:
        return Kind.UNREADABLE, f"原文件 {place} 读不出来（{error.strerror}）。"
    # Not read: it may be of any size.
    return Kind.ALTERED, f"原文件 {place} 有 {size} 字节，应当是 {report.size}。"


def _trouble_inside(report: Report, data: bytes) -> tuple[Kind, str] | None:
    place = report.original.relative_to(settings.MEDIA_ROOT)
    if not data:
        return Kind.EMPTY, f"原文件 {place} 是空的。"
    if sha256(data).hexdigest() != report.sha256:
        return Kind.ALTERED, f"原文件 {place} 的内容变了，与 SHA-256 不符。"
    # Another version of the parser may well have read the same bytes in another way.
    if report.parser_version == PARSER_VERSION and not _reads(data, report.text):
        return Kind.TEXT, "文本与原文件读出来的不同。"
    return None


def _reads(data: bytes, text: str) -> bool:
    try:
        return extract(data).text == text
    except ExtractError:
        return False


def unnamed_files() -> Iterator[Finding]:
    """Files in the folder of originals that no report names; folder by folder, so that memory stays small."""
    root = Path(settings.MEDIA_ROOT) / "originals"
    try:
        entries = _entries(root)
    except FileNotFoundError:
        return
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False):
            yield _unnamed(Path(entry.path))
            continue
        known = _known(entry.name)
        for file in _entries(Path(entry.path)):
            if file.name not in known:
                yield _unnamed(Path(file.path))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _known(folder: str) -> set[str]:
    """The names that files in this folder should have."""
    if len(folder) != 2:
        return set()
    rows = Report.objects.filter(sha256__startswith=folder).order_by()
    return set(rows.values_list("sha256", flat=True))


def _unnamed(path: Path) -> Finding:
    place = os.fsencode(path.relative_to(settings.MEDIA_ROOT)).decode("utf-8", "replace")
    if path.name.startswith(PART):
        return Finding(kind=Kind.LEFTOVER, what="收录中断时留下的半个文件。", file=place)
    return Finding(kind=Kind.ORPHANED, what="没有报告指向这个文件。", file=place)
