"""`manage.py reindex`: makes the search index anew from the archive."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from reports.contents import contents_of
from reports.models import Report
from search.collecting import collect
from search.indexing import index_report, outdated, settle_index


class Command(BaseCommand):
    """Writes reports' rows and suggestions anew, one transaction a report, so the site keeps answering.

    What was done stays done: broken off, the next run goes on where this one ended.
    """

    help = "由档案更新检索索引：补上缺少的和旧版本的；--all 全部重建。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="全部重建，不只是缺少的和旧版本的")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Report.objects.all() if options["all"] else outdated()
        reports = rows = 0
        for pk in list(wanted.order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                # As it is now, and nobody changes it meanwhile.
                for report in Report.objects.select_for_update(no_key=True).filter(pk=pk):
                    contents = contents_of(report)
                    rows += index_report(report, contents)
                    collect(report, contents)
                    reports += 1
        settle_index()
        self.stdout.write(f"已更新索引：{reports} 份报告，{rows} 节。")
