"""A search and what it found → how many further passages hold the letters of its words, though not as words."""

from __future__ import annotations

from collections.abc import Sequence

from reports.selection import Selection

from .counting import narrowed
from .highlight import holds_leaf
from .matching import Matches, holds, letters_not_words, superset
from .query import All, AnyOf, Letters, Node, Not, Query
from .ranking import ALL_READ


def count_letters(matches: Matches, query: Query, selection: Selection) -> tuple[int, bool]:
    """How many passages beside those of the matches; and whether that is about so many."""
    columns, letters = matches.columns, query.as_letters()
    wanted = letters_not_words(query, columns)
    if letters.root is None or letters.is_empty or not wanted.any():
        return 0, False
    maybe = superset(letters, matches.texts).rows & wanted
    places = columns.places(narrowed(columns, maybe, selection))
    if len(places) > ALL_READ:
        return rounded(len(places)), True
    leaves = [leaf for leaf in letters.positive_leaves() if isinstance(leaf, Letters)]
    own = query.positive_leaves()
    matched = set(columns.places(matches.rows & maybe).tolist())
    total = 0
    for place, reading in zip(places.tolist(), matches.texts.read(places), strict=True):
        texts = [line.folded for line in reading.lines]
        if place in matched:
            texts = [text for text in texts if not any(holds_leaf(text, leaf) for leaf in own)]
        elif not _holds(letters.root, texts):
            continue
        total += sum(any(holds(text, leaf) for leaf in leaves) for text in texts)
    return total, False


def rounded(number: float) -> int:
    """A number with two figures, as one says it that is about right."""
    digits = max(len(str(int(number))) - 2, 0)
    return int(round(number, -digits))


def _holds(node: Node, texts: Sequence[str]) -> bool:
    """Whether the passages of a section satisfy a query letter by letter."""
    match node:
        case All(parts):
            return all(_holds(part, texts) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, texts) for part in parts)
        case Not(part):
            return not _holds(part, texts)
    return any(holds_leaf(text, node) for text in texts)
