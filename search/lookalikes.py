"""Serves corrections: a text that the archive does not have → texts it may have instead, the likeliest first.

They come from the dictionary (what sounds like it) and from the suggestions: what is spelt the same, and terms and
places that one slip of the pen makes of it (a character exchanged, left out, added, or two swapped). Those are
few, as editors and the gazetteer name them; of headings there may be any number, so they are found by their sound
or by a slip that leaves nothing unknown, which an index answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import log

from django.db import connection

from .collecting import TIERS, letters_of
from .dictionary import shared_dictionary
from .grammar import QueryError, parse
from .lexemes import leaf_query
from .models import Suggestion
from .readings import spellings
from .rows import count_rows
from .soundalikes import Soundalike, soundalikes, spelt

# Shorter and longer texts are not corrected.
SHORTEST, LONGEST = 2, 30
# Longer pinyin is not taken for that of two words.
LONGEST_PAIR = 20
# Of words that are spelt alike, so many are put together with others.
FEW_WORDS = 4
# So many texts at most are looked up in the index to see how common they are.
MOST_COUNTED = 24
# What a text must be more common by, as a logarithm, to make up for being less like what was typed.
SLIP, BLURRED, OTHER_CHARACTER = 3.0, 2.0, 1.0
# What is so much less likely than the likeliest is not meant.
FAR = 3.0

# An indicator is not found by its name, and the words that it is found by are terms.
_KINDS = [Suggestion.Kind.TERM, Suggestion.Kind.HEADING, Suggestion.Kind.PLACE]
_NAMED = [Suggestion.Kind.TERM, Suggestion.Kind.PLACE]

_LOOK_UP = """
(SELECT text, true FROM search_suggestion
 WHERE kind = ANY(%(kinds)s::smallint[]) AND tier = ANY(%(tiers)s::smallint[]) AND pinyin = ANY(%(spelt)s)
 ORDER BY reports DESC LIMIT %(most)s)
UNION ALL
(SELECT text, false FROM search_suggestion
 WHERE kind = ANY(%(kinds)s::smallint[]) AND tier = ANY(%(tiers)s::smallint[]) AND key = ANY(%(whole)s)
 ORDER BY reports DESC LIMIT %(most)s)
UNION ALL
(SELECT text, false FROM search_suggestion
 WHERE kind = ANY(%(named)s::smallint[]) AND length(key) BETWEEN %(shortest)s AND %(longest)s
   AND key LIKE ANY(%(patterns)s)
 ORDER BY reports DESC LIMIT %(most)s)
"""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A text of the archive; `likely` orders several: how common it is, less how unlike what was typed."""

    text: str
    likely: float


def lookalikes(typed: str) -> list[Lookalike]:
    """What the archive has that may have been meant, the likeliest first; ask inside `rows.searching`."""
    key = letters_of(typed)
    if not SHORTEST <= len(key) <= LONGEST or any(letter.isdigit() for letter in key):
        return []
    unlike: dict[str, float] = {}
    for text, cost in [*_by_sound(key), *_by_slip(key)]:
        if letters_of(text) != key:
            unlike[text] = min(cost, unlike.get(text, cost))
    closest = sorted(unlike, key=lambda text: unlike[text])[:MOST_COUNTED]
    found = [
        Lookalike(text, log(rows) - unlike[text])
        for text, rows in zip(closest, _rows(closest), strict=True)
        if rows
    ]
    best = max((one.likely for one in found), default=0.0)
    near = (one for one in found if one.likely >= best - FAR)
    return sorted(near, key=lambda one: (-one.likely, one.text))


def _by_sound(key: str) -> Iterator[tuple[str, float]]:
    """Words of the dictionary, the commonest first, with how unlike they are."""
    # A word that there is was hardly meant to be one that only nearly sounds like it.
    is_word = bool(shared_dictionary().FREQ.get(key))
    words = [*(spelt(key) or _two_words(key))] if key.isascii() else soundalikes(key)
    for word in sorted(words, key=lambda word: -word.frequency):
        if not (word.blurred and is_word):
            yield word.text, word.blurred * BLURRED + _others(key, word.text)


def _two_words(pinyin: str) -> list[Soundalike]:
    """Two words typed in one go, dibaobiaozhun."""
    found: list[Soundalike] = []
    for cut in range(SHORTEST, len(pinyin) - SHORTEST + 1 if len(pinyin) <= LONGEST_PAIR else 0):
        first = _commonest(spelt(pinyin[:cut]))
        second = _commonest(spelt(pinyin[cut:])) if first else []
        found += [
            Soundalike(one.text + other.text, 0, min(one.frequency, other.frequency))
            for one, other in product(first, second)
        ]
    return found


def _commonest(words: Iterable[Soundalike]) -> list[Soundalike]:
    return sorted(words, key=lambda word: -word.frequency)[:FEW_WORDS]


def _by_slip(key: str) -> Iterator[tuple[str, float]]:
    """Suggestions that sound the same or are one slip away."""
    whole, patterns = _slips(key) if not _is_known(key) else ([], [])
    values: dict[str, list[int] | list[str] | int] = {
        "kinds": [int(kind) for kind in _KINDS],
        "named": [int(kind) for kind in _NAMED],
        "tiers": list(range(len(TIERS) + 1)),
        "spelt": spellings(key),
        "whole": whole,
        "patterns": patterns,
        "shortest": len(key) - 1,
        "longest": len(key) + 1,
        "most": MOST_COUNTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, values)
        for text, same_sound in cursor.fetchall():
            yield text, _others(key, letters_of(text)) if same_sound else SLIP


def _slips(key: str) -> tuple[list[str], list[str]]:
    """What one slip makes of a text: as it stands, and as patterns where any character may have been meant.

    Half of a pair exchanged is no slip but another word, so pairs are only swapped or filled in between.
    """
    if key.isascii():
        return [], []
    size = len(key)
    swapped = [key[:i] + key[i + 1] + key[i] + key[i + 2 :] for i in range(size - 1)]
    if size == SHORTEST:
        return swapped, [f"{key[0]}_{key[1]}"]
    shorter = [key[:i] + key[i + 1 :] for i in range(size)]
    exchanged = [f"{key[:i]}_{key[i + 1 :]}" for i in range(size)]
    longer = [f"{key[:i]}_{key[i:]}" for i in range(size + 1)]
    return [*swapped, *shorter], [*exchanged, *longer]


def _is_known(key: str) -> bool:
    """Whether it is a word of the language, which nobody writes by a slip."""
    return bool(shared_dictionary().FREQ.get(key))


def _others(typed: str, text: str) -> float:
    """What the characters beside the first that differ count; pinyin has none to compare."""
    if typed.isascii():
        return 0.0
    different = sum(a != b for a, b in zip(typed, text, strict=False)) + abs(len(typed) - len(text))
    return max(different - 1, 0) * OTHER_CHARACTER


def _rows(texts: Iterable[str]) -> list[int]:
    """In how many rows of the index each text is found, or about."""
    literals = [_literal(text) for text in texts]
    counted = [literal for literal in literals if literal]
    counts = iter(count_rows(counted)[1])
    return [next(counts) if literal else 0 for literal in literals]


def _literal(text: str) -> str | None:
    try:
        leaves = parse(text).positive_leaves()
    except QueryError:
        return None
    return " & ".join(literal for leaf in leaves if (literal := leaf_query(leaf))) or None
