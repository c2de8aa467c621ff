"""The words that tell a passage → the rows of the index most likely to hold one like it, by what they hold alone.

Reading which rows hold a word takes a few microseconds a row the first time. So the rarest words are looked up
first, as long as not too many rows were read for them; where all are common, those sections are looked for that hold
several of them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import reduce
from itertools import combinations
from math import log

import numpy as np

from .columns import Bits, Columns, Places
from .lexemes import leaf_query
from .postings import postings
from .query import Word
from .rows import count_rows

# A word in more than this share of all sections tells nothing.
COMMON = 0.25
# How much more a rare word tells than a common one: the power of its idf.
RARITY = 1.3
# A word is looked up where it is in no more rows than this, as long as no more than so many were read before.
MOST_ROWS, MOST_READ = 20_000, 20_000
# Where that finds too few, so many of the rarest of the others are looked up together.
TOGETHER = 4
# So many rows are worth reading, of each report so many.
CANDIDATES, OF_A_REPORT = 60, 4


class Neighbourhood:
    """`counts` is in about how many rows each word is, without those that are nearly everywhere, the rarest first."""

    def __init__(self, said: Mapping[str, int], columns: Columns) -> None:
        """`said` are the words, with how often the passage says them."""
        self.columns = columns
        self._said = said
        total, found = count_rows([_literal(word) for word in said])
        self._total = columns.sections
        share = self._total / max(total, 1)
        counts = {word: int(n * share) for word, n in zip(said, found, strict=True)}
        self.counts = {
            # Of the same count the less usual in general Chinese stay first.
            word: counts[word]
            for word in sorted(counts, key=counts.__getitem__)
            if counts[word] <= max(COMMON * self._total, 2)
        }

    def rows(self, *, others: Bits, allowed: Bits) -> Places:
        """Those with most of what tells the passage, the later ones first where it is the same.

        `others` are the rows of other reports, `allowed` those of them that may be found. From then on `counts` is
        exact for the words that were looked up, and without those that none of the others has.
        """
        held = self._looked_up(others)
        found = reduce(np.bitwise_or, held.values(), self.columns.nothing()) & allowed
        if np.bitwise_count(found).sum() < CANDIDATES:
            for word, rows in self._together(self.counts.keys() - held.keys(), allowed):
                held[word] = held.get(word, self.columns.nothing()) | rows
        return self._best(held, allowed)

    def weights(self) -> dict[str, float]:
        """What each word is worth: the rarer in the archive and the more often said, the more."""
        return {
            word: log(1 + self._total / max(count, 1)) ** RARITY * (1 + log(self._said[word]) / 2)
            for word, count in self.counts.items()
        }

    def _looked_up(self, others: Bits) -> dict[str, Bits]:
        held: dict[str, Bits] = {}
        read = 0
        for word, about in list(self.counts.items()):
            if about > MOST_ROWS or read > MOST_READ:
                break
            rows = postings(self.columns, _literal(word)) & others
            number = int(np.bitwise_count(rows).sum())
            read += number
            if number:
                held[word] = rows
                self.counts[word] = number
            else:
                # What no other report says tells nothing between them.
                del self.counts[word]
        return held

    def _together(self, words: set[str], allowed: Bits) -> Iterator[tuple[str, Bits]]:
        """The rows with several of the rarest of these words, as many of them as there are enough rows for."""
        rarest = [word for word in self.counts if word in words][:TOGETHER]
        found = self.columns.nothing()
        for size in range(len(rarest), 1, -1):
            for some in combinations(rarest, size):
                rows = postings(self.columns, f"({' & '.join(map(_literal, some))})") & allowed
                found = found | rows
                yield from ((word, rows) for word in some)
            if np.bitwise_count(found).sum() >= CANDIDATES:
                return

    def _best(self, held: Mapping[str, Bits], allowed: Bits) -> Places:
        columns, weights = self.columns, self.weights()
        every = reduce(np.bitwise_or, held.values(), columns.nothing()) & allowed
        places = columns.places(every)
        worth = np.zeros(len(places))
        for word, rows in held.items():
            worth += weights[word] * columns.mask(rows)[places]
        report = columns.report[places]
        # One number sorts many times as fast as two; a day takes twenty bits.
        rank = (np.round(worth * 1000).astype(np.int64) << 20) + columns.days[report]
        taken: Counter[int] = Counter()
        kept = []
        for at in np.argsort(-rank, kind="stable").tolist():
            taken[int(report[at])] += 1
            if taken[int(report[at])] <= OF_A_REPORT:
                kept.append(at)
                if len(kept) == CANDIDATES:
                    break
        return places[kept]


def _literal(word: str) -> str:
    return leaf_query(Word(word)) or ""
