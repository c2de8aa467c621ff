"""`manage.py restore FOLDER`: a backup into an empty archive, then brought up to date and verified.

Exit status 0 where the archive is whole afterwards; 1 where nothing was restored, or where the backup lacked something.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from minzheng.keeping.reached import reached
from minzheng.keeping.unpacking import restore
from search.indexing import is_stale
from search.rows import read_versions


class Command(BaseCommand):
    """Takes nothing from a backup of which a single byte is wrong, and nothing into an archive that holds reports."""

    help = "从备份恢复到空的档案：先逐一核对备份里的文件，有一处不对就什么也不恢复。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="文件夹", help="backup 写成的文件夹")

    def handle(self, *args: Any, **options: Any) -> None:
        source = Path(options["folder"]).absolute()
        with reached():
            unpacked = restore(source)
            self.stdout.write(f"已恢复数据库和 {unpacked.originals} 个原文件，正在核对…")
            call_command("migrate", interactive=False, verbosity=0)
            if is_stale(read_versions()):
                self.stdout.write("备份里的检索索引是旧版本，请运行 manage.py reindex。")
            call_command("verify", stdout=self.stdout)
