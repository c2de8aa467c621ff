"""`manage.py reindex`: makes the search index anew from the archive, while the site answers from the one before."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from reports.contents import contents_of
from reports.models import Report
from search import editions
from search.collecting import collect
from search.indexing import VERSIONS, add_to_edition, is_stale, settle_index
from search.rows import read_versions


class Command(BaseCommand):
    """Writes reports' rows and suggestions, one transaction a report.

    What was done stays done: broken off, the next run goes on where this one ended. Readers see the old index until
    the new one is whole.
    """

    help = "由档案更新检索索引：旧版本的整个重建，建成后再换上；否则只补上缺少的。--all 一律重建。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="一律重建，不只是旧版本的")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with editions.making():
                reports, rows = self._work(whole=options["all"])
        except editions.Busy:
            raise CommandError("另一个 reindex 正在进行，请等它结束。") from None
        settle_index()
        self.stdout.write(f"已更新索引：{reports} 份报告，{rows} 节。")

    def _work(self, *, whole: bool) -> tuple[int, int]:
        editions.clear()
        active = editions.active_edition()
        if active and not (whole or is_stale(read_versions()) or editions.unfinished()):
            return self._write(active.number)
        edition = editions.begin(VERSIONS)
        done = self._write(edition)
        while not editions.activate(edition):
            # Somebody published a report meanwhile.
            more = self._write(edition)
            done = (done[0] + more[0], done[1] + more[1])
        editions.clear()
        return done

    def _write(self, edition: int) -> tuple[int, int]:
        """Write what an edition lacks; how many reports and rows that was."""
        reports = rows = 0
        for pk in list(editions.missing(edition).order_by("pk").values_list("pk", flat=True)):
            for report in self._locked(pk):
                contents = contents_of(report)
                rows += add_to_edition(report, contents, edition=edition)
                collect(report, contents)
                reports += 1
        return reports, rows

    def _locked(self, pk: int) -> Iterable[Report]:
        """The report as it is now, in a transaction of its own, while nobody changes it."""
        with transaction.atomic():
            yield from Report.objects.select_for_update(no_key=True).filter(pk=pk)
