"""`manage.py similar REPORT NUMBER`: the passages most like one of a report, on the terminal."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.models import Passage
from search.similar import Within, similar


class Command(BaseCommand):
    """Finds similar passages of other cities and years."""

    help = "列出与某一段最相近的其他城市、年份的段落。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("report", type=int, metavar="报告编号", help="报告网址里的数字")
        parser.add_argument("number", type=int, metavar="段号", help="¶ 后的数字")
        parser.add_argument(
            "--within",
            default="",
            choices=[one.value for one in Within if one],
            help="只找同年、同省的",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        passages = Passage.objects.select_related("report", "section")
        passage = passages.filter(report=options["report"], number=options["number"]).first()
        if passage is None:
            raise CommandError(f"没有第 {options['report']} 号报告的第 {options['number']} 段。")
        found = similar(passage, within=Within(options["within"]))
        self.stdout.write(passage.text)
        if found.note:
            self.stdout.write(found.note)
        for neighbour in found.neighbours:
            report = neighbour.report
            place = report.region.name if report.region else "地区不详"
            shown = "".join(
                f"【{piece.text}】" if piece.marked else piece.text for piece in neighbour.pieces
            )
            where = f"{place} {neighbour.year or ''}".strip()
            self.stdout.write(
                f"\n{neighbour.score:.2f} {where} · {report.title} ¶{neighbour.passage.number}\n{shown}"
            )
