"""archive → index: writes the rows of a report whenever it changes, in the transaction that changed it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count, groupby
from operator import attrgetter
from typing import Any

from django.db import connection, transaction

from reports.contents import Contents, PassageContent, SectionContent, contents_of
from reports.copying import copy_rows
from reports.doctypes import types_of
from reports.models import PolicyArea, Report

from .dictionary import DICTIONARY_VERSION
from .editions import editions_to_write
from .facts import Facts, day_number, years_of
from .fold import FOLD_VERSION, fold_all, fold_text
from .lexemes import HEADING_SIGN, PATH_SIGN, SectionLexemes
from .models import AreaNumber, SectionIndex
from .rows import read_area_numbers
from .tokens import TOKENIZER_VERSION
from .words import word_texts

# The first number goes up with any change of what a row holds, or of what a report gives to offer (`collecting`).
VERSIONS = f"6.{FOLD_VERSION}.{TOKENIZER_VERSION}.{DICTIONARY_VERSION}"
# A longer section gets several rows: a tsvector has room for about 80,000 different code points.
MOST_CODE_POINTS = 30_000
# PostgreSQL compresses what a row holds and moves it out only where the row has 2,032 bytes. Every row is to
# be narrow, so a short text gets blanks, which compressed are nothing and in a vector neither.
OUT_OF_LINE = 2_032

_COLUMNS = ["report_id", "section_id", "first", "last", "day", "facts", "lexemes", "edition"]


def on_report_changed(
    sender: Any, report: Report, contents: Contents | None = None, **kwargs: Any
) -> None:
    """Receiver of `reports.signals.report_changed`."""
    index_report(report, contents)


def on_ingest_ended(sender: Any, **kwargs: Any) -> None:
    """Receiver of `reports.signals.ingest_ended`."""
    settle_index()


# A savepoint would serve nobody: what fails here undoes the change of the report.
@transaction.atomic(savepoint=False)
def index_report(report: Report, contents: Contents | None = None) -> int:
    """Make the index rows of one report anew; none where it is not published. Returns how many.

    `contents` are what it holds, where the caller knows them.
    """
    editions = editions_to_write(VERSIONS)
    SectionIndex.objects.filter(report=report).delete()
    return _write(report, contents, editions)


def add_to_edition(report: Report, contents: Contents | None, *, edition: int) -> int:
    """Make the index rows of one report in one edition; returns how many. The caller holds the report's lock."""
    SectionIndex.objects.filter(report=report, edition=edition).delete()
    return _write(report, contents, [edition])


def _write(report: Report, contents: Contents | None, editions: Sequence[int]) -> int:
    if report.status != Report.Status.PUBLISHED:
        return 0
    rows = list(_rows(report, contents or contents_of(report)))
    copy_rows(SectionIndex, _COLUMNS, [(*row, edition) for edition in editions for row in rows])
    return len(rows)


def is_stale(versions: str | None) -> bool:
    """Whether other versions than the present made an index, so that a search may miss what stands in it.

    There are none (None) before the first report is published.
    """
    return versions not in (None, VERSIONS)


def settle_index() -> None:
    """Enter what waits in the index's list of new rows, so that no search has to read it: after many reports."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('section_gin')")


def area_numbers(areas: Collection[str]) -> dict[str, int]:
    """The numbers of policy areas, of these at least; a new one gets the next. Only within a transaction."""
    numbers = read_area_numbers()
    if not numbers.keys() >= set(areas):
        # Writers take turns here, so that no two areas get the same number.
        all_areas = list(PolicyArea.objects.select_for_update(no_key=True).order_by("code"))
        numbers = read_area_numbers()
        new = [area.code for area in all_areas if area.code not in numbers]
        given = dict(zip(new, count(max(numbers.values(), default=-1) + 1), strict=False))
        AreaNumber.objects.bulk_create(
            AreaNumber(area_id=code, number=number) for code, number in given.items()
        )
        numbers |= given
    return numbers


def _rows(report: Report, contents: Contents) -> Iterator[tuple[Any, ...]]:
    """The rows, each with the values of `_COLUMNS` save the edition."""
    sections = contents.sections
    headings = {pk: word_texts(fold_text(section.heading)) for pk, section in sections.items()}
    numbers = area_numbers({area for section in sections.values() for area in section.areas})
    day = day_number(report)
    texts = fold_all([passage.text for passage in contents.passages])
    folded = {one.number: text for one, text in zip(contents.passages, texts, strict=True)}
    for place, passages in groupby(contents.passages, attrgetter("section")):
        section = sections.get(place)
        for run in _runs(passages):
            lexemes = SectionLexemes()
            for passage in run:
                lexemes.add_passage(folded[passage.number])
            if section:
                lexemes.add_words(HEADING_SIGN, headings[section.pk])
                lexemes.add_words(PATH_SIGN, _words_above(section, sections, headings))
            facts = Facts(
                years=[section.year] if section and section.year else years_of(report, None),
                areas=section.areas if section else (),
                types=types_of(report.doc_type, role=section.role if section else ""),
            )
            first, last = run[0].number, run[-1].number
            written = facts.written(report, first=first, numbers=numbers)
            yield report.pk, place, first, last, day, written, _long(lexemes.literal())


def _long(literal: str) -> str:
    return literal + " " * (OUT_OF_LINE - len(literal.encode()))


def _runs(passages: Iterator[PassageContent]) -> Iterator[list[PassageContent]]:
    """Consecutive passages of one section, in runs that a row has room for."""
    run: list[PassageContent] = []
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
    section: SectionContent,
    sections: Mapping[int, SectionContent],
    headings: Mapping[int, list[str]],
) -> list[str]:
    """The words of all headings above a section."""
    found: list[str] = []
    while section.parent is not None:
        section = sections[section.parent]
        found += headings[section.pk]
    return found
