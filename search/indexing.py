"""archive → index: writes the rows of a report whenever it changes, in the transaction that changed it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from reports.doctypes import types_of
from reports.models import Passage, Report, Section

from .fold import FOLD_VERSION, fold_text
from .letters import letters
from .lexemes import TsVector, vector_literal
from .models import PassageIndex
from .tokens import TOKENIZER_VERSION, Token
from .words import words

VERSIONS = f"{FOLD_VERSION}.{TOKENIZER_VERSION}"


def on_report_changed(sender: Any, report: Report, **kwargs: Any) -> None:
    """Receiver of `reports.signals.report_changed`."""
    index_report(report)


@transaction.atomic
def index_report(report: Report) -> int:
    """Make the index rows of one report anew; none where it is not published. Returns how many."""
    PassageIndex.objects.filter(report=report).delete()
    if report.status != Report.Status.PUBLISHED:
        return 0
    rows = list(_rows(report))
    PassageIndex.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _rows(report: Report) -> Iterator[PassageIndex]:
    sections = {section.pk: section for section in report.sections.prefetch_related("area_ranks")}
    headings = {pk: words(fold_text(section.heading)) for pk, section in sections.items()}
    for passage in report.passages.all():
        section = sections.get(passage.section_id or 0)
        is_heading = passage.kind == Passage.Kind.HEADING
        own = headings[section.pk] if section and not is_heading else []
        above = _words_above(section, sections, headings) if section and is_heading else []
        yield _row(passage, section, report, heading_words=own, path_words=above)


def _words_above(
    section: Section, sections: dict[int, Section], headings: dict[int, list[Token]]
) -> list[Token]:
    """The words of all headings above a section."""
    found: list[Token] = []
    while section.parent_id is not None:
        section = sections[section.parent_id]
        found += headings[section.pk]
    return found


def _row(
    passage: Passage,
    section: Section | None,
    report: Report,
    *,
    heading_words: list[Token],
    path_words: list[Token],
) -> PassageIndex:
    folded = fold_text(passage.text)
    vector = vector_literal(
        text_words=words(folded),
        letters=letters(folded),
        heading_words=heading_words,
        path_words=path_words,
    )
    return PassageIndex(
        passage=passage,
        report=report,
        section=section,
        scope=section.pk if section else -report.pk,
        kind=passage.kind,
        region_id=report.region_id,
        years=[section.year] if section and section.year else report.years,
        areas=[rank.area_id for rank in section.area_ranks.all()] if section else [],
        types=types_of(report.doc_type, role=section.role if section else ""),
        folded=folded,
        vector=TsVector(vector),
        versions=VERSIONS,
    )
