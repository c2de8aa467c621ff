"""`manage.py ingest PATH…`: report files, and folders of them, into the archive, one transaction each."""

from __future__ import annotations

import hashlib
import logging
import os
from argparse import ArgumentParser
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import InterfaceError, OperationalError, ProgrammingError

from reports.files import Found, find_files, read_report, shown
from reports.ingest import Outcome, Refused, ingest
from reports.models import Region, Report
from reports.parsing.areas import AreaModel
from reports.reference import current_areas
from reports.signals import ingest_ended

logger = logging.getLogger(__name__)

# As wide as each other, with ideographic blanks.
LABELS = {"new": "新收录", "unchanged": "未　变", "replaced": "已更新", "refused": "拒　收"}
BAR_WIDTH = 30


@dataclass(slots=True)
class Tally:
    """What became of the files so far."""

    total: int
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    refused: list[tuple[Path, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many files are dealt with."""
        return sum(self.counts.values())


class Command(BaseCommand):
    """Takes files in; one that cannot be is named with its reason, and the exit status is 1."""

    help = "把报告文件（txt、html）收入档案；文件夹连同下级一起查找。重复运行不会重复收录。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
        parser.add_argument("--dry-run", action="store_true", help="只说明会怎样，什么也不存")
        parser.add_argument("--draft", action="store_true", help="存为草稿，不直接发布")

    def handle(self, *args: Any, **options: Any) -> None:
        if not _is_prepared():
            raise CommandError("数据库里还没有地区，请先运行 manage.py migrate 和 load_reference。")
        self._dry_run: bool = options["dry_run"]
        self._status = Report.Status.DRAFT if options["draft"] else Report.Status.PUBLISHED
        self._areas: AreaModel = current_areas()
        self._seen: set[bytes] = set()
        found = list(find_files(options["paths"]))
        tally = Tally(len(found))
        progress = Progress(self.stderr, verbosity=options["verbosity"])
        try:
            for item in found:
                progress.show(tally, item.path)
                self._count(item, tally, progress)
            if not self._dry_run:
                ingest_ended.send(sender=Report)
        finally:
            # Also when interrupted: what is in stays in, and the person is told how much that is.
            progress.clear()
            self._summarise(tally)
        if tally.refused:
            raise CommandError(f"有 {len(tally.refused)} 个文件被拒收。")

    def _count(self, item: Found, tally: Tally, progress: Progress) -> None:
        try:
            outcome = self._take(item)
        except Refused as error:
            tally.refused.append((item.path, str(error)))
            tally.counts["refused"] += 1
            progress.line(f"{LABELS['refused']}  {shown(item.path)}：{error}")
            return
        tally.counts[outcome.kind] += 1
        line = f"{LABELS[outcome.kind]}  {shown(item.path)}"
        if outcome.kind == "replaced" and outcome.report:
            line += f" → 《{outcome.report.title}》"
        if self._dry_run:
            self.stdout.write(line)
        else:
            progress.line(line)

    def _take(self, item: Found) -> Outcome:
        """Take one file in. Raises Refused, or CommandError where going on has no use."""
        if item.trouble:
            raise Refused(item.trouble)
        data = read_report(item.path)
        if not self._dry_run:
            return self._ingest(item.path, data)
        # A real run would hold the same bytes by the time they come again.
        digest = hashlib.sha256(data).digest()
        repeated = digest in self._seen
        outcome = Outcome("unchanged", None) if repeated else self._ingest(item.path, data)
        self._seen.add(digest)
        return outcome

    def _ingest(self, path: Path, data: bytes) -> Outcome:
        try:
            return ingest(
                data,
                # A name in another encoding than UTF-8 could not be stored.
                filename=os.fsencode(path.name).decode("utf-8", "replace"),
                status=self._status,
                dry_run=self._dry_run,
                areas=self._areas,
            )
        except Refused:
            raise
        except (OperationalError, InterfaceError, ProgrammingError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(f"数据库出错，收录停在 {shown(path)}：{reason}") from error
        except OSError as error:
            place = settings.MEDIA_ROOT
            raise CommandError(f"不能把原文件存到 {place}：{error.strerror}。") from error
        except Exception as error:
            # A defect that one file brings to light must not keep the others out.
            logger.exception("ingest of %s failed", shown(path))
            raise Refused(f"程序出错（{type(error).__name__}），详情见日志。") from error

    def _summarise(self, tally: Tally) -> None:
        if tally.done < tally.total:
            self.stdout.write(
                f"未完成：{tally.total} 个文件中处理了 {tally.done} 个，再次运行会接着收录。"
            )
        if self._dry_run:
            self.stdout.write("试运行，什么也没有存储；实际收录的结果将是：")
        for kind, label in LABELS.items():
            self.stdout.write(f"{label}  {tally.counts[kind]:>5}")
        for path, reason in tally.refused:
            self.stdout.write(f"  {shown(path)}：{reason}")


def _is_prepared() -> bool:
    try:
        return Region.objects.exists()
    except ProgrammingError:
        return False  # no tables yet


class Progress:
    """A bar on a terminal; elsewhere nothing, or one line a file where more is asked for."""

    def __init__(self, stream: OutputWrapper, *, verbosity: int) -> None:
        self._stream = stream
        self._lines = verbosity > 1
        self._bar = verbosity == 1 and stream.isatty()

    def show(self, tally: Tally, path: Path) -> None:
        """Say which file is next."""
        if self._bar:
            filled = BAR_WIDTH * tally.done // tally.total
            bar = "█" * filled + "░" * (BAR_WIDTH - filled)
            self._write(f"\r\033[K{bar} {tally.done}/{tally.total} {shown(path)[-30:]}")

    def line(self, words: str) -> None:
        """Say what became of a file."""
        if self._lines:
            self._write(f"{words}\n")

    def clear(self) -> None:
        """Leave the terminal's line empty."""
        if self._bar:
            self._write("\r\033[K")

    def _write(self, words: str) -> None:
        # Progress is no error, so not in the colour of errors.
        self._stream.write(words, style_func=str, ending="")
        self._stream.flush()
