"""A search that found little → which of its words the archive has nowhere, or hardly anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .lexemes import leaf_query
from .matching import match
from .query import All, Leaf, Not, Query, all_of
from .rows import count_rows

# A word in so few reports may be a slip that the archive has by chance.
FEW = 2
# A word that the index has in more than this share of its rows, and some, is not even looked up. PostgreSQL's
# estimate for what its statistics do not name is a thousandth of the rows for each lexeme.
_COMMON, _SOME = 0.005, 200


def rare_words(query: Query) -> dict[Leaf, int]:
    """The typed words that at most a few reports have, with how many; in the order typed."""
    typed = [leaf for leaf in query.positive_leaves() if leaf not in query.synonyms]
    literals = {leaf: literal for leaf in typed if (literal := leaf_query(leaf))}
    total, rows = count_rows(list(literals.values()))
    enough = total * _COMMON + _SOME
    common = {leaf for leaf, n in zip(literals, rows, strict=True) if n > enough}
    counts = {leaf: _reports(query, leaf) for leaf in typed if leaf not in common}
    return {leaf: reports for leaf, reports in counts.items() if reports <= FEW}


def without_lacking(query: Query, rare: Mapping[Leaf, int]) -> str:
    """The query of the words that the archive has, and of what is excluded; empty where none or all are left."""
    lacking = {leaf for leaf, reports in rare.items() if not reports}
    rest = [leaf for leaf in query.positive_leaves() if leaf not in lacking | query.synonyms]
    if not rest or not lacking:
        return ""
    parts = query.root.parts if isinstance(query.root, All) else ()
    root = all_of(iter([*rest, *(part for part in parts if isinstance(part, Not))]))
    return replace(query, root=root).written()


def _reports(query: Query, leaf: Leaf) -> int:
    return len(np.unique(match(replace(query, root=leaf)).rows["report"]))
