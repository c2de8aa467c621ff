"""Sections of several columns → rows: what speaks of the same thing stands in one row. No database here.

Two sections of different columns are as alike as `likeness` says from either side, and a little more where their
headings speak of the same. The likest are put together first; a section whose partner has one of its column beside it
already stands below that one, and what is like nothing stands alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import log
from operator import add

from .fold import fold_text
from .likeness import LONGEST, Likeness, same_heading, telling_words

# So many words must be shared, and so much (a score that headings may have raised).
FEWEST_SHARED, LEAST = 2, 0.12
# A word in more than this share of all sections tells nothing between them; where there are few, in more than so many
# sections a column.
COMMON, COMMON_IN_FEW = 0.4, 2

_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Unit:
    """One section of a column (counted from 0): its headings from the top down, and all that it says."""

    column: int
    headings: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Sections that stand in one row, by their places among the units, in reading order.

    `likeness` is from 0 to 1: of any two columns how alike their likest sections are, on the average. `words` are those
    that tell one of them and that another column has too, letter by letter, the most telling first. A section that
    stands alone has neither.
    """

    units: tuple[int, ...]
    likeness: float = 0.0
    words: tuple[str, ...] = ()


def align(units: Sequence[Unit]) -> tuple[Row, ...]:
    """The rows: first those of several columns, as they are read, then those that stand alone, column by column.

    The units of a column come in reading order.
    """
    compared = _Compared(units)
    columns = [unit.column for unit in units]
    rows = _together(columns, compared.scores)
    together = _in_reading_order((row for row in rows if len(row) > 1), columns)
    alone = sorted((row for row in rows if len(row) == 1), key=lambda row: columns[row[0]])
    shared = (Row(row, compared.likest(row), tuple(compared.words(row))) for row in together)
    return (*shared, *map(Row, alone))


class _Compared:
    """How alike any two units of different columns are: `alike` as they are, `scores` with their headings."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.texts = [fold_text(unit.text[:LONGEST]) for unit in units]
        said = [_said(unit.text[:LONGEST]) for unit in units]
        self.holders = _holders(self.texts, {word for words in said for word in words})
        most = max(COMMON * len(units), COMMON_IN_FEW * len({unit.column for unit in units}))
        self.likeness = [
            Likeness(self._weights(words, most), len(text))
            for words, text in zip(said, self.texts, strict=True)
        ]
        self.alike: dict[_Pair, float] = {}
        self.scores: dict[_Pair, float] = {}
        self._compare()

    def _weights(self, said: Mapping[str, int], most: float) -> dict[str, float]:
        """What a unit's words are worth: the fewer units have one and the more often it is said, the more."""
        held = {word: len(self.holders[word]) for word in said}
        return {
            word: log(1 + len(self.units) / count) * (1 + log(said[word]) / 2)
            for word, count in held.items()
            if 0 < count <= most
        }

    def _compare(self) -> None:
        headings = [_said(unit.headings) for unit in self.units]
        paths = [fold_text(unit.headings) for unit in self.units]
        for pair, words in self._shared():
            score = plus = 0.0
            for own, there in (pair, pair[::-1]):
                score += self.likeness[own].score(words[own], length=len(self.texts[there]))
                plus += same_heading(headings[own], paths[there])
            self.alike[pair] = score / 2
            self.scores[pair] = score / 2 * plus / 2

    def _shared(self) -> Iterator[tuple[_Pair, Mapping[int, list[str]]]]:
        """Pairs of units that share enough words, with those of either that the other has."""
        shared: list[dict[int, list[str]]] = []
        for like in self.likeness:
            there: dict[int, list[str]] = defaultdict(list)
            for word in like.weights:
                for unit in self.holders[word]:
                    there[unit].append(word)
            shared.append(there)
        columns = [unit.column for unit in self.units]
        for one, other in combinations(range(len(columns)), 2):
            if columns[one] != columns[other]:
                own, back = shared[one].get(other, []), shared[other].get(one, [])
                if len({*own, *back}) >= FEWEST_SHARED:
                    yield (one, other), {one: own, other: back}

    def likest(self, row: Sequence[int]) -> float:
        """How alike a row is: of any two columns their likest sections, on the average."""
        best: dict[_Pair, float] = {}
        for one, other in combinations(row, 2):
            columns = self.units[one].column, self.units[other].column
            if columns[0] != columns[1]:
                key = min(columns), max(columns)
                best[key] = max(best.get(key, 0.0), self.alike.get((one, other), 0.0))
        return sum(best.values()) / len(best)

    def words(self, row: Sequence[int]) -> list[str]:
        """The telling words of a row that several of its columns have, the most telling first."""
        worth: dict[str, float] = {}
        for unit in row:
            for word, weight in self.likeness[unit].weights.items():
                holders = self.holders[word].intersection(row)
                if len({self.units[holder].column for holder in holders}) > 1:
                    worth[word] = max(worth.get(word, 0.0), weight)
        return sorted(worth, key=lambda word: (-worth[word], word))


@lru_cache(maxsize=2_000)
def _said(text: str) -> Mapping[str, int]:
    """Remembered, because cutting into words takes most of the time and sections are compared again and again."""
    return telling_words(text)


def _holders(texts: Sequence[str], words: Iterable[str]) -> dict[str, frozenset[int]]:
    """In which of the folded texts each word is, letter by letter."""
    # Looked for only where its first two letters are: words are many, and most are in few texts.
    begun: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for pair in set(map(add, text, text[1:])):
            begun[pair].append(number)
    return {
        word: frozenset(number for number in begun[word[:2]] if word in texts[number])
        for word in words
    }


def _together(columns: Sequence[int], scores: Mapping[_Pair, float]) -> list[tuple[int, ...]]:
    """The units in rows, the likest pairs first: one of a column, and those whose partner has one already."""
    rows = [[unit] for unit in range(len(columns))]
    alike = [pair for pair, score in scores.items() if score >= LEAST]
    # Rounded, so that two machines make the same rows.
    for one, other in sorted(alike, key=lambda pair: (-round(scores[pair], 6), pair)):
        row, new = rows[one], rows[other]
        if row is new:
            continue
        apart = {columns[unit] for unit in row}.isdisjoint(columns[unit] for unit in new)
        if (apart or 1 in (len(row), len(new))) and _mean(row, new, columns, scores) >= LEAST:
            row += new
            for unit in new:
                rows[unit] = row
    return [tuple(sorted(row)) for number, row in enumerate(rows) if number == min(row)]


def _mean(
    row: Sequence[int], new: Sequence[int], columns: Sequence[int], scores: Mapping[_Pair, float]
) -> float:
    """How alike two rows are, over all pairs of different columns."""
    pairs = [(one, other) for one in row for other in new if columns[one] != columns[other]]
    return sum(scores.get((min(pair), max(pair)), 0.0) for pair in pairs) / len(pairs)


def _in_reading_order(
    rows: Iterable[tuple[int, ...]], columns: Sequence[int]
) -> list[tuple[int, ...]]:
    """By how far into their columns the units stand, on the average."""
    lengths = Counter(columns)
    before: Counter[int] = Counter()
    places = []
    for column in columns:
        places.append(before[column] / lengths[column])
        before[column] += 1
    return sorted(rows, key=lambda row: (sum(places[unit] for unit in row) / len(row), row))
