"""A passage of a report → the passages of other cities and years that are most like it.

The words that tell most of it, by how few sections of the archive have them, say which sections are worth reading
(`neighbourhood`); their passages are compared one by one (`likeness`). All of it is bounded: so many words, so many
rows, so many sections, so much text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from time import perf_counter

import numpy as np

from reports.models import FIRST_YEAR, Passage, Report

from .columns import Bits, Places, current_columns
from .facts import years_of
from .fold import fold_text
from .headings import Headings
from .highlight import Mark, Piece, snippet, word_marks
from .hits import reports_shown
from .likeness import LONGEST, Likeness, same_heading, telling_words
from .neighbourhood import Neighbourhood
from .rows import Line, searching
from .texts import Texts

# Rows are read so many at once, until there is so much text (code points).
READ_AT_ONCE, MOST_READ = 20, 150_000
# What is shown: passages, of each report, code points of a passage, and of the one that was asked about.
SHOWN, SHOWN_OF_A_REPORT, SHOWN_LENGTH, OWN_LENGTH = 10, 2, 360, 1000
# A passage of fewer telling words is too short to be like another; so many must be shared, and so much.
FEWEST_WORDS, FEWEST_SHARED, LEAST = 3, 2, 0.18

_TOO_SHORT = "这一段太短，或只有数字、地名和常用词，没有足够的词语可以拿来比较。"
_NONE = "档案里没有别的城市或年份的段落与这一段相近。"
_NONE_WITHIN = {
    "year": "同一年里没有其他城市的段落与这一段相近。",
    "province": "同一省里没有其他城市或年份的段落与这一段相近。",
}


class Within(StrEnum):
    """Where similar passages are looked for."""

    ALL = ""
    YEAR = "year"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage like the one that was asked about.

    `headings` are those above it; `year` is the one its section speaks of; `pieces` the part worth showing with the
    shared words marked; `score` is between 0 and about 1.
    """

    report: Report
    passage: Passage
    headings: tuple[str, ...]
    year: int | None
    pieces: tuple[Piece, ...]
    shared: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Similar:
    """A passage with those most like it, the likest first; `note` says why where there are none."""

    passage: Passage
    headings: tuple[str, ...]
    year: int | None
    pieces: tuple[Piece, ...]
    neighbours: tuple[Neighbour, ...]
    note: str
    seconds: float


