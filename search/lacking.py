"""A search that found little → which of its words the archive has nowhere, or hardly anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .matching import Matches, match
from .query import All, Leaf, Not, Query, all_of
from .texts import Texts

# A word in so few reports may be a slip that the archive has by chance.
FEW = 2


def rare_words(query: Query, texts: Texts) -> dict[Leaf, int]:
    """The typed words that at most a few reports have, with how many; in the order typed."""
    typed = [leaf for leaf in query.positive_leaves() if leaf not in query.synonyms]
    counts = {leaf: _reports(match(replace(query, root=leaf), texts=texts)) for leaf in typed}
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


def _reports(matches: Matches) -> int:
    columns = matches.columns
    return len(np.unique(columns.report[columns.places(matches.rows)]))
