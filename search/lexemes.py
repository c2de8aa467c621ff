"""Fourth step of search: tokens and leaves of a query → tsvector and tsquery literals.

The only code that writes lexemes, so that what the index says and what a query asks for meet.
Every lexeme of an index row says by its first character what it is:

    =========  ==================================================  ========  =========
    lexeme     means                                               weight    positions
    =========  ==================================================  ========  =========
    ``养老``    the passage has this word or code                   D         yes
    ``_养老``   the passage has these letters (see ``letters``)      D         none
    ``^养老``   the heading of the passage's own section has it     A         yes
    ``/养老``   a heading above that has it                         B         yes
    =========  ==================================================  ========  =========

A single ``*`` marks a row whose letters, Han apart, were too many; every query for such letters
lets it through to the recheck.  No word or code begins with one of these signs.  A position is the
offset in code points plus one.
The steps before know nothing of the signs; ``leaf_query``, ``scope_query`` and
``heading_query`` ask by them.

A tsquery answers by the index alone, and for most leaves that is exact.  For the rest it narrows
down, never losing a row that holds the letters, and ``recheck`` says what remains to be asked of
the row's folded text.

PostgreSQL re-parses what ``to_tsvector`` and ``SearchQuery`` are given, so literals are written
here and cast (documentation, section 8.11; limits, section 12.11).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Value

from search.codes import is_one_token
from search.letters import letter_terms
from search.query import Leaf, Letters, Prefix, Word
from search.tokens import HAN, LATIN, Token

LETTERS_SIGN = "_"
HEADING_SIGN = "^"
PATH_SIGN = "/"
OVERFLOW = "*"

#: PostgreSQL's limits: highest position, positions of one lexeme, bytes of one vector's lexemes.
#: The limit of 2,046 bytes a lexeme is kept by ``codes``, whose longest token takes about 600.
MAX_POSITION = 16_383
MAX_POSITIONS = 256
MAX_VECTOR_BYTES = (1 << 20) - 1

_HAN = re.compile(f"[{HAN}]")
_FIRST_RUN = re.compile(rf"[0-9]+|(?P<latin>[{LATIN}])")
_LAST_RUN = re.compile(rf"(?P<chain>[0-9]\.)?(?:(?<![0-9])(?P<digits>[0-9]+)|[{LATIN}])$")


class VectorTooLargeError(ValueError):
    """More different lexemes than one tsvector holds: a passage of far over 100,000 characters."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """What a row's folded text must fulfil besides the tsquery.

    ``contains`` asks for ``strpos(folded, contains) > 0``.  ``pattern``, if there is one, asks for
    ``folded ~ pattern`` besides: the same as a PostgreSQL regular expression that takes care that
    no number or Latin run goes on at either end.
    """

    contains: str
    pattern: str | None = None


def vector_literal(
    *,
    text_words: Iterable[Token] = (),
    letters: Iterable[str] = (),
    heading_words: Iterable[Token] = (),
    path_words: Iterable[Token] = (),
) -> str:
    """What ``::tsvector`` makes an index row's vector of; see the table above.

    Raises VectorTooLargeError where PostgreSQL would refuse it.
    """
    placed: dict[str, list[str]] = {}
    for sign, weight, tokens in (
        ("", "", text_words),
        (HEADING_SIGN, "A", heading_words),
        (PATH_SIGN, "B", path_words),
    ):
        for token in tokens:
            place = f"{min(token.start + 1, MAX_POSITION)}{weight}"
            placed.setdefault(sign + token.text, []).append(place)
    grams = [LETTERS_SIGN + gram for gram in letters]
    room = MAX_VECTOR_BYTES - sum(_size(lexeme, len(places)) for lexeme, places in placed.items())
    if sum(map(_size, grams)) > room:
        grams = [gram for gram in grams if _HAN.match(gram, 1)] + [OVERFLOW]
        if sum(map(_size, grams)) > room:
            raise VectorTooLargeError(f"{len(placed) + len(grams)} lexemes are too many for a row")
    words = (
        f"{_quoted(lexeme)}:{','.join(places[:MAX_POSITIONS])}" for lexeme, places in placed.items()
    )
    return " ".join([*words, *map(_quoted, grams)])


def _size(lexeme: str, positions: int = 0) -> int:
    """Bytes that a lexeme takes of a vector's room, alignment included."""
    return len(lexeme.encode()) + (4 + 2 * min(positions, MAX_POSITIONS) if positions else 0)


