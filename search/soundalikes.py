"""Serves corrections: a text or its pinyin → the words of the dictionary that sound the same, or nearly.

The dictionary also holds every beginning of a word, so a walk over all characters of a sound ends where no word
goes on: after 1 to 10 ms, of which most is spent on sounds that have a hundred characters.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from .dictionary import shared_dictionary
from .readings import blurred, readings

# No word of the dictionary that is worth finding is longer, in characters and in letters of pinyin.
LONGEST, LONGEST_PINYIN = 8, 40
_LONGEST_SYLLABLE = 6
# So many beginnings of words are gone on with; a usual word has fewer than a hundred.
MOST_STEPS = 500
# Further readings of a character are hardly ever meant.
MOST_READINGS = 2


@dataclass(frozen=True, slots=True)
class Soundalike:
    """A word; `blurred` of its characters only nearly sound as what was typed."""

    text: str
    blurred: int
    frequency: int


def soundalikes(text: str) -> list[Soundalike]:
    """Other words that sound like a text in Han characters; at most one character only nearly."""
    if not 2 <= len(text) <= LONGEST:
        return []
    slots = [_slot(character) for character in text]
    frequencies = shared_dictionary().FREQ
    found: list[Soundalike] = []
    open_ = [("", 0)]
    for _ in range(MOST_STEPS):
        if not open_:
            break
        begun, off = open_.pop()
        for character, more in slots[len(begun)].items():
            word = begun + character
            count = frequencies.get(word)
            if count is None or off + more > 1:
                continue
            if len(word) < len(slots):
                open_.append((word, off + more))
            elif count and word != text:
                found.append(Soundalike(word, off + more, count))
    return found


@lru_cache(maxsize=256)
def spelt(pinyin: str) -> tuple[Soundalike, ...]:
    """The words of two characters or more that are typed by these Latin letters."""
    if len(pinyin) > LONGEST_PINYIN:
        return ()
    frequencies = shared_dictionary().FREQ
    found: list[Soundalike] = []
    open_ = [("", 0)]
    for _ in range(MOST_STEPS):
        if not open_:
            break
        begun, at = open_.pop()
        for end in range(at + 1, min(at + _LONGEST_SYLLABLE, len(pinyin)) + 1):
            for character in _sounds().get(pinyin[at:end], ()):
                word = begun + character
                count = frequencies.get(word)
                if count is None:
                    continue
                if end < len(pinyin):
                    open_.append((word, end))
                elif count and len(word) > 1:
                    found.append(Soundalike(word, 0, count))
    return tuple(found)


def _slot(character: str) -> dict[str, int]:
    """What may stand for a character: 0 for what sounds the same, 1 for what nearly does.

    The usual reading of one of the two decides: the rare ones of both together would let 月 sound like 需.
    """
    usual, *others = readings(character)[:MOST_READINGS] or ("",)
    slot = dict.fromkeys(_blurred_sounds().get(blurred(usual), ()), 1)
    slot |= dict.fromkeys(_sounds().get(usual, ()), 0)
    for sound in others:
        slot |= dict.fromkeys(_usual_sounds().get(sound, ()), 0)
    return slot | {character: 0}


@cache
def _sounds() -> dict[str, list[str]]:
    """The characters of the dictionary by each of their readings."""
    return _by_syllable(MOST_READINGS)


@cache
def _usual_sounds() -> dict[str, list[str]]:
    return _by_syllable(1)


@cache
def _blurred_sounds() -> dict[str, list[str]]:
    table: dict[str, list[str]] = defaultdict(list)
    for sound, characters in _usual_sounds().items():
        table[blurred(sound)] += characters
    return dict(table)


def _by_syllable(most: int) -> dict[str, list[str]]:
    table: dict[str, list[str]] = defaultdict(list)
    for word, count in shared_dictionary().FREQ.items():
        if len(word) == 1 and count:
            for syllable in readings(word)[:most]:
                table[syllable].append(word)
    return dict(table)
