"""A search of several words that found little → passages that hold most of them, each with what it lacks.

None of them is a hit: they are counted nowhere. What was excluded stays excluded, and filters hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice
from math import log

import numpy as np

from reports.models import Report

from .columns import Columns, Places
from .counting import narrowed
from .fold import fold_text
from .grammar import QueryError, parse
from .highlight import holds_leaf
from .hits import Hit, Reader, reports_shown
from .lexemes import leaf_query
from .matching import about_what_is_named, match
from .named import named_regions, named_year
from .query import All, AnyOf, Leaf, Letters, Node, Not, Query, all_of, any_of, is_positive, leaves
from .ranking import Scored, candidates
from .rows import count_rows
from .running import Run
from .signs import signs

# So many passages, and of one report so many.
MOST, MOST_OF_A_REPORT = 5, 2
# Of more words only the rarest are looked for; so many are left out by turns, in so many searches altogether.
MOST_WORDS, MOST_LEFT_OUT, MOST_TRIED = 6, 3, 10
# So many sections are read at most, and no more searches are made once so many reports are among them.
MOST_READ, ENOUGH_REPORTS = 60, 5
# What holds less than this share of what the best passage does is not worth reading.
NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Partial:
    """A passage with some of the words; `lacks` are the others, none where they only do not stand together.

    `marking` is the query that marks the words in the opened report.
    """

    report: Report
    hit: Hit
    lacks: tuple[str, ...]
    marking: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One of the words, with its synonyms; `worth` is its idf, 0 where it is nowhere."""

    label: str
    node: Node
    worth: float

    @property
    def only_names(self) -> bool:
        """Whether it is a place or a year, which says where to look and not what for."""
        return all(
            named_year(leaf.text) or named_regions(leaf.text)
            for leaf in leaves(self.node, excluded=False)
        )


# A passage, the place of its row, and the words that it lacks.
_Found = tuple[Scored, int, list[_Wanted]]


def partial_hits(ran: Run, rare: Mapping[Leaf, int]) -> tuple[Partial, ...]:
    """The passages with the rarest and most words first; none where there is but one word to look for.

    `rare` as `rare_words` gives them.
    """
    query = ran.asked.query
    nodes = list(_parts(query.root)) if query.root else []
    wanted = _by_rarity(query, [node for node in nodes if is_positive(node)], rare)
    excluded = [node for node in nodes if not is_positive(node)]
    # Only of those that are anywhere something can be left out.
    held = [word for word in wanted if word.worth][:MOST_WORDS]
    # One word of what was typed in one go is not most of it.
    fewest = 2 if _is_one_chunk(ran.typed) else 1
    if len(wanted) < 2 or len(held) < fewest:
        return ()
    rows = _rows(ran, held, excluded, fewest)
    either = replace(query, root=any_of([word.node for word in held]))
    reader = Reader(either, ran.matches.texts)
    reader.read(rows)
    about = {word.label: _about(word.node, rows, ran.matches.columns) for word in held}
    found = [
        (one, place, _lacking(reader, wanted, one, place, about))
        for place in rows.tolist()
        for one in reader.scored.get(place, ())[:MOST_OF_A_REPORT]
    ]
    return tuple(_shown(reader, ran, _nearest(found, wanted, held, fewest)))


def _nearest(
    found: list[_Found], wanted: Sequence[_Wanted], held: Sequence[_Wanted], fewest: int
) -> list[_Found]:
    """Those that are worth reading, best first; the words that are nowhere are lacking in each."""
    every, subjects = _worth(wanted), {word for word in held if not word.only_names}
    ordered = sorted(
        (item for item in found if not subjects or subjects - set(item[2])),
        key=lambda item: (_worth(item[2]), -item[0].score),
    )
    best = every - _worth(ordered[0][2]) if ordered else 0.0
    return [
        item
        for item in ordered
        if every - _worth(item[2]) >= best * NEAR and len(wanted) - len(item[2]) >= fewest
    ]


def _worth(words: Iterable[_Wanted]) -> float:
    return sum(word.worth for word in words)


def _parts(root: Node) -> Iterator[Node]:
    """What must be found or must not; of a phrase of several words, the words."""
    for part in root.parts if isinstance(root, All) else (root,):
        yield from _words_of(part) if isinstance(part, Letters) else (part,)


def _words_of(phrase: Letters) -> Iterable[Node]:
    try:
        inner = parse(phrase.text).root
    except QueryError:
        inner = None
    plain = isinstance(inner, All) and all(is_positive(part) for part in inner.parts)
    return inner.parts if plain and isinstance(inner, All) else (phrase,)