def similar(passage: Passage, *, within: Within = Within.ALL) -> Similar:
    """The published passages most like this one, of other reports and not of its own city and year.

    The passage comes with `report` and `section`, and need not be published itself.
    """
    began = perf_counter()
    with searching():
        search = _Search(passage, within)
        neighbours = tuple(search.neighbours())
    marks, _ = word_marks(passage.text[:LONGEST], search.shared)
    return Similar(
        passage=passage,
        headings=search.own_headings,
        year=search.year,
        pieces=snippet(passage.text, marks, length=OWN_LENGTH),
        neighbours=neighbours,
        note="" if neighbours else search.note,
        seconds=perf_counter() - began,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A passage that was read and compared."""

    report: int
    region: int
    section: int | None
    line: Line
    score: float


class _Search:
    """One look-up, step by step."""

    def __init__(self, passage: Passage, within: Within) -> None:
        self.passage, self.within = passage, within
        self.report = passage.report
        self.years = years_of(self.report, passage.section)
        self.year = passage.section.year if passage.section else None
        self.headings = Headings()
        self.headings.load([passage.section_id])
        path = self.headings.of(passage.section_id)
        if passage.kind == Passage.Kind.HEADING:
            path = path[:-1]
        self.own_headings = tuple(path)
        self.columns = current_columns()
        self.texts = Texts(self.columns)
        self.note = _TOO_SHORT
        # The words that any of the passages shown has too.
        self.shared: set[str] = set()

    def neighbours(self) -> Iterator[Neighbour]:
        """The passages to show."""
        said = telling_words(self.passage.text)
        if len(said) < FEWEST_WORDS:
            return
        near = Neighbourhood(said, self.columns)
        if len(near.counts) < FEWEST_WORDS:
            return
        self.note = _NONE_WITHIN.get(self.within.value, _NONE)
        rows = near.rows(others=self._others, allowed=self._allowed())
        like = Likeness(near.weights(), len(fold_text(self.passage.text[:LONGEST])))
        yield from self._shown(self._compared(rows, like), like)

    @cached_property
    def _others(self) -> Bits:
        """The rows of all other published reports."""
        own = (self.columns.keys == self.report.pk)[self.columns.report]
        return self.columns.alive & ~self.columns.bits_of(own)

    def _allowed(self) -> Bits:
        """Those of them that may be found: where it is looked for, and not of the same city in the same year."""
        columns = self.columns
        same_year = columns.has("years", [year - FIRST_YEAR for year in self.years])
        city = (columns.regions == int(self.report.region_id or 0)) & (columns.regions > 0)
        allowed = self._others & ~(same_year & columns.bits_of(city[columns.report]))
        if self.within is Within.YEAR:
            return allowed & same_year
        if self.within is Within.PROVINCE and self.report.region_id:
            return allowed & columns.within([f"{self.report.region_id[:2]}0000"])
        return allowed

    def _compared(self, rows: Places, like: Likeness) -> list[_Found]:
        """The passages that are like enough, the likest first; of the rows, the best first, as many as are enough."""
        above = telling_words(" ".join(self.headings.of(self.passage.section_id)))
        left = MOST_READ
        found = []
        for some in np.split(rows, range(READ_AT_ONCE, len(rows), READ_AT_ONCE)):
            if left <= 0:
                break
            readings = self.texts.read(some)
            self.headings.load(reading.section for reading in readings)
            for place, (section, lines) in zip(some.tolist(), readings, strict=True):
                at = self.columns.report[place]
                report, region = int(self.columns.keys[at]), int(self.columns.regions[at])
                plus = same_heading(above, fold_text(" ".join(self.headings.of(section))))
                for line in lines:
                    if line.kind not in (Passage.Kind.TEXT, Passage.Kind.ITEM):
                        continue
                    folded = line.folded[:LONGEST]
                    left -= len(folded)
                    score = plus * like.score(like.shared(folded), length=len(folded))
                    if score >= LEAST:
                        found.append(_Found(report, region, section, line, score))
        return sorted(found, key=lambda one: (-round(one.score, 6), one.report, one.line.number))

    def _shown(self, found: Sequence[_Found], like: Likeness) -> Iterator[Neighbour]:
        chosen = list(islice(self._chosen(found, like), SHOWN))
        reports = reports_shown({one.report for one, _, _ in chosen})
        for one, marks, shared in chosen:
            if report := reports.get(one.report):
                yield self._neighbour(one, report, marks, shared)

    def _chosen(
        self, found: Sequence[_Found], like: Likeness
    ) -> Iterator[tuple[_Found, Sequence[Mark], Sequence[str]]]:
        """Those that are shown, with marks and the words they share."""
        shown: Counter[int] = Counter()
        seen: set[tuple[int, str]] = set()
        for one in found:
            if shown[one.report] == SHOWN_OF_A_REPORT:
                continue
            # Two editions of one document, or a file that holds its text twice.
            said = (one.region, one.line.folded)
            if said in seen:
                continue
            seen.add(said)
            marks, held = word_marks(one.line.text[:LONGEST], like.weights)
            # Of 社会救助, 社会 and 救助 the longest is what is shared.
            shared = [word for word in like.weights if word in held]
            whole = [word for word in shared if not any(word in o and word != o for o in shared)]
            if len(whole) < FEWEST_SHARED:
                continue
            shown[one.report] += 1
            self.shared |= held
            yield one, marks, whole

    def _neighbour(
        self, one: _Found, report: Report, marks: Sequence[Mark], shared: Sequence[str]
    ) -> Neighbour:
        return Neighbour(
            report=report,
            passage=self.headings.passage(one.line, one.section, report),
            headings=tuple(self.headings.of(one.section)),
            year=self.headings.year(one.section),
            pieces=snippet(one.line.text, marks, length=SHOWN_LENGTH),
            shared=tuple(shared),
            score=one.score,
        )
