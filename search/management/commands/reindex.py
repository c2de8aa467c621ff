"""`manage.py reindex`: makes the search index anew from the archive."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reports.models import Report
from search.collecting import collect
from search.indexing import index_report


class Command(BaseCommand):
    """Rebuilds every report's rows and suggestions, one transaction a report, so the site keeps answering."""

    help = "由档案重建检索索引。"

    def handle(self, *args: Any, **options: Any) -> None:
        rows = 0
        for report in Report.objects.order_by("pk").iterator():
            rows += index_report(report)
            collect(report)
        self.stdout.write(f"已重建索引：{rows} 节。")
