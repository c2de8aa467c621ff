"""What the third step of search yields: ``Query``, a tree of what must be found; no Django here.

``grammar`` makes it from what was typed; ``matching``, ``ranking`` and ``highlight`` go by it.  All
text in the tree is folded.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

#: First and last year, both included; None where there is no such end.
Years = tuple[int | None, int | None]
FilterKind = Literal["region", "year", "area", "type"]


@dataclass(frozen=True, slots=True)
class Word:
    """Found where the text has it as a word: 民政 not in 人民政府."""

    text: str


@dataclass(frozen=True, slots=True)
class Letters:
    """Found letter by letter; with ``whole_numbers`` not inside a longer number or Latin run.

    With ``years`` only in sections that speak of one of them: a synonym of its time.
    """

    text: str
    whole_numbers: bool = False
    years: Years | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Found where a number or Latin run begins with it: 2021*."""

    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """Not to be found; stands only in an ``All`` that also has something to be found."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class All:
    """Each part is found, somewhere in the same section."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is found."""

    parts: tuple["Node", ...]


Leaf = Word | Letters | Prefix
Node = Leaf | Not | All | AnyOf


@dataclass(frozen=True, slots=True)
class Filter:
    """What the typed text narrows the search to: 城市:中山, or 南通 in a question (``asked``).

    ``value`` is folded.  ``start`` and ``end`` are where it was typed, in code points, and ``label``
    where the label before it begins; what was asked has none and begins there itself.
    """

    kind: FilterKind
    value: str
    start: int
    end: int
    label: int
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was read."""

    typed: str
    root: Node | None
    #: Chunks that were cut into several tokens, whole: passages that hold one are to rank higher.
    phrases: tuple[str, ...] = ()
    #: One Chinese sentence for each thing that was left out, added or read with leniency.
    notes: tuple[str, ...] = ()
    #: Leaves that were not typed but say the same as what was: they are to rank lower.
    synonyms: frozenset[Leaf] = frozenset()
    #: In the order typed.  They hold for the query as a whole.
    filters: tuple[Filter, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be found: nothing typed, punctuation or exclusions alone."""
        return self.root is None or not is_positive(self.root)

    def positive_leaves(self) -> tuple[Leaf, ...]:
        """What is to be found, each once, in the order typed; exclusions left out."""
        return tuple(dict.fromkeys(leaves(self.root, excluded=False))) if self.root else ()

    def as_letters(self) -> "Query":
        """The same query with every word to be found letter by letter, as if quoted."""
        if self.root is None:
            return self
        return replace(self, root=_mapped(self.root, _letters_of))

    def understood(self) -> str:
        """How the query was read, for people: “一肩挑”; 殡葬 或 公墓; 养老 非 消防；年份：2021."""
        root = [_rendered(self.root, _FOR_PEOPLE)] if self.root else []
        filters = [f"{label}：{'、'.join(values)}" for label, values in self._by_label()]
        return "；".join([*root, *filters])

    def written(self) -> str:
        """The query as it can be typed: ``grammar.parse`` reads the same tree from it."""
        filters = [
            f"{label}:{value if _BARE.fullmatch(value) else quoted(value)}"
            for label, values in self._by_label()
            for value in values
        ]
        root = [_rendered(self.root, _AS_TYPED)] if self.root else []
        return " ".join([*filters, *root])

    def _by_label(self) -> Iterator[tuple[str, list[str]]]:
        ordered = sorted(self.filters, key=lambda item: list(_LABELS).index(item.kind))
        for kind, items in groupby(ordered, key=lambda item: item.kind):
            yield _LABELS[kind], list(dict.fromkeys(item.value for item in items))

    def without(self, *gone: Filter) -> str:
        """What was typed, without these filters."""
        typed = self.typed
        labels = {item.label for item in gone}
        for label, group in groupby(reversed(self.filters), key=lambda item: item.label):
            if label in labels:
                items = list(group)[::-1]
                kept = [item for item in items if item not in gone]
                typed = _cut(typed, label, items[-1].end, items[0].start, kept)
        return typed


