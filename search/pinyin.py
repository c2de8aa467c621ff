"""Serves collecting: a text → how it is typed in pinyin, in full and by initials.

The only user of pypinyin. Whole words are read by its dictionary of phrases (重庆 chong, 银行 hang); a character
with several readings that no phrase decides gets its commonest one. ü is typed v.

pypinyin takes 58 MB and 0.2 s to load, so this module is imported when the first suggestion is written: a process
that only answers readers never pays for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.contrib.mmseg import seg

from .fold import fold_text
from .tokens import HAN

_RUN = re.compile(rf"(?P<han>[{HAN}]+)|[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """低保 → dibao and db."""

    full: str
    initials: str


def spell(text: str) -> Spelling:
    """Spell a text in simplified script; Latin letters and digits stand for themselves, signs leave nothing."""
    parts = list(_parts(fold_text(text)))
    return Spelling("".join(full for full, _ in parts), "".join(first for _, first in parts))


def _parts(folded: str) -> Iterator[tuple[str, str]]:
    """Every syllable with its initial; what is not Han in one part that is its own initial."""
    for run in _RUN.finditer(folded):
        if run["han"]:
            for word in seg.cut(run.group()):
                yield from ((syllable, syllable[0]) for syllable in _read(word))
        else:
            yield run.group(), run.group()


@lru_cache(maxsize=20_000)
def _read(word: str) -> tuple[str, ...]:
    """The syllables of a word. Remembered, because pypinyin takes 90 µs for what is otherwise done in 10."""
    return tuple(filter(None, lazy_pinyin([word], errors="ignore")))
