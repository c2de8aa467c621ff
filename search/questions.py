"""Serves the third step of search: what only asks in a question, and the places and years it names.

南通有多少社工站 asks for 社工站, in 南通.  No Django here: what the archive knows is handed in.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from search.fold import Folded
from search.query import FilterKind
from search.query_words import CONNECTIVES, query_words

#: Folded text → kind, start and end of each place and year in it that the archive holds.
Known = Callable[[str], Iterable[tuple[FilterKind, int, int]]]

QUESTION = re.compile(
    "(?:一共|总共|共)?(?:有|是)?(?:多少(?:[个家户所人]|名|万?元|钱)?|几[个家户所名人])"
    "|(?:有|是)?哪些(?:城市|地方|地区|省份?|市|县)?(?:开展|建立|推行|实施|出台|建成|设立)?了?"
    "|(?:有|是)?哪[个里儿年]|(?:是|为)?什么(?:样|时候)?"
    "|怎么样?|怎样|如何|为何|有没有|是不是|是否|(?:吗|呢)$"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A chunk without what asks: the words to look for, the filters in it (see Known), what asked."""

    words: tuple[str, ...]
    named: tuple[tuple[FilterKind, int, int], ...]
    asking: tuple[str, ...]


def nothing_known(text: str) -> Iterable[tuple[FilterKind, int, int]]:
    """An archive that knows no place and no year."""
    return ()


def asks(folded: str) -> bool:
    """Whether a chunk holds something that only asks."""
    return QUESTION.search(folded) is not None


def read_question(chunk: Folded, known: Known = nothing_known) -> Asked:
    """Take a chunk of a question apart; the chunk itself need not ask: 南通 in 南通 有多少社工站."""
    text = chunk.text
    words: list[str] = []
    named: list[tuple[FilterKind, int, int]] = []
    for begin, end in _between(text, [match.span() for match in QUESTION.finditer(text)]):
        found = [
            (kind, begin + start, begin + stop)
            for kind, start, stop in _whole_words(text[begin:end], known(text[begin:end]))
        ]
        named += found
        rest = _between(text, [(start, stop) for _, start, stop in found], begin, end)
        # What only joined a place to the rest asks for nothing: 南通和南宁, 南通的.
        parts = [text[start:stop] for start, stop in rest]
        words += [part for part in parts if not found or not CONNECTIVES.issuperset(part)]
    asking = tuple(match.group() for match in QUESTION.finditer(text))
    return Asked(tuple(words), tuple(named), asking)


def _between(
    text: str, spans: Iterable[tuple[int, int]], begin: int = 0, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """What lies between the spans, without what is empty."""
    last = len(text) if end is None else end
    for start, stop in [*spans, (last, last)]:
        if begin < start:
            yield begin, start
        begin = stop


def _whole_words(
    text: str, known: Iterable[tuple[FilterKind, int, int]]
) -> Iterator[tuple[FilterKind, int, int]]:
    """What stands there as words of their own (中山 not in 中山大学), with a 的 that joins it on."""
    edges = {0, len(text)}
    for token in query_words(text):
        edges |= {token.start, token.end}
    for kind, start, end in sorted(known, key=lambda item: item[1:]):
        if start in edges and end in edges:
            joined = end + 1 if text.startswith("的", end) and end + 1 in edges else end
            yield kind, start, joined
