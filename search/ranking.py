"""sections found → the passages to show, best first.

Two steps, because reading is what costs.  `candidates` takes the sections most likely to be about what was
asked, by the index alone: those that hold what was typed as one phrase, those with the words in their heading,
those that say them again and again, the later ones first.  `score` then reads their passages.

The score of a passage is a sum over the words of the query of idf · (how much the passage is about the word),
with a bonus where they stand close together, divided by a measure of its length (idf and saturation with
repetition as in BM25, Robertson and Zaragoza 2009).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from math import log
from typing import NamedTuple

import numpy as np

from .columns import Bits, Columns, Places
from .fold import fold_text
from .highlight import holds_leaf, leaf_spans
from .lexemes import heading_query, leaf_query, letters_query, repeated_query
from .matching import Matches, checked
from .postings import postings
from .query import All, Leaf, Node, Query, leaves
from .rows import Line

# So many sections are all read; of more, so many candidates, which at a million passages are equals by all that the
# index knows: words in the heading, or again and again.
ALL_READ = 200
CANDIDATES = 64

# What having a word is worth: in the passage, in the heading of its section, in a heading above.
IN_TEXT, IN_HEADING, IN_PATH = 0.6, 0.35, 0.12
# How much of a word's worth each further occurrence leaves open.
SATURATION = 0.5
# A passage of this length (code points) counts in full, longer ones gradually less.
USUAL_LENGTH = 220
LENGTH_SHARE = 0.35
# What holding a typed chunk letter by letter is worth, and all words within a short stretch, in shares of
# the idf of the words.
PHRASE_BONUS, CLOSE_BONUS = 0.6, 0.3
CLOSE = 40
# What a synonym counts of what the word itself would.
SYNONYM_SHARE = 0.7
KIND_SHARE = {"heading": 0.55, "title": 0.5, "signature": 0.2}


class Reason(NamedTuple):
    """One part of a score, for people: what it is given for, and how much."""

    label: str
    value: float


# Where a passage has something, as [start, end) in code points of its folded text.
_Spans = Sequence[tuple[int, int]]
# A part of a score: what it is given for, as a template and what to put in, and how much.
_Part = tuple[str, tuple[str | int, ...], float]


class Scored(NamedTuple):
    """A passage that was found: its line, its score and what that is made of."""

    line: Line
    score: float
    parts: tuple[_Part, ...]
    share: float

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The parts of the score as one reads them; put into words only for those who ask."""
        parts = [Reason(template.format(*said), value) for template, said, value in self.parts]
        length = f"×{self.share:.2f}（篇幅 {len(self.line.folded)} 字，{self.line.kind}）"
        return (*parts, Reason(length, 0.0))


def candidates(query: Query, matches: Matches, left: Bits) -> Places:
    """The rows worth reading first, the best first, of those `left` by a selection; all where they are few."""
    columns = matches.columns
    if query.root is None or np.bitwise_count(left).sum() <= ALL_READ:
        return columns.places(left)
    taken = np.empty(0, np.intp)
    for tier in [*_tiers(query.root, query, columns), columns.alive]:
        rows = left & tier & ~columns.bits(taken)
        places = _latest(columns, columns.places(rows), most=CANDIDATES)
        if not matches.exact:
            places = checked(matches.texts, places, query)
        taken = np.concatenate([taken, places])
        if len(taken) >= CANDIDATES:
            break
    return taken[:CANDIDATES]


def _latest(columns: Columns, places: Places, *, most: int) -> Places:
    """The latest rows, the latest first; of one day as they stand."""
    days = columns.days[columns.report[places]].astype(np.int64)
    order = (days.max(initial=0) - days) * columns.size + places
    if len(places) > most:
        kept = np.argpartition(order, most)[:most]
        places, order = places[kept], order[kept]
    return places[np.argsort(order)]


def _tiers(root: Node, query: Query, columns: Columns) -> Iterator[Bits]:
    """The sets of the best rows, the best first."""

    def rows(leaf: Leaf, *signs: Callable[[Leaf], str | None]) -> Bits:
        literals = [find(leaf) or leaf_query(leaf) for find in signs]
        return reduce(np.bitwise_or, (postings(columns, literal) for literal in literals))

    def every(*signs: Callable[[Leaf], str | None]) -> Bits:
        parts = root.parts if isinstance(root, All) else (root,)
        wanted = [list(leaves(part, excluded=False)) for part in parts]
        either = [
            reduce(np.bitwise_or, (rows(leaf, *signs) for leaf in part)) for part in wanted if part
        ]
        return reduce(np.bitwise_and, either)

    strong = every(heading_query, repeated_query)
    if query.phrases:
        held = [postings(columns, letters_query(phrase)) for phrase in query.phrases]
        phrases = reduce(np.bitwise_and, held)
        yield phrases & strong
        yield phrases
    yield every(heading_query)
    yield strong