def _by_rarity(query: Query, nodes: Sequence[Node], rare: Mapping[Leaf, int]) -> list[_Wanted]:
    """Each word once, the rarest first; a word that is nowhere has no worth and comes last."""
    words = {_label(query, node): list(leaves(node, excluded=False)) for node in nodes}
    literals = {
        leaf: literal for each in words.values() for leaf in each if (literal := leaf_query(leaf))
    }
    total, counts = count_rows(list(literals.values()))
    # In a large archive the counts are estimates, of which none is nothing.
    rows = {leaf: n if rare.get(leaf, n) else 0 for leaf, n in zip(literals, counts, strict=True)}
    found = {label: sum(rows.get(leaf, 0) for leaf in each) for label, each in words.items()}
    made = [
        _Wanted(label, node, log(1 + total / found[label]) if found[label] else 0.0)
        for label, node in ((_label(query, node), node) for node in nodes)
    ]
    return sorted(dict.fromkeys(made), key=lambda word: -word.worth)


def _label(query: Query, node: Node) -> str:
    typed = [leaf.text for leaf in leaves(node, excluded=False) if leaf not in query.synonyms]
    return ("" if isinstance(node, All) else " / ").join(typed)


def _rows(ran: Run, held: Sequence[_Wanted], excluded: Sequence[Node], fewest: int) -> Places:
    """The sections of the searches that leave words out, the commonest of them first."""
    columns = ran.matches.columns
    taken = ran.counted.places[:0]
    for words in islice(_fewer(held, fewest), MOST_TRIED):
        root = all_of(iter([*(word.node for word in words), *excluded]))
        query = replace(ran.asked.query, root=root)
        matches = match(query, texts=ran.matches.texts)
        known = ran.counted.rows | columns.bits(taken)
        left = narrowed(columns, matches.rows & ~known, ran.asked.selection)
        new = candidates(query, matches, left)
        taken = np.concatenate([taken, new])[:MOST_READ]
        if len(np.unique(columns.report[taken])) >= ENOUGH_REPORTS:
            break
    return taken


def _fewer(held: Sequence[_Wanted], fewest: int) -> Iterator[Sequence[_Wanted]]:
    """All of them, then each left out in turn, the commonest first, then ever fewer of the rarest, then one alone."""
    yield held
    if len(held) > fewest:
        yield from islice(combinations(held, len(held) - 1), MOST_LEFT_OUT)
    for size in range(len(held) - 2, max(fewest, 2) - 1, -1):
        yield held[:size]
    if fewest == 1 and len(held) > 2:
        yield from zip(held, strict=True)


def _is_one_chunk(typed: str) -> bool:
    return sum(sign.kind in ("chunk", "quote") for sign in signs(typed)) == 1


def _lacking(
    reader: Reader, wanted: Sequence[_Wanted], one: Scored, place: int, about: dict[str, set[int]]
) -> list[_Wanted]:
    """The words that neither a passage has nor a heading above it, nor is the report about what they name."""
    texts = [one.line.folded, *map(fold_text, reader.path(place, kind=one.line.kind))]
    joined = "\n".join(texts)
    return [
        word
        for word in wanted
        if place not in about.get(word.label, ()) and not _satisfies(joined, word.node)
    ]


def _satisfies(folded: str, node: Node) -> bool:
    match node:
        case All(parts):
            return all(_satisfies(folded, part) for part in parts)
        case AnyOf(parts):
            return any(_satisfies(folded, part) for part in parts)
        case Not(_):
            return True
    return holds_leaf(folded, node)


def _about(node: Node, rows: Places, columns: Columns) -> set[int]:
    """The rows that are about the place or the year that a word names."""
    about = columns.nothing()
    for leaf in leaves(node, excluded=False):
        about = about | about_what_is_named(leaf, columns)
    return set(columns.places(about & columns.bits(rows)).tolist())


def _shown(reader: Reader, ran: Run, found: Sequence[_Found]) -> Iterator[Partial]:
    columns = ran.matches.columns
    report_of = {place: int(columns.keys[columns.report[place]]) for _, place, _ in found}
    reports = reports_shown(list(set(report_of.values())))
    shares: Counter[int] = Counter()
    # The same may stand in several places, or reports.
    seen: set[str] = set()
    # A phrase marks nothing where it does not stand as a whole.
    whole = set(ran.asked.query.positive_leaves()) >= set(reader.leaves)
    marking = ran.typed if whole else replace(reader.query, filters=()).written()
    for one, place, lacking in found:
        report = reports.get(report_of[place])
        if report is None or shares[report.pk] == MOST_OF_A_REPORT or one.line.text in seen:
            continue
        seen.add(one.line.text)
        shares[report.pk] += 1
        lacks = tuple(word.label for word in lacking)
        yield Partial(report, reader.hit(one, place, report), lacks, marking)
        if sum(shares.values()) == MOST:
            return
