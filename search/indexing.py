"""archive → index: writes the rows of a report whenever it changes, in the transaction that changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from reports.doctypes import types_of
from reports.models import Passage, PolicyArea, Report, Section

from .dictionary import DICTIONARY_VERSION
from .facts import Facts, day_number, years_of
from .fold import FOLD_VERSION, fold_text
from .lexemes import HEADING_SIGN, PATH_SIGN, SectionLexemes
from .models import AreaNumber, SectionIndex
from .tokens import TOKENIZER_VERSION
from .words import word_texts

# The first number goes up with any change of what a row holds.
VERSIONS = f"2.{FOLD_VERSION}.{TOKENIZER_VERSION}.{DICTIONARY_VERSION}"
# A longer section gets several rows: a tsvector has room for about 80,000 different code points.
MOST_CODE_POINTS = 30_000


def on_report_changed(sender: Any, report: Report, **kwargs: Any) -> None:
    """Receiver of `reports.signals.report_changed`."""
    index_report(report)


@transaction.atomic
def index_report(report: Report) -> int:
    """Make the index rows of one report anew; none where it is not published. Returns how many."""
    SectionIndex.objects.filter(report=report).delete()
    if report.status != Report.Status.PUBLISHED:
        return 0
    rows = list(_rows(report))
    SectionIndex.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def outdated() -> QuerySet[Report]:
    """Published reports without rows, or with rows of other versions: what `reindex` has yet to do."""
    current = SectionIndex.objects.filter(versions=VERSIONS).values("report")
    return Report.objects.published().exclude(pk__in=current)


def is_stale() -> bool:
    """Whether some rows were made by other versions, so that a search may miss what stands in them."""
    return SectionIndex.objects.filter(Q(versions__lt=VERSIONS) | Q(versions__gt=VERSIONS)).exists()


def area_numbers() -> dict[str, int]:
    """The number of every policy area; a new area gets the next one. Only within a transaction."""
    numbers = _given_numbers()
    if PolicyArea.objects.exclude(code__in=numbers).exists():
        # Writers take turns here, so that no two areas get the same number.
        areas = list(PolicyArea.objects.select_for_update(no_key=True).order_by("code"))
        numbers = _given_numbers()
        free = max(numbers.values(), default=-1) + 1
        new = [area.code for area in areas if area.code not in numbers]
        numbers |= {code: number for number, code in enumerate(new, start=free)}
        AreaNumber.objects.bulk_create(
            AreaNumber(area_id=code, number=numbers[code]) for code in new
        )
    return numbers


def _given_numbers() -> dict[str, int]:
    return dict(AreaNumber.objects.values_list("area_id", "number"))


def _rows(report: Report) -> Iterator[SectionIndex]:
    sections = {section.pk: section for section in report.sections.prefetch_related("area_ranks")}
    headings = {pk: word_texts(fold_text(section.heading)) for pk, section in sections.items()}
    numbers = area_numbers()
    regions = [region.code for region in report.region.path] if report.region else []
    for place, passages in groupby(report.passages.order_by("number"), lambda p: p.section_id):
        section = sections.get(place or 0)
        for run in _runs(passages):
            lexemes = SectionLexemes()
            for passage in run:
                lexemes.add_passage(fold_text(passage.text))
            if section:
                lexemes.add_words(HEADING_SIGN, headings[section.pk])
                lexemes.add_words(PATH_SIGN, _words_above(section, sections, headings))
            facts = Facts(
                regions=regions,
                years=years_of(report, section),
                areas=[rank.area_id for rank in section.area_ranks.all()] if section else [],
                types=types_of(report.doc_type, role=section.role if section else ""),
            )
            for kind, value in facts.each():
                lexemes.add_fact(kind, value)
            yield SectionIndex(
                report=report,
                section=section,
                first=run[0].number,
                last=run[-1].number,
                day=day_number(report),
                facts=facts.written(report, first=run[0].number, numbers=numbers),
                versions=VERSIONS,
                lexemes=lexemes.literal(),
            )


def _runs(passages: Iterator[Passage]) -> Iterator[list[Passage]]:
    """Consecutive passages of one section, in runs that a row has room for."""
    run: list[Passage] = []
    length = 0
    for passage in passages:
        if run and length + len(passage.text) > MOST_CODE_POINTS:
            yield run
            run, length = [], 0
        run.append(passage)
        length += len(passage.text)
    if run:
        yield run


def _words_above(
    section: Section, sections: Mapping[int, Section], headings: Mapping[int, list[str]]
) -> list[str]:
    """The words of all headings above a section."""
    found: list[str] = []
    while section.parent_id is not None:
        section = sections[section.parent_id]
        found += headings[section.pk]
    return found
