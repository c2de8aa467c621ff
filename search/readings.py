"""Serves corrections: characters → the syllables they are read as, without tones.

Reads the table that pypinyin ships, not pypinyin: what that loads takes 58 MB, this a few and once 0.2 s, and only
where something was typed that the archive does not have.  ü is typed v.
"""

import json
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path

#: Of a text that can be read in several ways, so many are tried; those of its last characters first.
MOST_SPELLINGS = 24

#: What many speakers do not tell apart: zh and z, an and ang. Applied in order.
_ALIKE = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ang", "an"),
    ("eng", "en"),
    ("ing", "in"),
)


@lru_cache(maxsize=4096)
def readings(character: str) -> tuple[str, ...]:
    """The syllables of one character, the usual one first; none for what is not Han."""
    plain = map(_without_tone, _table().get(str(ord(character)), "").split(","))
    return tuple(dict.fromkeys(filter(None, plain)))


def spellings(text: str) -> list[str]:
    """How a text may be typed in pinyin; what is no Han character stands for itself."""
    each = [readings(character) or (character,) for character in text]
    return ["".join(parts) for parts in islice(product(*each), MOST_SPELLINGS)]


@lru_cache(maxsize=1024)
def blurred(syllable: str) -> str:
    """The same for syllables that are easily taken for one another."""
    for sound, like in _ALIKE:
        syllable = syllable.replace(sound, like)
    return syllable


@cache
def _table() -> dict[str, str]:
    """Code point → readings with tones, separated by commas."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin")
    text = Path(package.origin).with_name("pinyin_dict.json").read_text("utf-8")
    table: dict[str, str] = json.loads(text)
    return table


def _without_tone(syllable: str) -> str:
    parts = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(part for part in parts if part.isascii() and part.isalpha())
