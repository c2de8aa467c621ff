"""Where a report page asks which words to mark: the archive itself knows of no search, so a search registers here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from .models import Report

# `[start, end)` code points into the passages' texts, by the passages' numbers.
Marks = Mapping[int, Sequence[tuple[int, int]]]
# The report, what was typed, and whether other ways of saying the same are to be marked too.
Marker = Callable[[Report, str, bool], Marks]

_markers: list[Marker] = []


def register(marker: Marker) -> None:
    """Have report pages marked by this function, which raises ValueError for a query it does not accept."""
    if marker not in _markers:
        _markers.append(marker)


def find_marks(report: Report, *, typed: str, synonyms: bool) -> Marks:
    """What to mark in a report for what was typed; nothing for what is no query or where nobody searches."""
    for marker in _markers:
        with suppress(ValueError):
            return marker(report, typed, synonyms)
    return {}
