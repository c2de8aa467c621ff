"""A passage of a report → the passages of other cities and years that are most like it.

The words that tell most of it, by how few sections of the archive have them, are looked up in the index; the
sections that hold most of them, weighed by that, are read and compared passage by passage (`likeness`). All of it
is bounded: so many words, so many rows a word, so many sections, so much text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import log
from time import perf_counter

import numpy as np

from reports.facets import Selection
from reports.models import FIRST_YEAR, Passage, Report

from .facts import FACTS, years_of
from .fold import fold_text
from .headings import Headings
from .highlight import Mark, Piece, snippet, word_marks
from .lexemes import leaf_query
from .likeness import LONGEST, Likeness, same_heading, telling_words
from .matching import both, selection_query
from .query import Word
from .rows import (
    Key,
    Line,
    Reading,
    Rows,
    count_rows,
    keys,
    public,
    read_each,
    read_passages,
    searching,
)

# A word in more than this share of all sections tells nothing.
COMMON = 0.25
# How much more a rare word tells than a common one: the power of its idf.
RARITY = 1.3
# A word is looked up in so many sections, the latest; of the rarest words in more of them, so many are looked up
# two by two.
MOST_ROWS, PAIRED = 500, 4
# So many sections are read, of each report so many, a few at once until there is so much text (code points).
CANDIDATES, OF_A_REPORT, READ_AT_ONCE, MOST_READ = 60, 4, 20, 150_000
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
        self.note = _TOO_SHORT
        # The words that any of the passages shown has too.
        self.shared: set[str] = set()

    def neighbours(self) -> Iterator[Neighbour]:
        """The passages to show."""
        said = telling_words(self.passage.text)
        if len(said) < FEWEST_WORDS:
            return
        counts, total = self._counted(said)
        if len(counts) < FEWEST_WORDS:
            return
        self.note = _NONE_WITHIN.get(self.within.value, _NONE)
        held = self._looked_up(counts)
        weights = {
            word: log(1 + total / counts[word]) ** RARITY * (1 + log(said[word]) / 2)
            for word in counts
        }
        rows = self._best(held, weights)
        like = Likeness(weights, len(fold_text(self.passage.text[:LONGEST])))
        found = self._compared(rows, like)
        yield from self._shown(found, like)

    def _counted(self, said: Mapping[str, int]) -> tuple[dict[str, int], int]:
        """In how many sections each word is, without those that are nearly everywhere; and how many there are."""
        total, found = count_rows([_literal(word) for word in said])
        most = max(COMMON * total, FEWEST_SHARED)
        return {
            word: count for word, count in zip(said, found, strict=True) if count <= most
        }, total

    def _looked_up(self, counts: dict[str, int]) -> dict[str, list[Rows]]:
        """Sections that hold the words, by word; `counts` is put right where they tell better."""
        few = [word for word, count in counts.items() if count <= MOST_ROWS]
        many = sorted(counts.keys() - set(few), key=lambda word: (counts[word], word))
        probes = [*((word,) for word in few), *combinations(many[:PAIRED], 2)]
        chosen = selection_query(self._selection())
        literals = [both([*map(_literal, probe), chosen]) or "" for probe in probes]
        found = read_each(literals, but=self.report.pk, most=MOST_ROWS)
        held: dict[str, list[Rows]] = {}
        for probe, rows in zip(probes, found, strict=True):
            for word in probe:
                held.setdefault(word, []).append(rows)
        for word in few:
            number = len(held[word][0])
            # Statistics know the common words only; what no other report says tells nothing between them.
            counts[word] = max(counts[word], number) if self.within else number
            if not number:
                del counts[word], held[word]
        return held

    def _selection(self) -> Selection:
        if self.within is Within.YEAR:
            return Selection.of(year=map(str, self.years))
        if self.within is Within.PROVINCE and self.report.region_id:
            return Selection.of(region=[f"{self.report.region_id[:2]}0000"])
        return Selection.of()

    def _best(self, held: Mapping[str, Sequence[Rows]], weights: Mapping[str, float]) -> Rows:
        """The rows with the greatest weight together, the later ones first where it is the same."""
        if not held:
            return np.empty(0, FACTS)
        every = np.concatenate([rows for parts in held.values() for rows in parts])
        # One number sorts twenty times as fast as two fields.
        number = every["report"].astype(np.uint64) << 32 | every["first"]
        _, at, place = np.unique(number, return_index=True, return_inverse=True)
        worth = np.zeros(len(at))
        start = 0
        for word, parts in held.items():
            # A row that several pairs find with a word has the word once.
            stop = start + sum(map(len, parts))
            worth[np.unique(place[start:stop])] += weights[word]
            start = stop
        order = np.lexsort((-every["day"][at].astype(int), -worth))
        rows = public(every[at[order]])
        rows = rows[~self._same_place_and_year(rows)]
        taken: Counter[int] = Counter()
        kept = []
        for at_row, report in enumerate(rows["report"].tolist()):
            taken[report] += 1
            if taken[report] <= OF_A_REPORT:
                kept.append(at_row)
                if len(kept) == CANDIDATES:
                    break
        return rows[kept]

    def _same_place_and_year(self, rows: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which rows speak of the passage's own city in its own year."""
        years = np.zeros(FACTS["years"].shape, np.uint8)
        for year in self.years:
            years[(year - FIRST_YEAR) // 8] |= 1 << (year - FIRST_YEAR) % 8
        same_year = (rows["years"] & years).any(axis=1)
        return np.asarray((rows["region"] == int(self.report.region_id or -1)) & same_year)

    def _read(self, rows: Rows) -> dict[Key, Reading]:
        """What the rows say, the best first, until it is enough."""
        readings: dict[Key, Reading] = {}
        left = MOST_READ
        for start in range(0, len(rows), READ_AT_ONCE):
            some = read_passages(rows[start : start + READ_AT_ONCE])
            readings |= some
            left -= sum(len(line.text) for reading in some.values() for line in reading.lines)
            if left <= 0:
                break
        return readings

    def _compared(self, rows: Rows, like: Likeness) -> list[_Found]:
        """The passages of the rows that are like enough, the likest first."""
        readings = self._read(rows)
        self.headings.load(reading.section for reading in readings.values())
        above = telling_words(" ".join(self.headings.of(self.passage.section_id)))
        left = MOST_READ
        found = []
        for key in keys(rows):
            if key not in readings or left <= 0:
                break
            section, lines = readings[key]
            plus = same_heading(above, fold_text(" ".join(self.headings.of(section))))
            for line in lines:
                if line.kind not in (Passage.Kind.TEXT, Passage.Kind.ITEM):
                    continue
                folded = fold_text(line.text[:LONGEST])
                left -= len(folded)
                score = plus * like.score(like.shared(folded), length=len(folded))
                if score >= LEAST:
                    found.append(_Found(key[0], section, line, score))
        return sorted(found, key=lambda one: (-round(one.score, 6), one.report, one.line.number))

    def _shown(self, found: Sequence[_Found], like: Likeness) -> Iterator[Neighbour]:
        reports = (
            Report.objects.published()
            .select_related("region__parent__parent")
            .defer("text", "furniture", "evidence", "warnings")
            .in_bulk({one.report for one in found})
        )
        shown: Counter[int] = Counter()
        seen: set[tuple[str | None, str]] = set()
        for one in found:
            if one.report not in reports or shown[one.report] == SHOWN_OF_A_REPORT:
                continue
            # Two editions of one document, or a file that holds its text twice.
            said = (reports[one.report].region_id, fold_text(one.line.text))
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
            yield self._neighbour(one, reports[one.report], marks, whole)
            if shown.total() == SHOWN:
                return

    def _neighbour(
        self, one: _Found, report: Report, marks: Sequence[Mark], shared: Sequence[str]
    ) -> Neighbour:
        line = one.line
        passage = Passage(
            pk=line.pk,
            report=report,
            section=self.headings.section(one.section),
            number=line.number,
            kind=line.kind,
            start=line.start,
            end=line.end,
            text=line.text,
        )
        return Neighbour(
            report=report,
            passage=passage,
            headings=tuple(self.headings.of(one.section)),
            year=self.headings.year(one.section),
            pieces=snippet(line.text, marks, length=SHOWN_LENGTH),
            shared=tuple(shared),
            score=one.score,
        )


def _literal(word: str) -> str:
    return leaf_query(Word(word)) or ""
