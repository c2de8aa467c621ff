"""Rows of the index → their passages, scored, and of those worth showing hits as the page has them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db import DEFAULT_DB_ALIAS
from numpy.typing import NDArray

from reports.models import Passage, Region, Report

from .columns import Places
from .headings import Headings
from .highlight import Mark, Piece, find_marks, pieces, snippet
from .matching import letters_not_words
from .query import Query
from .ranking import Reason, Scored, Scorer
from .rows import read_reports
from .texts import Texts

# What a list of hits shows of a report; as columns, in the order in which `from_db` wants them.
_SHOWN = [
    "id",
    "title",
    "script",
    "filename",
    "region",
    "doc_type",
    "published_on",
    "report_years",
    "plan_years",
    "years",
]
_COLUMNS = [field.attname for field in Report._meta.concrete_fields if field.name in _SHOWN]


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that was found.

    `marks` are `[start, end)` code points into `passage.text`; `snippet` is the part worth showing with its
    marks; `headings` is the path of headings above it, each as pieces (its own heading last); `year` the one its
    section speaks of. `reasons` are what its score is made of.
    """

    passage: Passage
    marks: tuple[Mark, ...]
    snippet: tuple[Piece, ...]
    headings: tuple[tuple[Piece, ...], ...]
    year: int | None
    score: float
    reasons: tuple[Reason, ...]


def reports_shown(numbers: Collection[int]) -> dict[int, Report]:
    """The published ones of these reports, with what a list of hits shows of them; all else is deferred."""
    reports = {}
    for *values, name in read_reports(numbers, _COLUMNS):
        report = Report.from_db(DEFAULT_DB_ALIAS, _COLUMNS, values)
        if code := report.region_id:
            report.region = Region.from_db(DEFAULT_DB_ALIAS, ["code", "name"], [code, name])
        reports[report.pk] = report
    return reports


class Reader:
    """Reads and scores the passages of rows that a query finds, each row once; making one costs nothing."""

    def __init__(self, query: Query, texts: Texts) -> None:
        self.query = query
        self.texts = texts
        self.leaves = query.positive_leaves()
        # What was found in each row, by its place, best first.
        self.scored: dict[int, list[Scored]] = {}
        self.paths = Headings()
        # Headings that are shown, which many sections share.
        self._headings: dict[str, tuple[Piece, ...]] = {}

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.query, self.texts.columns)

    @cached_property
    def _doubtful(self) -> NDArray[np.bool_]:
        """For every row whether letters of a word need not be the word in it."""
        columns = self.texts.columns
        return columns.mask(letters_not_words(self.query, columns))

    def read(self, places: Places) -> None:
        """Read and score the passages of rows that were not read yet."""
        new = [place for place in places.tolist() if place not in self.scored]
        if not new:
            return
        readings = self.texts.read(np.array(new, np.intp))
        self.paths.load(reading.section for reading in readings)
        for place, reading in zip(new, readings, strict=True):
            path = self.paths.of(reading.section)
            own, above = self._scorer.held(path[-1:]), self._scorer.held(path[:-1])
            scored = (
                self._scorer.score(
                    line,
                    heading=() if line.kind == Passage.Kind.HEADING else own,
                    path=above,
                    sure=not self._doubtful[place],
                )
                for line in reading.lines
            )
            self.scored[place] = sorted(
                (one for one in scored if one), key=lambda one: (-one.score, one.line.number)
            )

    def path(self, place: int, *, kind: str) -> list[str]:
        """The headings above a passage of a row that was read; a heading does not stand above itself."""
        path = self.paths.of(self.texts.section(place))
        return path[:-1] if kind == Passage.Kind.HEADING else path

    def _marked(self, heading: str) -> tuple[Piece, ...]:
        if heading not in self._headings:
            marks = find_marks(heading, self.leaves) if self._scorer.held([heading]) else ()
            self._headings[heading] = pieces(heading, marks)
        return self._headings[heading]

    def hit(self, scored: Scored, place: int, report: Report) -> Hit:
        """What the page shows of a passage that was found."""
        section, line = self.texts.section(place), scored.line
        marks = find_marks(line.text, self.leaves, sure=not self._doubtful[place])
        headings = tuple(map(self._marked, self.path(place, kind=line.kind)))
        return Hit(
            self.paths.passage(line, section, report),
            marks,
            snippet(line.text, marks),
            headings,
            self.paths.year(section),
            scored.score,
            scored.reasons,
        )
