"""text → its non-blank lines, each with its mirror, and where the body of the report lies among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .headings import find_marker

_SENTENCE_END = re.compile(r"[。!?;:,、.]$")


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of a line without blanks at its ends; `mirrored` is its mirror."""

    start: int
    end: int
    mirrored: str

    @property
    def is_prose(self) -> bool:
        """A paragraph: full sentences, or too long for a heading, a label or a caption."""
        return len(self.mirrored) >= 80 or (len(self.mirrored) >= 40 and "。" in self.mirrored)

    @property
    def is_open(self) -> bool:
        """Ends without any punctuation, as titles, headings and table cells do."""
        return not _SENTENCE_END.search(self.mirrored)


def cut(text: str, mirrored: str, start: int, end: int) -> Line | None:
    """The range without blanks at its ends; None where it is blank. Blank is `str.isspace`."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Line(start, end, mirrored[start:end]) if start < end else None


def split_lines(text: str, mirrored: str) -> list[Line]:
    """All non-blank lines in order."""
    lines, start = [], 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = cut(text, mirrored, start, end)
        if line:
            lines.append(line)
        start = end + 1
    return lines


def body_bounds(lines: Sequence[Line]) -> tuple[int, int]:
    """Indexes [first, last] of the body: from its first paragraph or numbered heading to its last one.

    (len(lines), -1) where there is no body at all.
    """
    inside = [index for index, line in enumerate(lines) if line.is_prose or _is_numbered(line)]
    return (inside[0], inside[-1]) if inside else (len(lines), -1)


def _is_numbered(line: Line) -> bool:
    marker = find_marker(line.mirrored)
    return marker is not None and marker.kind in {"part", "chapter", "cn_comma", "cn_paren"}
