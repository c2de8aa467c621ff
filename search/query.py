"""Third step of search: what was typed → ``Query``, a tree of what must be found; no Django here.

    query   = either+                       all of them, in one section
    either  = unary (OR unary)*             OR, | and / bind more tightly than the space
    unary   = ("-" | NOT)* term
    term    = "(" query ")" | phrase | chunk

A *chunk* is what stands between separators without quotes; ``tokens.query_words`` cuts it into
words, codes and letters, all of which must be found.  A *phrase* stands in "…", “…”, 「…」, 『…』 or
《…》 and is found letter by letter.  Full-width forms of all signs do as well.  An excluded chunk
counts as one phrase: ``-养老服务`` must not exclude every section that has 养老 here and 服务 there.

Any string has a reading: what is broken (an operator without a term, a bracket without its
fellow) is left out and a note says so; what is too long raises ``QueryError``.  All text in the
tree is folded.  Time: 0.05 milliseconds for a short query, 1 for the longest.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from search.fold import fold_text
from search.tokens import CONNECTIVES, Kind, Token, is_one_token, query_words

#: Longest query, in code points as typed and after folding (㎡ becomes two), and most terms.
MAX_LENGTH = 200
MAX_FOLDED_LENGTH = 400
MAX_TERMS = 30


class QueryError(ValueError):
    """The query cannot be run; its text is one sentence for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Word:
    """Found where the text has it as a word: 民政 not in 人民政府."""

    text: str


