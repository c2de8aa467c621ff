"""Serves collecting: the words that the archive knows by name, and which of them a text holds.

They are the words of the policy areas, both sides of the synonyms, and `fixtures/words.txt` where there is one
(one word a line, `#` begins a comment).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from operator import add

from django.db.models import BigIntegerField, Count, F, Func, Sum

from reports.models import AreaTerm
from reports.reference import fixture

from .fold import fold_text
from .models import Synonym

# As in the editors' tables.
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Terms:
    """Words by the two characters they begin with, each folded and as it is written."""

    by_beginning: Mapping[str, tuple[tuple[str, str], ...]]

    @classmethod
    def of(cls, words: Iterable[str]) -> Terms:
        """Words of one character only are left out: every report has them."""
        table: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for word in sorted(set(words)):
            folded = fold_text(word)
            if len(folded) > 1 and len(word) <= LONGEST:
                table[folded[:2]].append((folded, word))
        return cls({beginning: tuple(entries) for beginning, entries in table.items()})

    def held(self, folded: str) -> list[str]:
        """The words that a folded text holds letter by letter, as they are written.

        0.7 ms for a report of 8,000 characters and 1,000 words: only a word whose first and last two characters
        stand in the text is looked for.
        """
        pairs = set(map(add, folded, folded[1:]))
        return [
            word
            for beginning in self.by_beginning.keys() & pairs
            for needle, word in self.by_beginning[beginning]
            if needle[-2:] in pairs and needle in folded
        ]


def known_terms() -> Terms:
    """The words as the editors keep them now; read anew only where something was edited."""
    return _read(_edition())


def _edition() -> tuple[object, ...]:
    """Changes with every edit of the two tables: the number of their rows and the sums of hashes of their words."""
    areas = AreaTerm.objects.aggregate(rows=Count("pk"), words=_hashes("term"))
    synonyms = Synonym.objects.aggregate(
        rows=Count("pk"), words=_hashes("term"), others=_hashes("other")
    )
    return *areas.values(), *synonyms.values()


def _hashes(column: str) -> Sum:
    return Sum(Func(F(column), function="hashtext", output_field=BigIntegerField()))


@lru_cache(maxsize=1)
def _read(edition: tuple[object, ...]) -> Terms:
    areas = AreaTerm.objects.values_list("term", flat=True)
    synonyms = Synonym.objects.values_list("term", "other")
    return Terms.of(chain(_word_list(), areas, *synonyms))


@cache
def _word_list() -> tuple[str, ...]:
    """The words of the file that comes with the archive, if it does."""
    path = fixture("words.txt")
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return tuple(filter(None, (line.partition("#")[0].strip() for line in lines)))
