"""Query → the sections it finds: words anywhere in a section or a heading above, letters where they stand.

A section is found if it satisfies the query as a whole and holds something of what was asked for itself.
A place or a year is satisfied by the report's own region and by the year a section speaks of, too: 南通's
report says 我市 where the reader types 南通.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.facets import Selection
from reports.models import FIRST_YEAR, LAST_YEAR

from .facts import FACTS
from .fold import fold_text
from .letters import occurrences
from .lexemes import fact_query, leaf_query, needs_recheck, path_query
from .named import named_regions, named_year
from .query import All, AnyOf, Leaf, Letters, Node, Not, Query, leaves
from .rows import Reading, Rows, keys, public, read_facts, read_passages

# So many sections are read to see whether they hold the letters that the index cannot tell of.
MOST_CHECKED = 1000

Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matches:
    """The rows a query finds; not `exact` where they were too many to be read (see MOST_CHECKED)."""

    rows: Rows
    exact: bool


def match(query: Query) -> Matches:
    """All rows that a query finds, in no order."""
    if query.root is None or query.is_empty:
        return Matches(np.empty(0, FACTS), exact=True)
    rows = public(read_facts(section_query(query)))
    if not any(map(needs_recheck, leaves(query.root, excluded=True))):
        return Matches(rows, exact=True)
    if len(rows) > MOST_CHECKED:
        return Matches(rows, exact=False)
    return Matches(checked(rows, query), exact=True)


def checked(rows: Rows, query: Query) -> Rows:
    """Those of the rows that `section_query` found which do satisfy the query."""
    if query.root is None or not len(rows):
        return rows
    check = _Check(rows, query)
    return rows[check.truth(query.root) & check.own()]


def section_query(query: Query) -> str | None:
    """What `::tsquery` finds the sections by that satisfy the query, or may; None for all sections."""
    own = either([_own(leaf) for leaf in query.positive_leaves()])
    if query.root is None or _alternatives_only(query.root):
        return own
    return both([_literal(query.root), own])


def selection_query(selection: Selection) -> str | None:
    """What `::tsquery` finds the sections by that a selection leaves; None for all."""
    kinds = {"region": "r", "year": "y", "area": "a", "type": "t"}
    chosen = ((kind, selection.values(name)) for name, kind in kinds.items())
    return both([fact_query(kind, values) for kind, values in chosen if values])


def both(literals: list[str | None]) -> str | None:
    """All of them; None finds everything."""
    given = [literal for literal in dict.fromkeys(literals) if literal is not None]
    return f"({' & '.join(given)})" if given else None


def either(literals: list[str | None]) -> str | None:
    """Any of them; None finds everything, and so does no literal at all."""
    given = [literal for literal in dict.fromkeys(literals) if literal is not None]
    return f"({' | '.join(given)})" if given and len(given) == len(set(literals)) else None


def _alternatives_only(node: Node) -> bool:
    if isinstance(node, AnyOf):
        return all(map(_alternatives_only, node.parts))
    return not isinstance(node, (All, Not))


def _literal(node: Node) -> str | None:
    match node:
        case All(parts):
            return both([_literal(part) for part in parts])
        case AnyOf(parts):
            return either([_literal(part) for part in parts])
        case Not(part):
            # What may be there and must be read first excludes nothing yet.
            open_question = any(map(needs_recheck, leaves(part, excluded=True)))
            literal = None if open_question else _literal(part)
            return f"!{literal}" if literal else None
    return _leaf_literal(node)


def _leaf_literal(leaf: Leaf) -> str | None:
    others = [path_query(leaf), _about(leaf)]
    return either([_own(leaf), *(other for other in others if other)])


def _own(leaf: Leaf) -> str | None:
    return both([leaf_query(leaf), _dated(leaf)])


def _dated(leaf: Leaf) -> str | None:
    """Finds the sections of the years that a synonym holds for; None if for all."""
    if not isinstance(leaf, Letters) or leaf.years is None:
        return None
    first, last = leaf.years
    return fact_query("y", range(first or FIRST_YEAR, (last or LAST_YEAR) + 1))


def _about(leaf: Leaf) -> str | None:
    """Finds sections about the place or year a leaf names, whether or not the text repeats it.

    What was quoted is looked for letter by letter and nowhere else.
    """
    if isinstance(leaf, Letters) and not leaf.whole_numbers:
        return None
    year = named_year(leaf.text)
    if year:
        return fact_query("y", [year])
    regions = named_regions(leaf.text)
    return fact_query("r", [region.code for region in regions]) if regions else None


def holds(folded: str, leaf: Letters) -> bool:
    """Whether a folded text has the letters."""
    return any(True for _ in occurrences(folded, leaf.text, whole_codes=leaf.whole_numbers))


class _Check:
    """Reads rows to see which satisfy a query, leaf by leaf."""

    def __init__(self, rows: Rows, query: Query) -> None:
        self.query = query
        self.keys = keys(rows)
        self.superset = section_query(query)
        readings: Mapping[tuple[int, int], Reading] = read_passages(rows)
        self.texts = [
            [fold_text(line.text) for line in readings[key].lines] if key in readings else []
            for key in self.keys
        ]

    def truth(self, node: Node) -> Truth:
        """Which of the rows satisfy a node."""
        match node:
            case All(parts):
                return np.asarray(np.all([self.truth(part) for part in parts], axis=0))
            case AnyOf(parts):
                return np.asarray(np.any([self.truth(part) for part in parts], axis=0))
            case Not(part):
                return ~self.truth(part)
        return self._leaf(node) if needs_recheck(node) else self._found(_leaf_literal(node))

    def own(self) -> Truth:
        """Which of the rows hold something of what was asked for themselves."""
        found = [
            self._leaf(leaf) if needs_recheck(leaf) else self._found(_own(leaf))
            for leaf in self.query.positive_leaves()
        ]
        return np.asarray(np.any(found, axis=0))

    def _leaf(self, leaf: Leaf) -> Truth:
        letters = leaf if isinstance(leaf, Letters) else Letters(leaf.text)
        held = np.array([any(holds(text, letters) for text in lines) for lines in self.texts])
        dated = _dated(leaf)
        return held & self._found(dated) if dated else held

    def _found(self, literal: str | None) -> Truth:
        found = set(keys(read_facts(both([self.superset, literal]))))
        return np.array([key in found for key in self.keys])
