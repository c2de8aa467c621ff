"""A search that found little → which of its words the archive has nowhere, or hardly anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .columns import Places
from .lexemes import needs_recheck
from .matching import MOST_CHECKED, checked, superset
from .query import All, Leaf, Not, Query, all_of
from .texts import Texts

# A word in so few reports may be a slip that the archive has by chance.
FEW = 2
# Of the sections that may hold a phrase so many are read first: mostly enough of them do. Of all phrases together so
# many are read at most.
FIRST_READ, MOST_READ = 50, MOST_CHECKED


def rare_words(query: Query, texts: Texts) -> dict[Leaf, int]:
    """The typed words that at most a few reports have, with how many; in the order typed.

    Not those of which it would take too long to tell.
    """
    columns = texts.columns
    rare: dict[Leaf, int] = {}
    left = MOST_READ
    for leaf in query.positive_leaves():
        if leaf in query.synonyms or leaf in rare:
            continue
        alone = replace(query, root=leaf)
        places = columns.places(superset(alone, texts).rows)
        if needs_recheck(leaf):
            first, rest = places[:FIRST_READ], places[FIRST_READ:]
            if len(first) > left:
                continue
            left -= len(first)
            places = checked(texts, first, alone)
            if len(rest):
                if _reports(places, texts) > FEW or len(rest) > left:
                    continue
                left -= len(rest)
                places = np.concatenate([places, checked(texts, rest, alone)])
        if (reports := _reports(places, texts)) <= FEW:
            rare[leaf] = reports
    return rare


def without_lacking(query: Query, rare: Mapping[Leaf, int]) -> str:
    """The query of the words that the archive has, and of what is excluded; empty where none or all are left."""
    lacking = {leaf for leaf, reports in rare.items() if not reports}
    rest = [leaf for leaf in query.positive_leaves() if leaf not in lacking | query.synonyms]
    if not rest or not lacking:
        return ""
    parts = query.root.parts if isinstance(query.root, All) else ()
    root = all_of(iter([*rest, *(part for part in parts if isinstance(part, Not))]))
    return replace(query, root=root).written()


def _reports(places: Places, texts: Texts) -> int:
    reports = texts.columns.report[places]
    # The rows of a report stand side by side.
    return int(np.count_nonzero(reports[1:] != reports[:-1])) + (len(reports) > 0)
