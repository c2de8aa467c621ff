"""Serves collecting: the words that the archive knows by name, and which of them a text holds.

They are the words of the policy areas, both sides of the synonyms, and those of `fixtures/words.dict`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import add

from django.db import connection

from reports.models import AreaTerm

from .fold import fold_text
from .models import Synonym
from .word_list import added_words

# As in the editors' tables.
LONGEST = 40

_EDITION = """
SELECT count(*), coalesce(sum(hashtext(word)), 0) FROM (
    SELECT term FROM reports_areaterm
    UNION ALL SELECT term || '→' || other FROM search_synonym
) AS words(word)
"""


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

    def held(self, folded: str, pairs: set[str] | None = None) -> list[str]:
        """The words that a folded text holds letter by letter, as they are written.

        Only words all of whose pairs of characters stand in the text somewhere are looked for; `pairs` are those
        of the text (see `pairs_of`), where the caller has them.
        """
        pairs = pairs_of(folded) if pairs is None else pairs
        return [
            word
            for beginning in self.by_beginning.keys() & pairs
            for needle, word in self.by_beginning[beginning]
            if len(needle) == 2
            or (pairs.issuperset(map(add, needle, needle[1:])) and needle in folded)
        ]


def pairs_of(folded: str) -> set[str]:
    """Every two characters that stand together in a text."""
    return set(map(add, folded, folded[1:]))


def known_terms() -> Terms:
    """The words as the editors keep them now; read anew only where something was edited."""
    return _read(_edition())


def _edition() -> tuple[int, ...]:
    """Changes with every edit of the tables: how many words there are, and a sum over them."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITION)
        return tuple(cursor.fetchone() or ())


@lru_cache(maxsize=1)
def _read(edition: tuple[int, ...]) -> Terms:
    areas = AreaTerm.objects.values_list("term", flat=True)
    synonyms = Synonym.objects.values_list("term", "other")
    return Terms.of(chain((word.text for word in added_words()), areas, *synonyms))
