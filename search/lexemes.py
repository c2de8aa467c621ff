"""Fourth step of search: tokens and leaves of a query → tsvector and tsquery literals.

The only code that writes lexemes, so that what the index says and what a query asks for meet.
Every lexeme of an index row (a section, see ``models``) says by its first character what it is:

    ==========  ==========================================================================
    lexeme      means
    ==========  ==========================================================================
    ``养老``     a passage of the section, its heading included, has this word or code
    ``_养老``    a passage has these letters (see ``letters``), though not as a word
    ``^养老``    the section's own heading has the word
    ``/养老``    a heading above has it
    ``+养老``    the section has the word at least ``REPEATED`` times
    ==========  ==========================================================================

Positions are not kept: which passage it is, and how good, is read from the text of the few sections
that are shown.  So a word implies its letters, and ``_`` is written only for letters that are no
word where they stand: 民政 in 人民政府.  A single ``*`` marks a row whose letters, Han apart, were too
many; every query for such letters lets it through to the recheck.

A tsquery answers by the index alone, and for most leaves that is exact.  For the rest it narrows
down, never losing a row that holds the letters, and ``needs_recheck`` says so.

PostgreSQL re-parses what ``to_tsvector`` and ``SearchQuery`` are given, so literals are written
here and cast (documentation, section 8.11; limits, section 12.11).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from search.codes import is_one_token
from search.letters import letter_terms, letters
from search.query import Leaf, Letters, Prefix, Word
from search.tokens import HAN
from search.words import word_texts

LETTERS_SIGN = "_"
HEADING_SIGN = "^"
PATH_SIGN = "/"
REPEATED_SIGN = "+"
OVERFLOW = "*"
#: From so many times on a word is what a section is about rather than what it mentions.
REPEATED = 3

#: PostgreSQL's limit: bytes of one vector's lexemes.  The limit of 2,046 bytes a lexeme is kept by
#: ``codes``, whose longest token takes about 600.
MAX_VECTOR_BYTES = (1 << 20) - 1

_HAN = re.compile(f"[{HAN}]")


class VectorTooLargeError(ValueError):
    """More different lexemes than one tsvector holds: a passage of far over 100,000 characters."""


@dataclass(slots=True)
class SectionLexemes:
    """Gathers what a section says and writes it as one literal."""

    counts: Counter[str] = field(default_factory=Counter)
    #: In reading order, because that is how they compress best.
    found: dict[str, None] = field(default_factory=dict)

    def add_passage(self, folded: str) -> None:
        """Take in one passage, a heading included; letters that are no word in it are told apart."""
        texts = word_texts(folded)
        self.counts.update(texts)
        said = dict.fromkeys(texts)
        self.found.update(said)
        others = [LETTERS_SIGN + gram for gram in letters(folded) if gram not in said]
        self.found.update(dict.fromkeys(others))

    def add_words(self, sign: str, texts: Iterable[str]) -> None:
        """Take in the words of a heading under a sign."""
        self.found.update(dict.fromkeys([sign + text for text in texts]))

    def literal(self) -> str:
        """What ``::tsvector`` makes the row's vector of.

        Raises VectorTooLargeError where PostgreSQL would refuse it.
        """
        repeated = [REPEATED_SIGN + word for word, n in self.counts.items() if n >= REPEATED]
        found = [*self.found, *repeated]
        if _size(found) > MAX_VECTOR_BYTES:
            found = [one for one in found if one[0] != LETTERS_SIGN or _HAN.match(one, 1)]
            found.append(OVERFLOW)
            if _size(found) > MAX_VECTOR_BYTES:
                raise VectorTooLargeError(f"{len(found)} lexemes are too many for a row")
        return _quoted_all(found)


def _size(lexemes: Sequence[str]) -> int:
    return len("".join(lexemes).encode())


def leaf_query(leaf: Leaf) -> str | None:
    """What ``::tsquery`` finds the sections by that hold the leaf in a passage, or may.

    None if nothing in the index tells (punctuation alone).
    """
    return _token_query(leaf) or letters_query(leaf.text)


def letters_query(text: str) -> str | None:
    """Finds the sections that hold the letters, as words or not; exact for up to two Han characters."""
    terms = letter_terms(text)
    parts = [_gram_query(term.text, "*" if term.prefix else "") for term in terms]
    if not parts or all(_HAN.match(term.text) for term in terms):
        return f"({' & '.join(parts)})" if parts else None
    return f"({' & '.join(parts)} | {_quoted(OVERFLOW)})"


def pair_queries(leaf: Leaf) -> list[str]:
    """The queries which together find what `leaf_query` does for two Han characters that may be a word; else none."""
    if _token_query(leaf) is not None or len(leaf.text) != 2 or not all(map(_HAN.match, leaf.text)):
        return []
    return [_quoted(leaf.text), _quoted(LETTERS_SIGN + leaf.text)]


def _gram_query(gram: str, star: str) -> str:
    plain, signed = _starred(gram, star), _starred(LETTERS_SIGN + gram, star)
    return f"({plain} | {signed})"


def path_query(leaf: Leaf) -> str | None:
    """Finds the sections with the leaf as a word or code in a heading above; None for mere letters."""
    return _token_query(leaf, sign=PATH_SIGN)


def heading_query(leaf: Leaf) -> str | None:
    """Finds sections by a word or code of their own heading; None for mere letters."""
    return _token_query(leaf, sign=HEADING_SIGN)


def repeated_query(leaf: Leaf) -> str | None:
    """Finds sections that have a word or code again and again; None for mere letters."""
    return _token_query(leaf, sign=REPEATED_SIGN)


def loose_pair_query(word: Word) -> str:
    """Finds sections where a passage holds the two characters of a word without the word."""
    return _quoted(LETTERS_SIGN + word.text)


def needs_recheck(leaf: Leaf) -> bool:
    """Whether ``leaf_query`` may find sections that do not hold the leaf."""
    if _token_query(leaf) is not None:
        return False
    return len(leaf.text) > 2 or not all(map(_HAN.match, leaf.text))


def _token_query(leaf: Leaf, *, sign: str = "") -> str | None:
    """The lexeme that a leaf is as a word or code; None if it is to be found by letters."""
    match leaf:
        case Word(text):
            return _quoted(sign + text)
        case Prefix(text):
            return _starred(sign + text, "*")
        case Letters(text, whole_numbers) if whole_numbers and is_one_token(text):
            return _quoted(sign + text)
    return None


def _starred(lexeme: str, star: str) -> str:
    return _quoted(lexeme) + (f":{star}" if star else "")


def _quoted_all(lexemes: Sequence[str]) -> str:
    """Hardly any has anything to escape: looking at all of them at once is what takes the least time."""
    together = "".join(lexemes)
    if not lexemes or "'" in together or "\\" in together:
        return " ".join(map(_quoted, lexemes))
    between = "' '".join(lexemes)
    return f"'{between}'"


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
