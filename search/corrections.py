"""A search that found little, and its rare words → what else may have been meant: 你是不是要找.

Nothing is replaced by itself: an offer is another query, which was run and finds something where the reader is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice, pairwise, product
from typing import NamedTuple

from .fold import fold
from .grammar import QueryError, parse
from .highlight import Piece
from .lacking import rare_words
from .lookalikes import lookalikes
from .named import named_regions
from .query import Leaf, Letters
from .query_words import query_words
from .running import Run
from .signs import Sign, filter_kind, signs
from .texts import Texts
from .tokens import Token

# So many offers at most; of more words than one, or of several possible ones, so many queries are run to find them.
MOST, MOST_RUN = 3, 6
# So many times as many reports must an offer find as what was typed.
FAR_MORE = 10
# A word is looked at with so many others on each side, which were typed in one go.
BESIDE = 1
# So many stretches of what was typed are looked up.
MOST_STRETCHES = 6
# What each further word that fits into a correction speaks for it (a logarithm, see `lookalikes.Lookalike`).
CONTEXT = 2.0


@dataclass(frozen=True, slots=True)
class Correction:
    """Another query with the number of reports it finds; `pieces` are its text with what is new marked."""

    typed: str
    pieces: tuple[Piece, ...]
    reports: int
    exact: bool


class _Stretch(NamedTuple):
    """`[start, end)` of what was typed, with so many words in it."""

    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True)
class _Change:
    """`[start, end)` of what was typed, and what may stand there instead."""

    start: int
    end: int
    text: str
    likely: float


def corrections(ran: Run, rare: Mapping[Leaf, int]) -> tuple[Correction, ...]:
    """At most three queries that find far more, the likeliest first; `rare` as `rare_words` gives them."""
    lacking = [leaf for leaf, reports in rare.items() if not reports]
    left = MOST_STRETCHES
    choices: list[list[_Change]] = []
    anywhere = bool(ran.matches.count)
    for stretches in _stretches(
        ran.typed, lacking or list(rare), ran.matches.texts, whole=not anywhere
    ):
        choices.append(_changes(ran.typed, stretches[:left]))
        left = max(left - len(stretches), 0)
    # What is nowhere must all be something else; of what is rare any one may be.
    together = _together(choices) if lacking else _one_by_one(choices)
    found = max(len(ran.counted.reports), 0 if lacking else min(rare.values(), default=0))
    return _offers(ran, islice(together, MOST_RUN), least=max(FAR_MORE * found, 1))


def place_corrections(ran: Run) -> tuple[Correction, ...]:
    """The same for places that a filter names in vain."""
    known = {item.start for item in ran.asked.query.filters}
    choices: list[list[_Change]] = []
    for sign in signs(ran.typed):
        is_place = sign.kind == "filter" and filter_kind(sign.name) == "region"
        if is_place and sign.start not in known and _stands_whole(ran.typed, sign):
            choices.append(_changes(ran.typed, [_Stretch(*_inside(ran.typed, sign), 1)]))
    return _offers(ran, islice(_together(choices), MOST_RUN), least=1)


def _offers(ran: Run, ways: Iterable[Sequence[_Change]], *, least: int) -> tuple[Correction, ...]:
    offers: dict[str, Correction] = {}
    for changes in ways:
        offer = _offer(ran, changes)
        if offer and offer.reports >= least:
            offers.setdefault(offer.typed, offer)
        if len(offers) == MOST:
            break
    return tuple(offers.values())


def _stretches(
    typed: str, rare: Sequence[Leaf], texts: Texts, *, whole: bool
) -> Iterator[list[_Stretch]]:
    """For each thing to correct the stretches that it may be: a rare word alone and with what stands beside it;
    where no word is rare, and `whole` is wanted, whatever was typed in one go.
    """
    wanted = {leaf.text for leaf in [*rare, *_in_quotes(rare, texts)]}
    before: Sign | None = None
    for sign in signs(typed) if wanted or whole else ():
        excluded = before is not None and before.kind == "exclude"
        looked_for = sign.kind in ("chunk", "quote") and not excluded
        if looked_for and _stands_whole(typed, sign):
            yield from _of_chunk(typed, sign, wanted)
        before = sign


def _of_chunk(typed: str, sign: Sign, rare: set[str]) -> Iterator[list[_Stretch]]:
    folded = fold(sign.text)
    tokens = query_words(folded.text)
    begin, _ = _inside(typed, sign)

    def stretch(first: int, last: int) -> _Stretch:
        start, end = folded.original_span(tokens[first].start, tokens[last - 1].end)
        return _Stretch(begin + start, begin + end, last - first)

    doubtful = [n for n, token in enumerate(tokens) if _may_be_wrong(token, rare)]
    for n in doubtful:
        starts = range(n, max(n - BESIDE, 0) - 1, -1)
        ends = range(n + 1, min(n + 1 + BESIDE, len(tokens)) + 1)
        yield sorted((stretch(*span) for span in product(starts, ends)), key=lambda one: one.words)
    if len(tokens) > 1 and not doubtful and (not rare or folded.text in rare):
        yield [stretch(0, len(tokens))]


def _inside(typed: str, sign: Sign) -> tuple[int, int]:
    """Where the text of a sign stands: between the quotation marks, if it has any."""
    begin = typed.index(sign.text, sign.start)
    return begin, begin + len(sign.text)


def _stands_whole(typed: str, sign: Sign) -> bool:
    """Whether a sign has a text that stands so in what was typed; one with doubled quotation marks does not."""
    return bool(sign.text) and sign.text in typed[sign.start : sign.end]


def _in_quotes(rare: Iterable[Leaf], texts: Texts) -> Iterator[Leaf]:
    """The rare words of rare phrases."""
    for leaf in rare:
        if isinstance(leaf, Letters) and len(query_words(leaf.text)) > 1:
            with suppress(QueryError):
                yield from rare_words(parse(leaf.text), texts)


def _may_be_wrong(token: Token, rare: set[str]) -> bool:
    """A place that there is was not mistyped, even where the archive has no report of it."""
    return token.text in rare and not named_regions(token.text)


def _changes(typed: str, stretches: Iterable[_Stretch]) -> list[_Change]:
    found = [
        _Change(at.start, at.end, one.text, one.likely + CONTEXT * (at.words - 1))
        for at in stretches
        for one in lookalikes(typed[at.start : at.end])
    ]
    return sorted(found, key=_unlikely)[:MOST_RUN]


def _unlikely(change: _Change) -> float:
    return -change.likely


def _one_by_one(choices: Iterable[Iterable[_Change]]) -> Iterable[tuple[_Change, ...]]:
    return [(change,) for change in sorted(chain(*choices), key=_unlikely)]


def _together(choices: Sequence[Sequence[_Change]]) -> Iterable[tuple[_Change, ...]]:
    """One change for each thing to correct, the likeliest together first."""
    if not choices:
        return ()
    # Of several only the likeliest changes are tried with those of the others.
    most = {1: MOST_RUN, 2: 3, 3: 2}.get(len(choices), 1)
    ways = product(*(changes[:most] for changes in choices))
    apart = [changes for changes in ways if not _overlap(changes)]
    return sorted(apart, key=lambda changes: sum(map(_unlikely, changes)))


def _overlap(changes: Sequence[_Change]) -> bool:
    ordered = sorted(changes, key=lambda change: change.start)
    return any(one.end > following.start for one, following in pairwise(ordered))


def _offer(ran: Run, changes: Sequence[_Change]) -> Correction | None:
    pieces: list[Piece] = []
    at = 0
    for change in sorted(changes, key=lambda change: change.start):
        pieces += [Piece(ran.typed[at : change.start], False), Piece(change.text, True)]
        at = change.end
    pieces.append(Piece(ran.typed[at:], False))
    typed = "".join(piece.text for piece in pieces)
    try:
        again = ran.again(typed=typed)
    except QueryError:
        return None
    shown = tuple(piece for piece in pieces if piece.text)
    return Correction(typed, shown, len(again.counted.reports), again.matches.exact)
