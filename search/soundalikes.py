"""Serves corrections: a text or its pinyin → the words of the dictionary that sound the same, or nearly.

The dictionary also holds every beginning of a word, so a walk over all characters of a sound ends where no word
goes on: a hundredth of a millisecond for two characters, a few milliseconds for the longest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .dictionary import shared_dictionary
from .readings import blurred, readings

# No word of the dictionary that is worth finding is longer, in characters and in letters of pinyin.
LONGEST, LONGEST_PINYIN = 8, 40
_LONGEST_SYLLABLE = 6
# Further readings of a character are hardly ever meant.
MOST_READINGS = 3


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
    return [word for word in _walk(slots, "", 0) if word.text != text]


def spelt(pinyin: str) -> list[Soundalike]:
    """The words of two characters or more that are typed by these Latin letters."""
    return list(_spelt(pinyin, "")) if len(pinyin) <= LONGEST_PINYIN else []


def _walk(slots: list[dict[str, int]], begun: str, off: int) -> Iterator[Soundalike]:
    frequencies = shared_dictionary().FREQ
    for character, more in slots[len(begun)].items():
        text = begun + character
        count = frequencies.get(text)
        if count is None or off + more > 1:
            continue
        if len(text) < len(slots):
            yield from _walk(slots, text, off + more)
        elif count:
            yield Soundalike(text, off + more, count)


def _spelt(rest: str, begun: str) -> Iterator[Soundalike]:
    frequencies = shared_dictionary().FREQ
    for length in range(1, min(_LONGEST_SYLLABLE, len(rest)) + 1):
        for character in _sounds().get(rest[:length], ()):
            text = begun + character
            count = frequencies.get(text)
            if count is None:
                continue
            if length < len(rest):
                yield from _spelt(rest[length:], text)
            elif count and len(text) > 1:
                yield Soundalike(text, 0, count)


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
