"""`manage.py parse --json FILE…`: what the archive makes of a file, without storing it or any database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.parsing.contract import as_json
from reports.parsing.document import ParsedReport
from reports.parsing.extract import ExtractError
from reports.parsing.pipeline import parse
from reports.reference import gazetteer, shipped_areas


class Command(BaseCommand):
    """Prints one JSON object a file, or the outline for people."""

    help = "解析报告文件但不入库；--json 每个文件输出一行 JSON。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="文件")
        parser.add_argument("--json", action="store_true", help="每个文件一行 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = []
        for path in options["files"]:
            try:
                report = parse(
                    path.read_bytes(),
                    filename=path.name,
                    gazetteer=gazetteer(),
                    areas=shipped_areas(),
                )
            except (ExtractError, OSError) as error:
                refused.append(path.name)
                self.stderr.write(f"{path.name}:{error}")
                continue
            self.stdout.write(
                json.dumps(as_json(report), ensure_ascii=False)
                if options["json"]
                else _outline(report)
            )
        if refused:
            raise CommandError(f"有 {len(refused)} 个文件无法解析：{'、'.join(refused)}")


def _outline(report: ParsedReport) -> str:
    """The outline as an indented list, with year, role and areas."""
    metadata = report.metadata
    lines = [f"{metadata.title}({metadata.region or '地区不明'},{metadata.doc_type})"]
    for section in report.outline.walk():
        areas = "、".join(area.code for area in section.areas)
        lines.append(
            f"{'  ' * section.level}{section.marker or ''}{section.heading}  [{section.year or '—'} {areas}]"
        )
    return "\n".join([*lines, *(f"注意：{warning}" for warning in report.warnings)])
