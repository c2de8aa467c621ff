"""A search and what it found → how many further passages hold the letters of its words, though not as words."""

from __future__ import annotations

from collections.abc import Sequence

from reports.facets import Selection

from .counting import count
from .fold import fold_text
from .highlight import holds_leaf
from .lexemes import not_as_word_query
from .matching import both, either, holds, section_query
from .query import All, AnyOf, Letters, Node, Not, Query
from .ranking import ALL_READ
from .rows import Rows, keys, public, read_facts, read_passages


def count_letters(query: Query, selection: Selection, found: Rows) -> tuple[int, bool]:
    """How many passages beside those of the rows `found`; and whether that is about so many."""
    literals = [not_as_word_query(leaf) for leaf in query.positive_leaves()]
    wanted = either([literal for literal in literals if literal])
    letters = query.as_letters()
    if wanted is None or letters.root is None or letters.is_empty:
        return 0, False
    rows = count(public(read_facts(both([section_query(letters), wanted]))), selection).rows
    if len(rows) > ALL_READ:
        return rounded(len(rows)), True
    leaves = [leaf for leaf in letters.positive_leaves() if isinstance(leaf, Letters)]
    matched = set(keys(found))
    total = 0
    for key, reading in read_passages(rows).items():
        texts = [fold_text(line.text) for line in reading.lines]
        if key in matched:
            own = query.positive_leaves()
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