def leaf_query(leaf: Leaf) -> str | None:
    """What ``::tsquery`` finds the passages by that hold the leaf, or may.

    None if nothing in the index tells (punctuation alone): then only the recheck does.
    """
    token = _token_query(leaf)
    if token is not None:
        return token
    terms = letter_terms(leaf.text)
    query = " & ".join(
        _quoted(LETTERS_SIGN + term.text) + (":*" if term.prefix else "") for term in terms
    )
    if not terms or all(_HAN.match(term.text) for term in terms):
        return query or None
    return f"{query} | {_quoted(OVERFLOW)}"


def scope_query(leaf: Leaf) -> str | None:
    """As ``leaf_query``; or a heading above has the leaf as a word or code."""
    token, above = _token_query(leaf), _token_query(leaf, sign=PATH_SIGN)
    return leaf_query(leaf) if token is None else f"{token} | {above}"


def heading_query(leaf: Leaf) -> str | None:
    """Finds passages by a word or code of their own section's heading; None for mere letters."""
    return _token_query(leaf, sign=HEADING_SIGN)


def recheck(leaf: Leaf) -> Recheck | None:
    """What ``leaf_query`` leaves open; None if it is the whole answer."""
    if _token_query(leaf) is not None:
        return None
    if isinstance(leaf, Letters) and leaf.whole_numbers:
        pattern = _left_guard(leaf.text) + _escaped(leaf.text) + _right_guard(leaf.text)
        if pattern != _escaped(leaf.text):
            return Recheck(leaf.text, pattern)
    is_gram = len(leaf.text) <= 2 and all(map(_HAN.match, leaf.text))
    return None if is_gram else Recheck(leaf.text)


def _token_query(leaf: Leaf, *, sign: str = "") -> str | None:
    """The lexeme that a leaf is as a word or code; None if it is to be found by letters."""
    match leaf:
        case Word(text):
            return _quoted(sign + text)
        case Prefix(text):
            return f"{_quoted(sign + text)}:*"
        case Letters(text, whole_numbers) if whole_numbers and is_one_token(text):
            return _quoted(sign + text)
    return None


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _escaped(text: str) -> str:
    """As a regular expression of PostgreSQL that matches the text and nothing else."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def _left_guard(text: str) -> str:
    """No number or Latin run begins before the text; ``codes`` says what belongs to a number."""
    run = _FIRST_RUN.match(text)
    if run is None:
        return ""
    if run["latin"]:
        return f"(?<![{LATIN}])"
    guard = "(?<![0-9])"
    if len(run.group()) == 3:
        guard += "(?<!(?<![0-9])[0-9]{1,3},)"
    if not re.match(r"\.[0-9]", text[run.end() :]):
        guard += r"(?<!(?<![0-9])(?<![0-9]\.)[0-9]+\.)"
    return guard


def _right_guard(text: str) -> str:
    """No number or Latin run goes on after the text."""
    run = _LAST_RUN.search(text)
    if run is None:
        return ""
    if not run["digits"]:
        return f"(?![{LATIN}])"
    guard = "(?![0-9])"
    if len(run["digits"]) <= 3:
        guard += "(?!,[0-9]{3}(?![0-9]))"
    if not run["chain"]:
        guard += r"(?!\.[0-9]+(?![0-9])(?!\.[0-9]))"
    return guard


class TsVector(Func):
    """A literal of ``vector_literal`` as an expression: cast as it is, not parsed as text."""

    template = "(%(expressions)s)::tsvector"
    output_field = SearchVectorField()

    def __init__(self, literal: str) -> None:
        super().__init__(Value(literal))


class TsQuery(SearchQuery):
    """A tsquery literal as an expression: ``filter(vector=TsQuery(leaf_query(leaf)))`` is ``@@``.

    A SearchQuery, because that is what the lookup of SearchVectorField lets through as it is.
    """

    template = "(%(expressions)s)::tsquery"

    def __init__(self, literal: str) -> None:
        super().__init__(literal)
