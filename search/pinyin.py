"""Serves collecting: a text → how it is typed in pinyin, in full and by initials.

The only user of pypinyin. Whole words are read by its dictionary of phrases (重庆 chong, 银行 hang); a character
with several readings that no phrase decides gets its commonest one. ü is typed v.

pypinyin takes 58 MB and 0.2 s to load, so this module is imported when the first suggestion is written: a process
that only answers readers never pays for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pypinyin import lazy_pinyin

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
    full = initials = ""
    for run in _RUN.finditer(fold_text(text)):
        syllables = lazy_pinyin(run.group(), errors="ignore") if run["han"] else [run.group()]
        full += "".join(syllables)
        initials += "".join(part[0] for part in syllables) if run["han"] else run.group()
    return Spelling(full, initials)
