"""The one entrance of the archive: a file's bytes are parsed, stored and announced in one transaction.

Idempotent by content: the same bytes again change nothing, unless the parser has become a newer one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat

from .models import Report
from .originals import keep_original
from .parsing.areas import AreaModel
from .parsing.document import ParsedReport
from .parsing.extract import ExtractError
from .parsing.pipeline import PARSER_VERSION, parse
from .reference import current_areas, gazetteer
from .signals import report_changed
from .store import store

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OutcomeKind = Literal["new", "unchanged", "replaced"]


class Refused(ValueError):  # noqa: N818 - it is an answer, not a defect
    """The file cannot be archived; the message is a Chinese sentence for the clerk."""


class NewEdition(Refused):
    """The file would take the place of a held report, to which the caller has not agreed."""

    def __init__(self, held: Report) -> None:
        super().__init__(f"档案里已有同名、同地区、同类型、同年度的报告《{held.title}》。")
        self.held = held


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; `report` is None only where a dry run met a new one."""

    kind: OutcomeKind
    report: Report | None


def ingest(
    data: bytes,
    *,
    filename: str,
    status: str = Report.Status.DRAFT,
    uploaded_by: User | None = None,
    dry_run: bool = False,
    areas: AreaModel | None = None,
    may_replace: Callable[[Report], bool] | None = None,
) -> Outcome:
    """Take one file into the archive; whole or, whatever happens, not at all.

    A file with the name, region, type and years of a held report takes that report's place (its
    permanent links, its status and what a person corrected stay), unless `may_replace` says no.
    `areas` saves a caller with many files from reading the area model for each. Raises Refused, or
    OSError where the disk cannot take the original.
    """
    parsed = _parse(data, filename, areas)
    with transaction.atomic():
        _take_turns(parsed.sha256)
        held = Report.objects.select_for_update().filter(sha256=parsed.sha256).first()
        if held and held.parser_version == PARSER_VERSION:
            return Outcome("unchanged", held)
        if held is None:
            held = _predecessor(parsed)
            if held and may_replace and not may_replace(held):
                raise NewEdition(held)
        if dry_run:
            return Outcome("replaced" if held else "new", held)
        keep_original(data)
        report = held or Report(status=status, uploaded_by=uploaded_by)
        contents = store(parsed, report, size=len(data))
        report_changed.send(sender=Report, report=report, contents=contents)
    return Outcome("replaced" if held else "new", report)


@transaction.atomic
def reparse(report: Report, *, areas: AreaModel | None = None) -> Report:
    """Read a held original again, with the present parser and terms; corrections stay.

    Returns the report as it is now. Raises Refused where the original is missing or damaged.
    """
    held = Report.objects.select_for_update().get(pk=report.pk)
    try:
        data = held.original.read_bytes()
    except OSError as error:
        raise Refused(f"读不到《{held.title}》的原文件：{error.strerror}。") from error
    parsed = _parse(data, held.filename, areas)
    if parsed.sha256 != held.sha256:
        raise Refused(f"《{held.title}》的原文件已损坏，请从备份恢复。")
    contents = store(parsed, held, size=len(data))
    report_changed.send(sender=Report, report=held, contents=contents)
    return held


def refuse_oversized(size: int) -> None:
    """Check a number of bytes, before anybody reads them. Raises Refused above the limit."""
    limit = settings.REPORT_MAX_BYTES
    if size > limit:
        raise Refused(f"文件有 {filesizeformat(size)}，超过了 {filesizeformat(limit)} 的上限。")


def _parse(data: bytes, filename: str, areas: AreaModel | None) -> ParsedReport:
    refuse_oversized(len(data))
    try:
        return parse(data, filename=filename, gazetteer=gazetteer(), areas=areas or current_areas())
    except ExtractError as error:
        raise Refused(str(error)) from error


def _take_turns(sha256: str) -> None:
    """Two uploads of the same bytes at once: the second waits here and then finds the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def _predecessor(parsed: ParsedReport) -> Report | None:
    """The held report that this file is a new edition of, if all that identifies it is the same.

    What a person corrected does not tell editions apart: the new file will be misread like the old.
    """
    metadata = parsed.metadata
    if metadata.region_code is None or not (metadata.report_years or metadata.plan_years):
        return None
    named = Report.objects.filter(filename=parsed.filename[-255:])
    # Nearly every file is new, which this tells in a quarter of the time.
    if not named.exists():
        return None
    return (
        named.select_for_update()
        .filter(
            Q(region_id=metadata.region_code) | Q(corrected__contains=["region"]),
            Q(doc_type=metadata.doc_type) | Q(corrected__contains=["doc_type"]),
            Q(report_years=list(metadata.report_years)) | Q(corrected__contains=["report_years"]),
            Q(plan_years=list(metadata.plan_years)) | Q(corrected__contains=["plan_years"]),
        )
        # Something besides the name must still be as it was read.
        .exclude(corrected__contains=["region", "report_years", "plan_years"])
        .first()
    )
