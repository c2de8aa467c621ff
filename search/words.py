"""Second step of search: folded text → its words and codes with offsets, for index and highlight.

*Words* are what a reader takes for one.  jieba's dictionary (folded like the text) gives the most
probable path through a run of Han characters, without its guesses at unknown words (HMM).  Long
words on it are taken apart the same way, the whole forbidden, until only pairs and single
characters are left; every dictionary word that both starts and ends where such a part does is a
word of the text.  So 人民政府 holds 人民 and 政府, never 民政, and 南京市长江大桥 no 市长.

How much of what stands there letter by letter do the words miss?  Of 2,000 strings of one to four
neighbouring words drawn from the five reports, 23 of 20,537 occurrences (0.11 %), of which 17 are
rightly no word (为民|政事业, 贫困境遇) and 5 are 服务站 in 服务|站点; of 105 realistic queries 2 of 1,142,
both 152 in 1521.
In ten provinces' yearly reports, 176 of 79,289 (0.2 %), none of them for a query of several words.
The words of ``fixtures/words.dict`` cost next to nothing of that: of one draw of 2,000 strings,
25 of 15,914 occurrences are missed in the five reports with and without them, and 164 instead of
158 of 70,438 in the provinces' (all six are 增长 in 新增|长护险, which is right).
Speed: 0.9 million characters a second on one core, half of that before a process has met the usual
words, and again half with places; 0.44 words and 0.74 letters a character.
"""

from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from search.codes import DIGIT_OR_LATIN, codes
from search.dictionary import shared_dictionary
from search.tokens import HAN_RUN, Token

#: Longer runs of Han characters hardly come again (code points).
LONGEST_REMEMBERED = 30
#: So many parts of the finest cut make a word at most; the dictionary has none of more.
WORD_PARTS = 16


def words(folded: str) -> list[Token]:
    """The words and codes of a folded text, for highlighting.

    They overlap: parts come with the wholes they are part of.  In order of their start.
    """
    tokens: list[Token] = []
    for run in HAN_RUN.finditer(folded):
        tokens += _tokens(run.group(), at=run.start())
    tokens += codes(folded)
    tokens.sort(key=_place)
    return tokens


def word_texts(folded: str) -> list[str]:
    """What ``words`` finds, in its order and without its places, in half of the time: for the index."""
    texts: list[str] = []
    others = deque(codes(folded)) if DIGIT_OR_LATIN.search(folded) else None
    for run in HAN_RUN.finditer(folded):
        while others and others[0].start < run.start():
            texts.append(others.popleft().text)
        han = run.group()
        texts += _texts(han) if len(han) <= LONGEST_REMEMBERED else _texts.__wrapped__(han)
    texts += (token.text for token in others or ())
    return texts


@lru_cache(maxsize=20_000)
def _texts(run: str) -> tuple[str, ...]:
    """The words of a run of Han characters.

    Reports say the same in the same words: of the runs of 19 official texts every second, with 42 % of their
    characters, had stood in one of them before.
    """
    stretches = shared_dictionary().stretches(run)
    return tuple(chain.from_iterable(_words(stretch)[0] for stretch in stretches))


def word_spans(folded: str, word: str) -> Iterator[tuple[int, int]]:
    """Where a text has a word, as ``words`` would tell; cuts only the runs that hold its letters."""
    if word in folded:
        for run in HAN_RUN.finditer(folded):
            at = run.start()
            # A word never reaches across the end of a stretch.
            for stretch in _stretches(run.group()) if word in run.group() else ():
                if word in stretch:
                    for text, start in zip(*_words(stretch), strict=True):
                        if text == word:
                            yield at + start, at + start + len(text)
                at += len(stretch)


def code_spans(folded: str, *, prefix: str) -> Iterator[tuple[int, int]]:
    """Where a text has a number or Latin run, or several together, that begins with a prefix."""
    if prefix in folded:
        for token in codes(folded):
            if token.text.startswith(prefix):
                yield token.start, token.end


def _place(token: Token) -> tuple[int, int]:
    return token.start, token.end


def _tokens(run: str, *, at: int) -> Iterator[Token]:
    """The words of a run of Han characters that stands at this place."""
    for stretch in shared_dictionary().stretches(run):
        for text, start in zip(*_words(stretch), strict=True):
            yield Token(text, at + start, at + start + len(text))
        at += len(stretch)


@lru_cache(maxsize=1_000)
def _stretches(run: str) -> list[str]:
    """The stretches of a run, which a search asks for once for each of its words."""
    return shared_dictionary().stretches(run)


@lru_cache(maxsize=20_000)
def _words(stretch: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words of a stretch across whose ends no word reaches, and where they start in it.

    Every dictionary word of 2+ characters between two borders of the finest cut.  A single
    character torn out of a word never joins its neighbour outside: 全心全意|为人民 holds no 意为.
    Larger parts do: 社会|救助站 holds 社会救助.  Any word that another begins or ends with would be
    too much: 民政部 in 民政部门, 作者 in 工作者.
    """
    frequencies = shared_dictionary().FREQ
    parts = _parts(stretch)
    texts, starts = [], []
    for index, (start, _, owner, opens, _) in enumerate(parts):
        for _, end, other, _, closes in parts[index : index + WORD_PARTS]:
            piece = stretch[start:end]
            count = frequencies.get(piece)
            if count is None:
                break
            if count and end - start > 1 and (owner == other or (opens and closes)):
                texts.append(piece)
                starts.append(start)
    return tuple(texts), tuple(starts)


def _parts(stretch: str) -> list[tuple[int, int, int, bool, bool]]:
    """The finest cut: start, end, end of the word on the path, and whether a word may open or
    close with this part across the borders of that word."""
    parts = []
    word_start = 0
    for word_end in shared_dictionary().path(stretch):
        start = word_start
        for length in _part_lengths(stretch[word_start:word_end]):
            end = start + length
            opens, closes = length > 1 or start == word_start, length > 1 or end == word_end
            parts.append((start, end, word_end, opens, closes))
            start = end
        word_start = word_end
    return parts


@lru_cache(maxsize=10_000)
def _part_lengths(word: str) -> tuple[int, ...]:
    """Lengths of a word's parts, taken apart until pairs and single characters are left."""
    if len(word) <= 2:
        return (len(word),)
    lengths: list[int] = []
    start = 0
    for end in shared_dictionary().path(word, whole=False):
        lengths += _part_lengths(word[start:end])
        start = end
    return tuple(lengths)
