"""Third step of search: what was typed → ``Query``.

    query   = either+                       all of them, in one section
    either  = unary (OR unary)*             OR, | and / bind more tightly than the space
    unary   = ("-" | NOT)* term
    term    = "(" query ")" | phrase | chunk | filter

A *chunk* is what stands between separators without quotes; ``query_words`` cuts it into words,
codes and letters, all of which must be found.  A *phrase* stands in "…", “…”, 「…」, 『…』 or
《…》 and is found letter by letter.  An excluded chunk counts as one phrase: ``-养老服务`` must not
exclude every section that has 养老 here and 服务 there.  Where a chunk, or whole words of it, is in
the table of synonyms, the other ways of saying it do as well; quotes and exclusions bypass that.
A *filter* is 城市:中山 or 年份:2021、2022 (also 领域, 类型): wherever it stands it holds for the whole
query.  In a question (南通有多少社工站) the words that ask fall away, and a place or year that the
archive holds becomes a filter, if something else is left to look for.

Any string has a reading: what is broken (an operator without a term, a bracket without its
fellow) is left out and a note says so; what is too long raises ``QueryError``.
Time: 0.05 milliseconds for a short query, 1 for the longest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from search.codes import is_one_token
from search.fold import fold, fold_text
from search.query import (
    Filter,
    Leaf,
    Letters,
    Node,
    Prefix,
    Query,
    Word,
    Years,
    all_of,
    any_of,
    is_positive,
    leaves,
    negated,
)
from search.query_words import CONNECTIVES, query_words
from search.questions import Known, asks, nothing_known, read_question
from search.signs import Sign, filter_kind, signs
from search.tokens import Kind, Token

#: Longest query, in code points as typed and after folding (㎡ becomes two), and most terms.
MAX_LENGTH = 200
MAX_FOLDED_LENGTH = 400
MAX_TERMS = 30

_NOTE_OPERATOR = "“{}”前后缺少检索词，已忽略。"
_NOTE_BRACKET = "括号不成对，已按能读懂的部分检索。"
_NOTE_QUOTE = "引号没有闭合，已算到末尾。"
_NOTE_NO_LETTERS = "引号里没有文字，已忽略。"
_NOTE_STAR = "“*”只能写在数字或字母后面，已忽略。"
_NOTE_CONNECTIVE = "“{}”只起连接作用，未作为检索词；要逐字查找请加引号。"
_NOTE_QUESTION = "“{}”是疑问词，未作为检索词；要逐字查找请加引号。"
_NOTE_SYNONYMS = "已包含{}；只查“{}”请加引号。"
_NOTE_FILTER_EMPTY = "“{}”后面缺少内容，已忽略。"
_NOTE_FILTER_NOT = "筛选条件不能用来排除，“{}”已忽略。"
_NOTE_FILTER_WHOLE = "筛选条件“{}”对整个检索起作用，与它所在的括号或“或”无关。"
_NOTE_EITHER_NOT = "“或”的一边只有排除词，已忽略这一边。"
_NOTE_ONLY_NOT = "只有要排除的词，没有要查找的词。"
_NOTE_NOTHING = "没有可以检索的文字；要查找标点请加引号。"


class QueryError(ValueError):
    """The query cannot be run; its text is one sentence for the person who typed it."""


#: What was typed (folded) → other ways of saying it, folded, perhaps those of certain years.
Synonyms = Mapping[str, Sequence[Letters]]


def parse(
    typed: str, *, synonyms: Synonyms = MappingProxyType({}), known: Known = nothing_known
) -> Query:
    """Read a query; ``known`` finds the places and years of a question, and is asked for no other.

    Raises QueryError if it is longer than 200 code points or has more than 30 terms, filters included.
    """
    length, folded_length = len(typed), len(fold_text(typed))
    if length > MAX_LENGTH or folded_length > MAX_FOLDED_LENGTH:
        shown = length if length > MAX_LENGTH else folded_length
        raise QueryError(f"查询太长：最多 {MAX_LENGTH} 个字，现有 {shown} 个。")
    query = _Reader(synonyms, known).read(typed)
    if query.is_empty and any(item.asked for item in query.filters):
        query = _Reader(synonyms, nothing_known).read(typed)
    typed_leaves = leaves(query.root, excluded=True) if query.root else ()
    terms = sum(leaf not in query.synonyms for leaf in typed_leaves) + len(query.filters)
    if terms > MAX_TERMS:
        raise QueryError(f"检索词太多：最多 {MAX_TERMS} 个，现有 {terms} 个；要找整句请加引号。")
    return query


@dataclass(slots=True)
class _Group:
    """A bracket that is being read: alternatives of alternatives, and what waits for a term."""

    alternatives: list[list[Node]] = field(default_factory=list)
    either: bool = False
    exclude: bool = False

    def add(self, node: Node) -> None:
        if self.exclude:
            node = negated(node)
        if self.either and self.alternatives:
            self.alternatives[-1].append(node)
        else:
            self.alternatives.append([node])
        self.either = self.exclude = False


class _Reader:
    """Reads one query; brackets are kept on a stack, so nesting costs no recursion."""

    def __init__(self, synonyms: Synonyms, known: Known) -> None:
        self.synonyms = synonyms
        self.known = known
        self.question = False
        self.filters: list[Filter] = []
        self.added: dict[Leaf, None] = {}
        self.stack = [_Group()]
        self.phrases: list[str] = []
        self.notes: list[str] = []

    def read(self, typed: str) -> Query:
        found = list(signs(typed))
        self.question = _is_question(found)
        for before, sign, after in zip([None, *found], found, [*found[1:], None], strict=False):
            if sign.kind == "either" and _beside_filter(before, after):
                self._either_of_filters(before, sign, after)
            else:
                self._take(sign)
        if len(self.stack) > 1:
            self.notes.append(_NOTE_BRACKET)
        while len(self.stack) > 1:
            self._close()
        root = self._finished(self.stack.pop())
        if root is None and typed.strip() and not self.filters:
            # Who has quoted nothing need not be told to quote.
            if _NOTE_NO_LETTERS not in self.notes:
                self.notes.append(_NOTE_NOTHING)
        elif root is not None and not is_positive(root):
            self.notes.append(_NOTE_ONLY_NOT)
        return Query(
            typed,
            root,
            tuple(dict.fromkeys(self.phrases)),
            tuple(dict.fromkeys(self.notes)),
            frozenset(self.added),
            tuple(self.filters),
        )

    def _take(self, sign: Sign) -> None:
        """Take in one sign."""
        group = self.stack[-1]
        match sign.kind:
            case "filter":
                self._filter(sign)
            case "quote":
                self._phrase(sign)
            case "chunk":
                self._chunk(sign)
            case "open":
                self.stack.append(_Group())
            case "close" if len(self.stack) > 1:
                self._close()
            case "close":
                self.notes.append(_NOTE_BRACKET)
            case "either" if group.alternatives and not group.exclude:
                group.either = True
            case "either" | "lone":
                self.notes.append(_NOTE_OPERATOR.format(sign.text))
            case "exclude":
                group.exclude = True

    def _filter(self, sign: Sign) -> None:
        value = fold_text(sign.text).strip()
        shown = f"{sign.name}{value}"
        if not sign.closed:
            self.notes.append(_NOTE_QUOTE)
        if not value:
            self.notes.append(_NOTE_FILTER_EMPTY.format(shown))
        elif any(group.exclude for group in self.stack):
            self.notes.append(_NOTE_FILTER_NOT.format(shown))
        else:
            kind = filter_kind(sign.name)
            self.filters.append(Filter(kind, value, sign.start, sign.end, sign.label))
            if len(self.stack) > 1:
                self.notes.append(_NOTE_FILTER_WHOLE.format(shown))
        self.stack[-1].exclude = False

    def _either_of_filters(self, before: Sign | None, sign: Sign, after: Sign | None) -> None:
        """OR beside a filter: nothing needs saying between two of a kind, which are either anyway."""
        kinds = {item.name and filter_kind(item.name) for item in (before, after) if item}
        if before is None or after is None:
            self.notes.append(_NOTE_OPERATOR.format(sign.text))
        elif len(kinds) > 1:
            item = before if before.kind == "filter" else after
            self.notes.append(_NOTE_FILTER_WHOLE.format(f"{item.name}{fold_text(item.text)}"))

    def _phrase(self, sign: Sign) -> None:
        folded = fold_text(sign.text)
        if not folded.strip():
            self.notes.append(_NOTE_NO_LETTERS)
            return
        if not sign.closed:
            self.notes.append(_NOTE_QUOTE)
        self.stack[-1].add(Letters(folded))

    def _chunk(self, sign: Sign) -> None:
        folded = fold(sign.text)
        excluded = any(group.exclude for group in self.stack)
        if not self.question or excluded:
            if asks(folded.text) and not excluded:  # nothing but asking: 有多少
                self.stack[-1].add(Letters(folded.text))
            else:
                self._words(folded.text)
            return
        # A question is its words without what asks: 南通有多少社工站 wants 南通 and 社工站.
        asked = read_question(folded, self.known)
        self.notes += [_NOTE_QUESTION.format(asking) for asking in asked.asking]
        for kind, start, end in asked.named:
            a, b = (sign.start + at for at in folded.original_span(start, end))
            value = folded.text[start:end].removesuffix("的")
            self.filters.append(Filter(kind, value, a, b, a, asked=True))
        for words in asked.words:
            self._words(words)

    def _words(self, folded: str) -> None:
        tokens = query_words(folded)
        self._note_left_out(folded, tokens)
        if not tokens:
            return
        whole = folded[tokens[0].start : tokens[-1].end]
        if len(tokens) > 1 and self.stack[-1].exclude:
            # What cannot be written bare (①, which folds to a bracket) is a phrase like any quoted one.
            bare = [sign.text for sign in signs(whole)] == [whole]
            self.stack[-1].add(Letters(whole, whole_numbers=bare))
            return
        if len(tokens) > 1 and not any(group.exclude for group in self.stack):
            self.phrases.append(whole)
        excluded = any(group.exclude for group in self.stack)
        node = all_of(self._said(tokens, folded, synonyms={} if excluded else self.synonyms))
        if node is not None:
            self.stack[-1].add(node)

    def _said(self, tokens: Sequence[Token], folded: str, *, synonyms: Synonyms) -> Iterator[Node]:
        """What each token asks for; several that are one term of the table together, longest first."""
        at = 0
        while at < len(tokens):
            ends = range(len(tokens), at, -1)
            spans = {end: folded[tokens[at].start : tokens[end - 1].end] for end in ends}
            end = next((end for end in ends if spans[end] in synonyms), at + 1)
            node = all_of(_leaf(token, folded) for token in tokens[at:end])
            others = list(synonyms.get(spans[end], ()))
            if node is not None:
                yield any_of([node, *others]) if others else node
            if others:
                self.added |= dict.fromkeys(others)
                named = "".join(f"“{other.text}”{told_years(other.years)}" for other in others)
                self.notes.append(_NOTE_SYNONYMS.format(named, spans[end]))
            at = end

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
        return all_of(self._either(nodes) for nodes in group.alternatives)

    def _either(self, nodes: list[Node]) -> Node:
        """One of several; a side that only excludes would find nearly everything and goes."""
        if len(nodes) == 1:
            return nodes[0]
        positive = [node for node in nodes if is_positive(node)]
        if len(positive) < len(nodes):
            self.notes.append(_NOTE_EITHER_NOT)
        return any_of(positive or nodes[:1])


def told_years(years: Years | None) -> str:
    """The years that a synonym holds for, in brackets: （至2014年）; nothing where it always does."""
    match years:
        case (int(first), int(last)) if first == last:
            return f"（{first}年）"
        case (int(first), int(last)):
            return f"（{first}—{last}年）"
        case (int(first), None):
            return f"（{first}年起）"
        case (None, int(last)):
            return f"（至{last}年）"
    return ""


def _is_question(found: Sequence[Sign]) -> bool:
    """Whether something asks, and something else is there to look for: 有多少 alone is a word."""
    chunks = [fold(sign.text) for sign in found if sign.kind == "chunk"]
    if not any(asks(chunk.text) for chunk in chunks):
        return False
    quoted = any(sign.kind == "quote" for sign in found)
    return quoted or any(read_question(chunk).words for chunk in chunks)


def _beside_filter(before: Sign | None, after: Sign | None) -> bool:
    return any(sign is not None and sign.kind == "filter" for sign in (before, after))


def _may_go_on(token: Token) -> bool:
    """Whether a star after this token has a meaning: a lone number or Latin run."""
    return token.kind is Kind.CODE and is_one_token(token.text) and token.text.isascii()


def _leaf(token: Token, folded: str) -> Leaf:
    if token.kind is Kind.WORD:
        return Word(token.text)
    if folded.startswith("*", token.end) and _may_go_on(token):
        return Prefix(token.text)
    return Letters(token.text, whole_numbers=token.kind is Kind.CODE)
