"""All checks over the whole archive, some reports at a time: what the command `verify` prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from minzheng.keeping.filed import check_original, unnamed_files
from minzheng.keeping.findings import Finding, Kind
from minzheng.keeping.moments import one_moment
from minzheng.keeping.offsets import (
    StoredPassage,
    StoredSection,
    coverage_faults,
    passage_faults,
    section_faults,
)
from reports.models import Passage, Report, Section
from search.editions import active_edition
from search.indexing import is_stale
from search.models import SectionIndex
from search.rows import read_versions

# So many reports are in memory at a time, with their passages.
BATCH = 100
_FIELDS = ("filename", "sha256", "size", "text", "furniture", "status", "parser_version")


class Verifier:
    """One look at everything; `reports` counts those looked at so far."""

    def __init__(self, *, batch: int = BATCH) -> None:
        self._batch = batch
        self.reports = 0

    def findings(self) -> Iterator[Finding]:
        """Everything that is wrong: report by report, then files that no report names, then the index as a whole."""
        last = 0
        while True:
            # Nobody waits for whoever reads the findings.
            with one_moment():
                reports = list(
                    Report.objects.filter(pk__gt=last).order_by("pk").only(*_FIELDS)[: self._batch]
                )
                found = list(_checked(reports))
            if not reports:
                break
            yield from found
            last = reports[-1].pk
            self.reports += len(reports)
        yield from unnamed_files()
        if is_stale(read_versions()):
            yield Finding(kind=Kind.INDEX, what="检索索引是旧版本程序建的。")


def _checked(reports: Sequence[Report]) -> Iterator[Finding]:
    ids = [report.pk for report in reports]
    passages = _by_report(
        Passage.objects.filter(report__in=ids).order_by("report", "number"), StoredPassage._fields
    )
    sections = _by_report(
        Section.objects.filter(report__in=ids).order_by("report", "number"), StoredSection._fields
    )
    edition = active_edition()
    rows = _by_report(
        SectionIndex.objects.filter(report__in=ids, edition=edition.number if edition else 0),
        ("first", "last"),
    )
    for report in reports:
        yield from check_original(report)
        yield from _check_rows(
            report,
            passages=list(map(StoredPassage._make, passages[report.pk])),
            sections=list(map(StoredSection._make, sections[report.pk])),
        )
        yield from _check_index(report, size=len(passages[report.pk]), rows=rows[report.pk])


def _by_report(
    rows: QuerySet[Any], columns: Sequence[str]
) -> defaultdict[int, list[tuple[Any, ...]]]:
    """The values of these columns, in the order of the rows, by their report."""
    grouped: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for report, *values in rows.values_list("report_id", *columns):
        grouped[report].append(tuple(values))
    return grouped


def _check_rows(
    report: Report, *, passages: Sequence[StoredPassage], sections: Sequence[StoredSection]
) -> Iterator[Finding]:
    text = report.text
    for kind, faults in (
        (Kind.PASSAGES, passage_faults(text, passages)),
        (Kind.COVERAGE, coverage_faults(text, passages, report.furniture)),
        (Kind.SECTIONS, section_faults(text, sections, passages)),
    ):
        for what in faults:
            yield Finding(kind=kind, what=what, report=report.pk, file=report.filename)


def _check_index(
    report: Report, *, size: int, rows: Sequence[tuple[Any, ...]]
) -> Iterator[Finding]:
    """The rows of a published report hold each of its passages once; others have none."""
    held = sorted(number for first, last in rows for number in range(first, last + 1))
    wanted = report.status == Report.Status.PUBLISHED
    if held != list(range(1, size + 1) if wanted else ()):
        what = f"检索索引里有 {len(held)} 段，应当是 {size if wanted else 0} 段，每段一次。"
        yield Finding(kind=Kind.INDEX, what=what, report=report.pk, file=report.filename)
