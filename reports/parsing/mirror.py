"""text → its mirror: the same text simplified and half-width, character for character.

All parsing rules are written once, against the mirror; because every character of it stands for exactly
one character of the text, an offset into the mirror is an offset into the text.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

# Full-width ASCII and blanks. Circled numbers, superscripts and compatibility letters keep their own
# shape, because ① and ² mean something else than 1 and 2.
_BLANKS = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
)


# Blanks that a converter wrote out in letters.
SPELT_BLANKS = re.compile(r"(?:<U\+00A0>|&nbsp;|&emsp;|&ensp;)+")


@cache
def _table() -> dict[int, str]:
    """Code point → one character."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update(dict.fromkeys(map(ord, _BLANKS), " "))
    table.update({ord("〔"): "[", ord("〕"): "]", ord("［"): "[", ord("］"): "]", ord("．"): "."})
    table.update({ord(old): new for old, new in simplifications().items() if len(new) == 1})
    return table


@cache
def simplifications() -> dict[str, str]:
    """Traditional character → its simplified form: OpenCC's TSCharacters, the first candidate."""
    listing = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in listing.splitlines() if line)
    return {traditional: candidates.split(" ")[0] for traditional, candidates in pairs}


def mirror(text: str) -> str:
    """The text simplified and half-width, of the same length in code points."""
    mirrored = text.translate(_table())
    return SPELT_BLANKS.sub(lambda match: " " * len(match.group()), mirrored)


def traditional_share(text: str) -> float:
    """The share (0–1) of characters that simplification changes, among all non-ASCII ones."""
    table = _table()
    counts = {char: n for char, n in Counter(text).items() if "\u3400" <= char < "\uff00"}
    changed = sum(n for char, n in counts.items() if ord(char) in table)
    return changed / sum(counts.values()) if counts else 0.0
