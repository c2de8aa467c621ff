"""Between typing and query: what was typed without quotes → the tokens that are looked up.

``grammar`` calls it for every chunk; it cuts with the same dictionary as ``words``.
"""

import re
from collections.abc import Iterator
from functools import reduce
from itertools import groupby, zip_longest

from search.codes import DIGIT_OR_LATIN
from search.dictionary import shared_dictionary
from search.tokens import HAN, HAN_RUN, LATIN, Kind, Token

#: Single characters that only join words: 老人和儿童 asks for 老人 and 儿童.
CONNECTIVES = frozenset("的和与及或等了是在有为对从把被")

#: What a query holds between separators: Han, or codes joined by what joins them in writing.
_QUERY_UNIT = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|[0-9{LATIN}]+(?:(?:[-.·:+&'@_~]|(?<=[0-9]),(?=[0-9]{{3}}(?![0-9])))[0-9{LATIN}]+)*[%‰]?"
    rf"|[^\W_{HAN}0-9{LATIN}]+"
)


def query_words(folded: str) -> list[Token]:
    """What was typed without quotes, cut into what is looked up; nothing of it is guessed at.

    A word of the dictionary is looked up as such and a code (2021-2035, 99.95%) as a whole.  A
    single character is no word, so it joins its neighbour, to be found letter by letter: 社工+站
    gives the letters 社工站, 2021+年 the code 2021年.  Several in a row (孤弃, a name) stand together.
    Connectives between words are left out, as is punctuation; whoever calls can tell from the
    offsets.
    """
    tokens: list[Token] = []
    chunk: list[Token] = []
    for unit in _query_units(folded):
        if chunk and chunk[-1].end != unit.start:
            tokens += _without_singles(chunk)
            chunk = []
        chunk.append(unit)
    return tokens + _without_singles(chunk)


def _query_units(folded: str) -> Iterator[Token]:
    """Words, codes, and (as letters) single characters or runs in scripts that have no words."""
    for unit in _QUERY_UNIT.finditer(folded):
        if unit["han"] is None:
            kind = Kind.CODE if DIGIT_OR_LATIN.match(unit.group()) else Kind.LETTERS
            yield Token(unit.group(), *unit.span(), kind)
            continue
        begin = 0
        for stop in shared_dictionary().path(unit.group()):
            kind = Kind.WORD if stop - begin > 1 else Kind.LETTERS
            at = unit.start()
            yield Token(unit.group()[begin:stop], at + begin, at + stop, kind)
            begin = stop


def _without_singles(chunk: list[Token]) -> list[Token]:
    """Join the single characters of what was typed in one go to their neighbours."""
    groups = [(single, list(units)) for single, units in groupby(chunk, key=_is_single)]
    heads = [units[0] for _, units in groups[1:]]
    joined: list[Token] = []
    carried: Token | None = None
    for (single, units), following in zip_longest(groups, heads):
        if not single:
            joined += [_join(carried, units[0]) if carried else units[0], *units[1:]]
            carried = None
            continue
        if joined and joined[-1].kind is Kind.CODE and units[0].text not in CONNECTIVES:
            joined[-1] = _join(joined[-1], units.pop(0))
        if len(units) > 1 or len(groups) == 1:
            joined.append(reduce(_join, units))
        elif not units or units[0].text in CONNECTIVES:
            continue
        elif following and (not joined or following.kind is Kind.CODE):
            carried = units[0]
        else:
            joined[-1] = _join(joined[-1], units[0])
    return joined


def _join(left: Token, right: Token) -> Token:
    kind = Kind.CODE if Kind.CODE in (left.kind, right.kind) else Kind.LETTERS
    return Token(left.text + right.text, left.start, right.end, kind)


def _is_single(unit: Token) -> bool:
    return unit.kind is Kind.LETTERS and bool(HAN_RUN.fullmatch(unit.text))
