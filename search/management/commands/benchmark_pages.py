"""`manage.py benchmark_pages`: how long the server takes for every kind of page of this archive."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.benchmark.database import own_database, refuse_unknown
from search.benchmark.measure import percentiles
from search.benchmark.pages import TimedPage, time_pages


class Command(BaseCommand):
    """Asks for pages only; nothing is written. Sockets are left out, compression is not."""

    help = "测量每种页面在本档案（或 benchmark 留下的数据库）上用多少时间；只读。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runs", type=int, default=25, metavar="N", help="每种页面测几次")
        parser.add_argument("--reuse", metavar="NAME", help="用 benchmark --keep 留下的数据库")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["runs"] < 1:
            raise CommandError("--runs 至少是 1。")
        if not options["reuse"]:
            self._time(options["runs"])
            return
        refuse_unknown(options["reuse"])
        with own_database(options["reuse"], keep=True):
            self._time(options["runs"])

    def _time(self, runs: int) -> None:
        self.stdout.write(f"{'p50':>8}{'p95':>9}{'kB':>8}  毫秒，压缩后的千字节")
        seconds: list[float] = []
        try:
            for page in time_pages(runs=runs):
                seconds += page.seconds
                self.stdout.write(_line(page))
        except LookupError:
            raise CommandError("档案里还没有公开的报告。") from None
        together = percentiles(seconds)
        self.stdout.write(f"{together['p50_ms']:8.1f}{together['p95_ms']:9.1f}{'':8}  all")


def _line(page: TimedPage) -> str:
    times = percentiles(page.seconds)
    figures = f"{times['p50_ms']:8.1f}{times['p95_ms']:9.1f}{page.sent / 1000:8.1f}"
    return f"{figures}  {page.kind.name}  {page.path}"
