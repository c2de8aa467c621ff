"""`manage.py verify`: whether everything that the archive holds is there and fits together.

Exit status 0 where all is well, 1 where anything was found or could not be looked at.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minzheng.keeping.reached import reached
from minzheng.keeping.verifying import Verifier


class Command(BaseCommand):
    """Prints each finding as soon as it is known; changes nothing."""

    help = (
        "核对档案：原文件是否都在、是否被改动，各段落和章节的位置是否与文本相符，索引是否齐全。"
        "发现问题时退出码为 1。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="每处问题输出一行 JSON，最后一行是合计"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verifier = Verifier()
        found = 0
        with reached():
            for finding in verifier.findings():
                found += 1
                self.stdout.write(
                    json.dumps(finding.as_json(), ensure_ascii=False)
                    if options["json"]
                    else finding.line
                )
        if options["json"]:
            self.stdout.write(json.dumps({"reports": verifier.reports, "findings": found}))
        elif not found:
            self.stdout.write(f"核对了 {verifier.reports} 份报告，一切完好。")
        if found:
            raise CommandError(f"核对了 {verifier.reports} 份报告，发现 {found} 处问题。")