@dataclass(frozen=True, slots=True)
class Letters:
    """Found letter by letter; with ``whole_numbers`` not inside a longer number or Latin run."""

    text: str
    whole_numbers: bool = False


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
class Query:
    """A query as it was read."""

    typed: str
    root: Node | None
    #: Chunks that were cut into several tokens, whole: passages that hold one are to rank higher.
    phrases: tuple[str, ...] = ()
    #: One Chinese sentence for each thing that was left out or read with leniency.
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be found: nothing typed, punctuation or exclusions alone."""
        return self.root is None or not _is_positive(self.root)

    def positive_leaves(self) -> tuple[Leaf, ...]:
        """What is to be found, each once, in the order typed; exclusions left out."""
        return tuple(dict.fromkeys(_leaves(self.root, excluded=False))) if self.root else ()

    def as_letters(self) -> "Query":
        """The same query with every word to be found letter by letter, as if quoted."""
        if self.root is None:
            return self
        return replace(self, root=_mapped(self.root, _letters_of))

    def understood(self) -> str:
        """How the query was read, for people: 低保 标准; “一肩挑”; 殡葬 或 公墓; 养老 非 消防."""
        return "" if self.root is None else _rendered(self.root, _FOR_PEOPLE)

    def written(self) -> str:
        """The query as it can be typed: ``parse`` reads the same tree from it."""
        return "" if self.root is None else _rendered(self.root, _AS_TYPED)


def quoted(text: str) -> str:
    """A text written as a phrase of a query, which finds it letter by letter."""
    return '"' + text.replace("＂", '"').replace('"', '""') + '"'


def parse(typed: str) -> Query:
    """Read a query.

    Raises QueryError if it is longer than 200 code points or has more than 30 terms.
    """
    length, folded_length = len(typed), len(fold_text(typed))
    if length > MAX_LENGTH or folded_length > MAX_FOLDED_LENGTH:
        shown = length if length > MAX_LENGTH else folded_length
        raise QueryError(f"查询太长：最多 {MAX_LENGTH} 个字，现有 {shown} 个。")
    query = _Reader().read(typed)
    terms = len(list(_leaves(query.root, excluded=True))) if query.root else 0
    if terms > MAX_TERMS:
        raise QueryError(f"检索词太多：最多 {MAX_TERMS} 个，现有 {terms} 个；要找整句请加引号。")
    return query


# Signs, as they stand once full-width forms are made ordinary ones.
_CLOSING = {'"': '"', "“": "”", "「": "」", "『": "』", "《": "》"}
_BETWEEN = r"\s、。；！？,;!?”」』》"
_ALONE = r"(?<![A-Za-z0-9_&.'-]){}(?![A-Za-z0-9_&.'-])"
_OR, _AND, _NOT = (_ALONE.format(word) for word in ("OR", "AND", "NOT"))
_DIGIT_COMMA = r"(?<=[0-9]),(?=[0-9])"
_SIGN = re.compile(
    rf"""
      (?P<quote> ["“「『《] )
    | (?P<open> \( ) | (?P<close> \) )
    | (?P<either> [|/]+ | {_OR} )
    | (?P<also> {_AND} )
    | (?P<exclude> [-−]+ (?=[^{_BETWEEN}|/)]) | {_NOT} )
    | (?P<lone> [-−]+ )
    | (?P<space> [{_BETWEEN}]+ )
    | (?P<chunk> (?: {_DIGIT_COMMA} | (?! {_OR} | {_AND} | {_NOT} ) [^{_BETWEEN}"“「『《()|/] )+ )
    """,
    re.VERBOSE,
)

_CODE = re.compile("[0-9a-z]")

_NOTE_OPERATOR = "“{}”前后缺少检索词，已忽略。"
_NOTE_BRACKET = "括号不成对，已按能读懂的部分检索。"
_NOTE_QUOTE = "引号没有闭合，已算到末尾。"
_NOTE_NO_LETTERS = "引号里没有文字，已忽略。"
_NOTE_STAR = "“*”只能写在数字或字母后面，已忽略。"
_NOTE_CONNECTIVE = "“{}”只起连接作用，未作为检索词；要逐字查找请加引号。"
_NOTE_QUESTION = "“{}”是疑问词，未作为检索词；要逐字查找请加引号。"
_NOTE_EITHER_NOT = "“或”的一边只有排除词，已忽略这一边。"
_NOTE_ONLY_NOT = "只有要排除的词，没有要查找的词。"
_NOTE_NOTHING = "没有可以检索的文字；要查找标点请加引号。"


def _plain(typed: str) -> str:
    """Full-width signs and letters as ordinary ones, each code point at its old place."""
    forms = (unicodedata.normalize("NFKC", character) for character in typed)
    return "".join(form if len(form) == 1 else old for form, old in zip(forms, typed, strict=True))


_QUESTION = re.compile(
    "(?:一共|总共|共)?(?:有|是)?(?:多少(?:[个家户所人]|名|万?元|钱)?|几[个家户所名人])"
    "|(?:有|是)?哪些(?:城市|地方|地区|省份?|市|县)?|(?:有|是)?哪[个里儿年]|(?:是|为)?什么(?:样|时候)?"
    "|怎么样?|怎样|如何|为何|有没有|是不是|是否|(?:吗|呢)$"
)


@dataclass(slots=True)
class _Group:
    """A bracket that is being read: alternatives of alternatives, and what waits for a term."""

    alternatives: list[list[Node]] = field(default_factory=list)
    either: bool = False
    exclude: bool = False

    def add(self, node: Node) -> None:
        if self.exclude:
            node = _negated(node)
        if self.either and self.alternatives:
            self.alternatives[-1].append(node)
        else:
            self.alternatives.append([node])
        self.either = self.exclude = False


class _Reader:
    """Reads one query; brackets are kept on a stack, so nesting costs no recursion."""

    def __init__(self) -> None:
        self.stack = [_Group()]
        self.phrases: list[str] = []
        self.notes: list[str] = []

    def read(self, typed: str) -> Query:
        plain = _plain(typed)
        at = 0
        while at < len(plain):
            sign = _SIGN.match(plain, at)
            at = self._take(sign, typed=typed, plain=plain) if sign else at + 1
        if len(self.stack) > 1:
            self.notes.append(_NOTE_BRACKET)
        while len(self.stack) > 1:
            self._close()
        root = self._finished(self.stack.pop())
        if root is None and typed.strip():
            self.notes.append(_NOTE_NOTHING)
        elif root is not None and not _is_positive(root):
            self.notes.append(_NOTE_ONLY_NOT)
        return Query(
            typed, root, tuple(dict.fromkeys(self.phrases)), tuple(dict.fromkeys(self.notes))
        )

    def _take(self, sign: re.Match[str], *, typed: str, plain: str) -> int:
        """Take in one sign; gives where the next one starts."""
        group = self.stack[-1]
        match sign.lastgroup:
            case "quote":
                return self._phrase(typed, plain, sign.start())
            case "chunk":
                self._chunk(fold_text(typed[sign.start() : sign.end()]))
            case "open":
                self.stack.append(_Group())
            case "close" if len(self.stack) > 1:
                self._close()
            case "close":
                self.notes.append(_NOTE_BRACKET)
            case "either" if group.alternatives and not group.exclude:
                group.either = True
            case "either" | "lone":
                self.notes.append(_NOTE_OPERATOR.format(sign.group().strip()))
            case "exclude":
                group.exclude = True
        return sign.end()

    def _phrase(self, typed: str, plain: str, at: int) -> int:
        """Read from an opening quotation mark to its closing one or to the end."""
        opening, closing = plain[at], _CLOSING[plain[at]]
        text = ""
        at += 1
        while at < len(plain):
            if plain[at] != closing:
                text += typed[at]
            elif closing == '"' and plain.startswith('""', at):
                text += '"'
                at += 1
            else:
                break
            at += 1
        else:
            self.notes.append(_NOTE_QUOTE)
            text = text.rstrip(opening)  # “一肩挑“
        folded = fold_text(text)
        if folded.strip():
            self.stack[-1].add(Letters(folded))
        else:
            self.notes.append(_NOTE_NO_LETTERS)
        return at + 1

    def _chunk(self, folded: str) -> None:
        asked = _QUESTION.search(folded)
        parts = [part for part in _QUESTION.split(folded) if part]
        if not asked or not parts:
            self._words(folded)
            return
        # A question is its words without what asks: 南通有多少社工站 wants 南通 and 社工站.
        self.notes.append(_NOTE_QUESTION.format(asked.group()))
        for part in parts:
            self._words(part)

    def _words(self, folded: str) -> None:
        tokens = query_words(folded)
        self._note_left_out(folded, tokens)
        if not tokens:
            return
        whole = folded[tokens[0].start : tokens[-1].end]
        if len(tokens) > 1 and self.stack[-1].exclude:
            self.stack[-1].add(Letters(whole, whole_numbers=True))
            return
        if len(tokens) > 1 and not any(group.exclude for group in self.stack):
            self.phrases.append(whole)
        node = _all(_leaf(token, folded) for token in tokens)
        if node is not None:
            self.stack[-1].add(node)

    def _note_left_out(self, folded: str, tokens: list[Token]) -> None:
        """Say which connectives and stars are not looked up."""
        covered = {at for token in tokens for at in range(token.start, token.end)}
        starred = {token.end for token in tokens if _may_go_on(token)}
        for at, character in enumerate(folded):
            if character in CONNECTIVES and at not in covered:
                self.notes.append(_NOTE_CONNECTIVE.format(character))
            elif character == "*" and at not in starred:
                self.notes.append(_NOTE_STAR)

    def _close(self) -> None:
        node = self._finished(self.stack.pop())
        if node is not None:
            self.stack[-1].add(node)

    def _finished(self, group: _Group) -> Node | None:
        if group.either or group.exclude:
            self.notes.append(_NOTE_OPERATOR.format("OR" if group.either else "-"))
        return _all(self._either(nodes) for nodes in group.alternatives)

    def _either(self, nodes: list[Node]) -> Node:
        """One of several; a side that only excludes would find nearly everything and goes."""
        if len(nodes) == 1:
            return nodes[0]
        positive = [node for node in nodes if _is_positive(node)]
        if len(positive) < len(nodes):
            self.notes.append(_NOTE_EITHER_NOT)
        return _any(positive or nodes[:1])


def _may_go_on(token: Token) -> bool:
    """Whether a star after this token has a meaning: a lone number or Latin run."""
    return token.kind is Kind.CODE and is_one_token(token.text) and token.text.isascii()


def _leaf(token: Token, folded: str) -> Leaf:
    if token.kind is Kind.WORD:
        return Word(token.text)
    if folded.startswith("*", token.end) and _may_go_on(token):
        return Prefix(token.text)
    return Letters(token.text, whole_numbers=token.kind is Kind.CODE)


def _all(nodes: Iterator[Node]) -> Node | None:
    flat: dict[Node, None] = {}
    for node in nodes:
        flat.update(dict.fromkeys(node.parts if isinstance(node, All) else (node,)))
    if len(flat) > 1:
        return All(tuple(flat))
    return next(iter(flat), None)


def _any(nodes: list[Node]) -> Node:
    flat: dict[Node, None] = {}
    for node in nodes:
        flat.update(dict.fromkeys(node.parts if isinstance(node, AnyOf) else (node,)))
    return AnyOf(tuple(flat)) if len(flat) > 1 else next(iter(flat))


def _negated(node: Node) -> Node:
    """Not the node; what only excludes becomes what it excluded."""
    if isinstance(node, Not):
        return node.part
    if isinstance(node, All) and not _is_positive(node):
        return _any([part.part for part in node.parts if isinstance(part, Not)])
    return Not(node)


def _is_positive(node: Node) -> bool:
    """Whether something must be found for the node to hold."""
    if isinstance(node, All):
        return any(map(_is_positive, node.parts))
    return not isinstance(node, Not)


def _leaves(node: Node, *, excluded: bool) -> Iterator[Leaf]:
    match node:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves(part, excluded=excluded)
        case Not(part):
            if excluded:
                yield from _leaves(part, excluded=True)
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
    """How a tree is written: for people, or so that ``parse`` reads the same tree."""

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
