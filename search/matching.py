"""Query → the set of sections it finds: words anywhere in a section or a heading above, letters where they stand.

A section is found if it satisfies the query as a whole and holds something of what was asked for itself.
A place or a year is satisfied by the report's own region and by the year a section speaks of, too: 南通's
report says 我市 where the reader types 南通.

The index answers for each leaf of the query; what they mean together is worked out on sets of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from reports.models import FIRST_YEAR, LAST_YEAR

from .columns import Bits, Columns, Places, current_columns
from .letters import occurrences
from .lexemes import (
    leaf_query,
    letters_query,
    loose_pair_query,
    needs_recheck,
    pair_queries,
    path_query,
)
from .named import named_regions, named_year
from .postings import postings
from .query import All, AnyOf, Leaf, Letters, Node, Not, Query, Word, leaves
from .texts import Texts

# So many sections are read to see whether they hold the letters that the index cannot tell of.
MOST_CHECKED = 1000

Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The rows a query finds; not `exact` where they were too many to be read (see MOST_CHECKED)."""

    texts: Texts
    rows: Bits
    exact: bool

    @property
    def columns(self) -> Columns:
        """What the rows are rows of."""
        return self.texts.columns

    @property
    def count(self) -> int:
        """How many sections were found."""
        return int(np.bitwise_count(self.rows).sum())


def match(query: Query, *, texts: Texts | None = None) -> Matches:
    """All sections that a query finds; `texts` hold some of their passages already."""
    maybe = superset(query, texts or Texts(current_columns()))
    if query.root is None or not any(map(needs_recheck, leaves(query.root, excluded=True))):
        return maybe
    if maybe.count > MOST_CHECKED:
        return replace(maybe, exact=False)
    columns = maybe.columns
    found = checked(maybe.texts, columns.places(maybe.rows), query)
    return replace(maybe, rows=columns.bits(found))


def superset(query: Query, texts: Texts) -> Matches:
    """All sections that satisfy a query as far as the index can tell."""
    columns = texts.columns
    if query.root is None or query.is_empty:
        return Matches(texts, columns.nothing(), exact=True)
    return Matches(texts, _maybe(query.root, query, columns) & columns.alive, exact=True)


def letters_not_words(query: Query, columns: Columns) -> Bits:
    """The rows where a passage holds the letters of a query's word without the word.

    Exact for words of two characters; of longer ones those where the letters may be so.
    """
    words = [leaf for leaf in query.positive_leaves() if isinstance(leaf, Word)]
    return _any([columns.nothing(), *(_not_as_word(word, columns) for word in words)])


def _not_as_word(word: Word, columns: Columns) -> Bits:
    if len(word.text) == 2:
        return postings(columns, loose_pair_query(word))
    return postings(columns, letters_query(word.text)) & ~postings(columns, leaf_query(word))


def checked(texts: Texts, places: Places, query: Query) -> Places:
    """Those of the rows that the index found which do satisfy the query; reads them."""
    if query.root is None or not len(places):
        return places
    check = _Check(texts, places)
    own = [check.leaf(leaf, own=True) for leaf in query.positive_leaves()]
    found: Places = places[check.truth(query.root) & np.any(own, axis=0)]
    return found


def _maybe(root: Node, query: Query, columns: Columns) -> Bits:
    """The rows that satisfy a query, or may as far as the index knows."""
    own = _any([_own(leaf, columns) for leaf in query.positive_leaves()])
    return own if _alternatives_only(root) else own & _rows(root, columns)


def _alternatives_only(node: Node) -> bool:
    if isinstance(node, AnyOf):
        return all(map(_alternatives_only, node.parts))
    return not isinstance(node, (All, Not))


def _rows(node: Node, columns: Columns) -> Bits:
    match node:
        case All(parts):
            return _every([_rows(part, columns) for part in parts])
        case AnyOf(parts):
            return _any([_rows(part, columns) for part in parts])
        case Not(part):
            # What may be there and must be read first excludes nothing yet.
            open_question = any(map(needs_recheck, leaves(part, excluded=True)))
            return columns.alive if open_question else columns.alive & ~_rows(part, columns)
    return _leaf(node, columns)


def _leaf(leaf: Leaf, columns: Columns) -> Bits:
    """The rows with a leaf in a passage or a heading above, and those that are about the place or year it names."""
    found = [_own(leaf, columns), about_what_is_named(leaf, columns)]
    if above := path_query(leaf):
        found.append(postings(columns, above))
    return _any(found)


def _own(leaf: Leaf, columns: Columns) -> Bits:
    """The rows with a leaf in a passage; of the years that a synonym holds for."""
    # Two characters as a word are mostly known when they are asked for in any way.
    asked: Sequence[str | None] = pair_queries(leaf) or (leaf_query(leaf),)
    return _any([postings(columns, one) for one in asked]) & _dated(leaf, columns)


def _dated(leaf: Leaf, columns: Columns) -> Bits:
    if not isinstance(leaf, Letters) or leaf.years is None:
        return columns.alive
    first, last = leaf.years
    years = range(first or FIRST_YEAR, (last or LAST_YEAR) + 1)
    return columns.has("years", [year - FIRST_YEAR for year in years])


def about_what_is_named(leaf: Leaf, columns: Columns) -> Bits:
    """The rows about the place or year a leaf names, whether or not the text repeats it.

    What was quoted is looked for letter by letter and nowhere else.
    """
    if isinstance(leaf, Letters) and not leaf.whole_numbers:
        return columns.nothing()
    year = int(named_year(leaf.text) or 0)
    if FIRST_YEAR <= year <= LAST_YEAR:
        return columns.has("years", [year - FIRST_YEAR])
    regions = named_regions(leaf.text)
    return columns.within(region.code for region in regions) if regions else columns.nothing()


def holds(folded: str, leaf: Letters) -> bool:
    """Whether a folded text has the letters."""
    return bool(occurrences(folded, leaf.text, whole_codes=leaf.whole_numbers))


def _every(sets: Iterable[Bits]) -> Bits:
    return reduce(np.bitwise_and, sets)


def _any(sets: Iterable[Bits]) -> Bits:
    return reduce(np.bitwise_or, sets)


class _Check:
    """Reads rows to see which satisfy a query, leaf by leaf."""

    def __init__(self, texts: Texts, places: Places) -> None:
        self.columns = texts.columns
        self.places = places
        self.readings = texts.read(places)

    def truth(self, node: Node) -> Truth:
        """Which of the rows satisfy a node."""
        match node:
            case All(parts):
                return np.asarray(np.all([self.truth(part) for part in parts], axis=0))
            case AnyOf(parts):
                return np.asarray(np.any([self.truth(part) for part in parts], axis=0))
            case Not(part):
                return ~self.truth(part)
        return self.leaf(node, own=False)

    def leaf(self, leaf: Leaf, *, own: bool) -> Truth:
        """Which of the rows hold a leaf; `own`: themselves, rather than a heading above."""
        if not needs_recheck(leaf):
            return self._among(_own(leaf, self.columns) if own else _leaf(leaf, self.columns))
        letters = leaf if isinstance(leaf, Letters) else Letters(leaf.text)
        held = np.array(
            [any(holds(line.folded, letters) for line in one.lines) for one in self.readings]
        )
        return held & self._among(_dated(leaf, self.columns))

    def _among(self, rows: Bits) -> Truth:
        found: Truth = self.columns.mask(rows)[self.places]
        return found