_LABELS: dict[FilterKind, str] = {
    "region": "城市",
    "year": "年份",
    "area": "领域",
    "type": "类型",
}
#: What may stand after the colon of a filter without quotes.
_BARE = re.compile(r"[^\W_](?:[-~·]?[^\W_])*")
_EITHER = r"(?:OR(?![A-Za-z0-9])|ＯＲ|[|｜/／]+)"
_LED_BY = re.compile(rf"^[\s、，,;；]*{_EITHER}?[\s、，,;；]*")
_LEFT_OVER = re.compile(r"\s*(?:(?<![A-Za-z0-9_])(?:OR|ＯＲ)|[|｜/／]+)\s*$")


def _cut(typed: str, label: int, end: int, first: int, kept: list[Filter]) -> str:
    """What was typed with only these values left of a filter, and no operator left hanging."""
    before, after = typed[:label], typed[end:]
    if kept:
        values = "、".join(typed[item.start : item.end] for item in kept)
        return before + typed[label:first] + values + after
    trimmed = _LED_BY.sub("", after)
    if re.match(rf"\s*{_EITHER}", after) is None:
        before = _LEFT_OVER.sub("", before)
    return f"{before.rstrip()} {trimmed}".strip()


def quoted(text: str) -> str:
    """A text written as a phrase of a query, which finds it letter by letter."""
    return '"' + text.replace("＂", '"').replace('"', '""') + '"'


def all_of(nodes: Iterator[Node]) -> Node | None:
    flat: dict[Node, None] = {}
    for node in nodes:
        flat.update(dict.fromkeys(node.parts if isinstance(node, All) else (node,)))
    if len(flat) > 1:
        return All(tuple(flat))
    return next(iter(flat), None)


def any_of(nodes: list[Node]) -> Node:
    flat: dict[Node, None] = {}
    for node in nodes:
        flat.update(dict.fromkeys(node.parts if isinstance(node, AnyOf) else (node,)))
    return AnyOf(tuple(flat)) if len(flat) > 1 else next(iter(flat))


def negated(node: Node) -> Node:
    """Not the node; what only excludes becomes what it excluded."""
    if isinstance(node, Not):
        return node.part
    if isinstance(node, All) and not is_positive(node):
        return any_of([part.part for part in node.parts if isinstance(part, Not)])
    return Not(node)


def is_positive(node: Node) -> bool:
    """Whether something must be found for the node to hold."""
    if isinstance(node, All):
        return any(map(is_positive, node.parts))
    return not isinstance(node, Not)


def leaves(node: Node, *, excluded: bool) -> Iterator[Leaf]:
    match node:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part, excluded=excluded)
        case Not(part):
            if excluded:
                yield from leaves(part, excluded=True)
        case _:
            yield node


def _letters_of(leaf: Leaf) -> Leaf:
    return Letters(leaf.text) if isinstance(leaf, Word) else leaf


def _mapped(node: Node, change: Callable[[Leaf], Leaf]) -> Node:
    match node:
        case All(parts):
            return All(tuple(_mapped(part, change) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_mapped(part, change) for part in parts))
        case Not(part):
            return Not(_mapped(part, change))
    return change(node)


@dataclass(frozen=True, slots=True)
class _Style:
    """How a tree is written: for people, or so that ``grammar.parse`` reads the same tree."""

    either: str
    exclude: str
    brackets: str
    quote: Callable[[str], str]


_FOR_PEOPLE = _Style(" 或 ", "非 ", "（）", "“{}”".format)
_AS_TYPED = _Style(" OR ", "-", "()", quoted)


def _has_code(text: str) -> bool:
    return any(character.isascii() and character.isalnum() for character in text)


def _rendered(node: Node, style: _Style, *, inside: type | None = None) -> str:
    match node:
        case Letters(text, whole_numbers):
            bare = whole_numbers and (style is _AS_TYPED or _has_code(text))
            return text if bare else style.quote(text)
        case Prefix(text):
            return f"{text}*"
        case Not(part):
            return style.exclude + _rendered(part, style, inside=Not)
        case All(parts):
            ordered = sorted(parts, key=lambda part: isinstance(part, Not))
            text = " ".join(_rendered(part, style, inside=All) for part in ordered)
        case AnyOf(parts):
            text = style.either.join(_rendered(part, style, inside=AnyOf) for part in parts)
        case _:
            return node.text
    return f"{style.brackets[0]}{text}{style.brackets[1]}" if inside else text
