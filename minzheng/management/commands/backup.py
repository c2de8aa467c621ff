"""`manage.py backup FOLDER`: the whole archive as one folder in BagIt layout (RFC 8493).

Exit status 0 for a whole backup; 1 where there is none, or where an original was missing or damaged already and the
rest was backed up.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from minzheng.keeping.packing import back_up, unfinished
from minzheng.keeping.reached import reached


class Command(BaseCommand):
    """Writes beside the place and renames at the end; a folder that exists is never touched."""

    help = "把整个档案（数据库和原文件）备份到一个新的文件夹，BagIt 格式，每个文件都记下 SHA-256。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="文件夹", help="还不存在的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(options["folder"]).absolute()
        for left in unfinished(target):
            self.stderr.write(f"{left} 是没有做完的备份；如果没有别的备份正在进行，可以删除它。")
        with reached():
            packed = back_up(target)
        for finding in packed.findings:
            self.stdout.write(finding.line)
        self.stdout.write(
            f"已备份到 {target}：{packed.reports} 份报告，{packed.originals} 个原文件，"
            f"{filesizeformat(packed.bytes)}。"
        )
        if packed.findings:
            raise CommandError(f"有 {len(packed.findings)} 个原文件没能完好备份。")
