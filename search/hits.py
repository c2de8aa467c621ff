"""Rows of the index → their passages, scored, and of those worth showing hits as the page has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reports.models import Passage, Report

from .fold import fold_text
from .headings import Headings
from .highlight import Mark, Piece, find_marks, pieces, snippet
from .lexemes import not_as_word_query
from .matching import both, either, section_query
from .query import Query
from .ranking import Reason, Scored, Scorer
from .rows import Key, Reading, Rows, keys, read_facts, read_passages


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


def reports_shown(numbers: Sequence[int]) -> dict[int, Report]:
    """The published ones of these reports, as a list of hits shows them."""
    return Report.objects.published().select_related("region").defer("text").in_bulk(numbers)


class Reader:
    """Reads and scores the passages of rows that a query finds, each row once; making one costs nothing.

    `quick`: to cut fewer texts into words it asks the index about all that the query finds, which pays where
    that is hardly more than what is read.
    """

    def __init__(self, query: Query, *, quick: bool = True) -> None:
        self.query = query
        self.quick = quick
        self.leaves = query.positive_leaves()
        self.readings: dict[Key, Reading] = {}
        # What was found in each row, best first.
        self.scored: dict[Key, list[Scored]] = {}
        self.paths = Headings()

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.query)

    @cached_property
    def _doubtful(self) -> set[Key]:
        """The rows where letters of a word need not be the word."""
        literals = [not_as_word_query(leaf) for leaf in self.leaves]
        doubtful = either([literal for literal in literals if literal])
        return set(
            keys(read_facts(both([section_query(self.query), doubtful]))) if doubtful else ()
        )

    def _is_sure(self, key: Key) -> bool:
        """Whether the letters of a word are the word, wherever they stand in a row."""
        return self.quick and key not in self._doubtful

    def read(self, rows: Rows) -> None:
        """Read and score the passages of rows that were not read yet."""
        missing = rows[[key not in self.readings for key in keys(rows)]] if len(rows) else rows
        if not len(missing):
            return
        readings = read_passages(missing)
        self.paths.load(reading.section for reading in readings.values())
        self.readings |= readings
        for key, reading in readings.items():
            path = [fold_text(heading) for heading in self.paths.of(reading.section)]
            own, above = self._scorer.held(path[-1:]), self._scorer.held(path[:-1])
            scored = (
                self._scorer.score(
                    line,
                    heading=() if line.kind == Passage.Kind.HEADING else own,
                    path=above,
                    sure=self._is_sure(key),
                )
                for line in reading.lines
            )
            self.scored[key] = sorted(
                (one for one in scored if one), key=lambda one: (-one.score, one.line.number)
            )

    def path(self, key: Key, *, kind: str) -> list[str]:
        """The headings above a passage of a row that was read; a heading does not stand above itself."""
        path = self.paths.of(self.readings[key].section)
        return path[:-1] if kind == Passage.Kind.HEADING else path

    def hit(self, scored: Scored, key: Key, report: Report) -> Hit:
        """What the page shows of a passage that was found."""
        section, line = self.readings[key].section, scored.line
        marks = find_marks(line.text, self.leaves, sure=self._is_sure(key))
        headings = tuple(
            pieces(heading, find_marks(heading, self.leaves))
            for heading in self.path(key, kind=line.kind)
        )
        passage = Passage(
            pk=line.pk,
            report=report,
            section=self.paths.section(section),
            number=line.number,
            kind=line.kind,
            start=line.start,
            end=line.end,
            text=line.text,
        )
        return Hit(
            passage,
            marks,
            snippet(line.text, marks),
            headings,
            self.paths.year(section),
            scored.score,
            scored.reasons,
        )
