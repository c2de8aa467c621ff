"""First step of search: original text → folded text, in which variants of one character are the same.

Everything that search compares (index, query, dictionary, highlight) has gone through here, and
nothing else in the archive normalises characters.  A character folds by itself, whatever stands
beside it: NFKC, lower case, the first simplified form that OpenCC's TSCharacters gives, and the
tables below.  So folding is closed under substrings, ``fold_text(a + b) == fold_text(a) +
fold_text(b)``: what is cut out of a text is still found in it.  It is idempotent too, and its
result can always be stored by PostgreSQL (no NUL, no lone surrogate).

Speed, on one core: 15 million code points a second for ``fold_text``, 5 million for ``fold`` passage
by passage, 2 million where a length changes and a map is needed.

Sources: Unicode 14 NFKC through ``unicodedata``; OpenCC's dictionary as shipped by
opencc-python-reimplemented 0.1.7; the extra pairs were found in reports by comparing scripts.
"""

import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from reports.parsing.mirror import simplifications

#: Goes up with any change of what folds to what: indexes built by another version are stale.
FOLD_VERSION = 1

#: Pairs that TSCharacters leaves apart although reports in the two scripts write either.
EXTRA_PAIRS = "瞭了 藉借 覆复 揹背 伕夫 彷仿 暱昵 擡抬 牴抵 薰熏 幷并 著着"

#: Radicals that text copied out of PDF files holds instead of the character that looks the same.
#: NFKC folds the Kangxi radicals (U+2F00) but not these of the supplement (U+2E80).
RADICALS = (
    "⺠民 ⺟母 ⻁虎 ⻄西 ⻅见 ⻆角 ⻉贝 ⻋车 ⻓长 ⻔门 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 "
    "⻨麦 ⻩黄 ⻪黾 ⻬齐 ⻮齿 ⻰龙 ⻳龟"
)

#: Punctuation that differs by keyboard, script or font only: result → variants, as NFKC leaves them.
PUNCTUATION = {
    '"': "“”„‟〝〞〟「」『』﹁﹂﹃﹄",
    "'": "‘’‚‛",
    "-": "‐‒–—―−─",
    "~": "〜∼",
    "·": "•‧∙⋅・᛫",
    "/": "⁄∕",
    "[": "〔【〖",
    "]": "〕】〗",
    "〇": "○◯",
}

#: Characters that show nothing and only come between the letters: they fold to nothing.
INVISIBLE = (
    *(0xAD, 0x34F, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),  # zero-width space and joiners, direction marks
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2065),
    *range(0x2066, 0x206A),
    *range(0xFE00, 0xFE10),  # variation selectors
    *range(0xE0100, 0xE01F0),
)

#: ①, ❶, ➀, … to (1): as a bare digit (what NFKC makes of ①) it would run into a number after it.
CIRCLED = (
    *(0x24EA, 0x24FF),
    *range(0x2460, 0x2474),
    *range(0x24EB, 0x24FF),
    *range(0x2776, 0x2794),
    *range(0x3251, 0x3260),
    *range(0x32B1, 0x32C0),
)


def _direct() -> dict[str, str]:
    """Every character that one of the tables names, with what the table makes of it."""
    table = dict(simplifications())
    table |= {pair[0]: pair[1] for pair in f"{EXTRA_PAIRS} {RADICALS}".split(" ")}
    for result, variants in PUNCTUATION.items():
        table |= dict.fromkeys(variants, result)
    table |= dict.fromkeys(map(chr, INVISIBLE), "")
    for point in CIRCLED:
        table[chr(point)] = f"({int(unicodedata.numeric(chr(point)))})"
    return table


class _Table(dict[int, str | int]):
    """For ``str.translate``: code point → what it folds to, worked out when first met.

    Only the basic plane is remembered, so that no text can make the table grow beyond 65,536
    entries; filling it for all of Unicode at start would take half a second.
    """

    def __init__(self) -> None:
        super().__init__()
        self._direct = _direct()

    def __missing__(self, point: int) -> str | int:
        folded = self._fold(chr(point))
        entry: str | int = ord(folded) if len(folded) == 1 else folded
        if point < 0x10000:
            self[point] = entry
        return entry

    def _fold(self, character: str) -> str:
        """Apply all rules until none changes anything, so that folding twice is folding once."""
        if 0xD800 <= ord(character) < 0xE000 or character == "\0":
            return "\ufffd"
        if character.isspace():
            return " "
        if character in self._direct:
            step = self._direct[character]
        else:
            step = unicodedata.normalize("NFKC", character).lower()
        return step if step == character else "".join(map(self._fold, step))


_TABLE = _Table()

# What stands in the table below for what was not met yet, and for what folds to none or to several.
_UNKNOWN, _OTHER = 0xFFFFFFFF, 0xFFFFFFFE
# The same table once more for whole texts at a time, which is ten times as fast; of the basic plane alone.
_SINGLE = np.full(0x10000, _UNKNOWN, "<u4")


def _folded_singly(text: str) -> str | None:
    """The folded text if every code point of it folds to one; else None."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    if not len(points):
        return ""
    if points.max() >= len(_SINGLE):
        return None
    folded = _SINGLE[points]
    most = folded.max()
    if most == _UNKNOWN:
        for point in np.unique(points[folded == _UNKNOWN]).tolist():
            entry = _TABLE[point]
            _SINGLE[point] = entry if isinstance(entry, int) else _OTHER
        folded = _SINGLE[points]
        most = folded.max()
    return None if most == _OTHER else folded.tobytes().decode("utf-32-le")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text that knows which original code points each of its own came from."""

    text: str
    #: Original offset of every folded code point; None where the two are the same throughout.
    origins: "array[int] | None" = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest span of original code points that covers the folded span [start, end).

        Raises ValueError for an empty span or one outside of the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no such span in {len(self.text)} code points: {start}, {end}")
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def fold_text(text: str) -> str:
    """The folded text alone, for where no offsets are needed."""
    return text.translate(_TABLE)


def fold_all(texts: Sequence[str]) -> list[str]:
    """The folded texts; faster than one after the other."""
    folded = _folded_singly("".join(texts))
    if folded is None:
        return list(map(fold_text, texts))
    ends = list(accumulate(map(len, texts)))
    return [folded[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def fold(text: str) -> Folded:
    """Fold and keep the way back; offsets are code points on both sides."""
    if (folded := _folded_singly(text)) is not None:
        return Folded(folded)
    folded = text.translate(_TABLE)
    origins = array("I")
    for offset, character in enumerate(text):
        entry = _TABLE[ord(character)]
        origins.extend([offset] * (1 if isinstance(entry, int) else len(entry)))
    return Folded(folded, origins)
