"""archive → what other engines are given, and the face that each of them shows to the benchmark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from reports.models import Passage, Report, Section
from reports.selection import Selection
from search.benchmark.measure import Totals
from search.benchmark.mix import Asked
from search.fold import fold_text
from search.words import words

#: Hits of a first page.
BEST = 20

#: The facets that every engine counts; the archive's own page counts the types besides.
COUNTED = ("region", "year", "area")

_HAN = re.compile("[\u3400-\u9fff]")


class NotInstalled(Exception):  # noqa: N818 - it is an answer, not a defect
    """This engine is not there; the message is a Chinese sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One passage: its tokens in their order and its characters, with blanks between, and what the facets count.

    `scope` is the same for all passages of a section: they share region, years and areas.
    """

    passage: int
    scope: int
    report: int
    region: str
    years: tuple[int, ...]
    areas: tuple[str, ...]
    tokens: str
    letters: str


class Peer(Protocol):
    """Another way of searching."""

    #: What it does not do as the archive does it; one Chinese sentence.
    note: str

    def add(self, rows: Sequence[Row]) -> None:
        """Take passages in."""

    def finish(self) -> int:
        """Make ready for searching; bytes of the index on disk."""

    def search(self, asked: Asked) -> Totals:
        """Find; count reports by region, year and area, each facet without its own filter; rank the best twenty."""

    def close(self) -> None:
        """Let go of everything."""


def token_rows(numbers: Sequence[int]) -> list[Row]:
    """The passages of these reports (primary keys)."""
    return [row for number in numbers for row in _report_rows(number)]


def _report_rows(number: int) -> Iterator[Row]:
    report = Report.objects.defer("text").get(pk=number)
    sections = {
        section.pk: section
        for section in Section.objects.filter(report=number).prefetch_related("area_ranks")
    }
    for passage in Passage.objects.filter(report=number):
        section = sections.get(passage.section_id or 0)
        folded = fold_text(passage.text)
        yield Row(
            passage=passage.pk,
            scope=section.pk if section else -number,
            report=number,
            region=report.region_id or "",
            years=(section.year,) if section and section.year else tuple(report.years),
            areas=tuple(rank.area_id for rank in section.area_ranks.all()) if section else (),
            tokens=" ".join(stream(folded)),
            letters=" ".join(dict.fromkeys(_HAN.findall(folded))),
        )


def stream(folded: str) -> tuple[str, ...]:
    """The tokens of a text as the index has them, in their order; parts stand beside their wholes."""
    return tuple(token.text for token in words(folded))


@cache
def sought(alternative: str) -> tuple[str, ...]:
    """An alternative as tokens that follow each other: just itself where it is a word."""
    folded = fold_text(alternative)
    tokens = stream(folded)
    return (folded,) if folded in tokens else tokens


def is_letter(alternative: str) -> bool:
    """Whether it is to be found as a single character, which is no token."""
    return len(alternative) == 1


def others(selection: Selection) -> Iterator[tuple[str, Selection]]:
    """Each facet with the filters that its figures are counted under."""
    for name in COUNTED:
        yield name, selection.without(name)