class Scorer:
    """Scores passages for one query."""

    def __init__(self, query: Query, columns: Columns) -> None:
        self.query = query
        self.leaves = query.positive_leaves()
        self._held: dict[str, set[int]] = {}
        rarity = _rarity(self.leaves, columns)
        self._synonyms = {
            number for number, leaf in enumerate(self.leaves) if leaf in query.synonyms
        }
        # Another way of saying a word is not worth more for being rare itself.
        typed = [worth for number, worth in enumerate(rarity) if number not in self._synonyms]
        most = max(typed, default=0.0)
        worths = [
            min(worth, most) if n in self._synonyms else worth for n, worth in enumerate(rarity)
        ]
        self.average = sum(worths) / max(len(worths), 1)
        self._weights = [
            worth * (SYNONYM_SHARE if n in self._synonyms else 1.0)
            for n, worth in enumerate(worths)
        ]

    def score(
        self, line: Line, *, heading: Collection[int], path: Collection[int], sure: bool = False
    ) -> Scored | None:
        """A passage with its score; None if it holds nothing of what was asked for.

        `heading` is what the heading of its section holds (nothing for the heading itself), `path` those above, as
        `held` tells. `sure` says that in this section letters of a word are the word (`matching.letters_not_words`).
        """
        folded = line.folded
        found = {
            number: spans
            for number, leaf in enumerate(self.leaves)
            if leaf.text in folded and (spans := list(leaf_spans(folded, leaf, sure=sure)))
        }
        if not found:
            return None
        parts = [*self._each(found, heading, path), *self._together(folded, found)]
        length = max(1.0, 1 - LENGTH_SHARE + LENGTH_SHARE * len(folded) / USUAL_LENGTH)
        share = KIND_SHARE.get(line.kind, 1.0) / length
        return Scored(line, sum(part[2] for part in parts) * share, tuple(parts), share)

    def held(self, headings: Iterable[str]) -> set[int]:
        """Which of `leaves`, by number, stand in any of some headings, which many sections share."""
        held: set[int] = set()
        for heading in headings:
            if heading not in self._held:
                folded = fold_text(heading)
                self._held[heading] = {
                    number for number, leaf in enumerate(self.leaves) if holds_leaf(folded, leaf)
                }
            held |= self._held[heading]
        return held

    def _each(
        self, found: Mapping[int, _Spans], heading: Collection[int], path: Collection[int]
    ) -> Iterable[_Part]:
        for number, leaf in enumerate(self.leaves):
            weight = self._weights[number]
            if times := len(found.get(number, ())):
                worth = 1 - (1 - SATURATION) * SATURATION ** (times - 1)
                yield "“{}”{} 次", (leaf.text, times), weight * IN_TEXT * worth
            if number in heading:
                yield "标题含“{}”", (leaf.text,), weight * IN_HEADING
            if number in path:
                yield "上级标题含“{}”", (leaf.text,), weight * IN_PATH

    def _together(self, folded: str, found: Mapping[int, _Spans]) -> Iterable[_Part]:
        for phrase in self.query.phrases:
            if phrase in folded:
                yield "连写“{}”", (phrase,), PHRASE_BONUS * self.average
        if len(found) > 1:
            typed = [spans for number, spans in found.items() if number not in self._synonyms]
            if len(typed) > 1 and (width := closest(typed)) <= CLOSE:
                worth = CLOSE_BONUS * self.average * (1 - width / (2 * CLOSE))
                yield "各词相距 {} 字之内", (width,), worth


def closest(typed: Sequence[_Spans]) -> int:
    """The shortest stretch (code points) that holds a span of every kind."""
    if len(typed) == 2:
        return _closest_of_two(*typed)
    events = sorted((start, end, kind) for kind, spans in enumerate(typed) for start, end in spans)
    # The latest span of each kind, that of the kind not seen for longest first.
    latest: dict[int, tuple[int, int]] = {}
    best = 1 << 30
    for start, end, kind in events:
        latest.pop(kind, None)
        latest[kind] = (start, end)
        if len(latest) == len(typed):
            first = next(iter(latest.values()))[0]
            if end - first < best:
                best = min(best, max(span[1] for span in latest.values()) - first)
    return best


def _closest_of_two(first: _Spans, second: _Spans) -> int:
    """The same of two kinds, which most queries have."""
    best = 1 << 30
    one = two = 0
    while one < len(first) and two < len(second):
        start, end = first[one]
        other_start, other_end = second[two]
        width = max(end, other_end) - min(start, other_start)
        best = min(best, width)
        if start < other_start:
            one += 1
        else:
            two += 1
    return best


def _rarity(wanted: Sequence[Leaf], columns: Columns) -> list[float]:
    """The idf of each leaf over all sections (Robertson and Spärck Jones, as in BM25)."""
    total = columns.sections
    counts = (int(np.bitwise_count(postings(columns, leaf_query(leaf))).sum()) for leaf in wanted)
    return [log(1 + (total - found + 0.5) / (found + 0.5)) for found in counts]
