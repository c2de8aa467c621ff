"""Second step of search: folded text → words and letters with offsets; the only user of jieba.

Index, query and highlight all take their tokens from here, so they cannot disagree.

*Words* are what a reader takes for one.  jieba's dictionary (folded like the text) gives the most
probable path through a run of Han characters, without its guesses at unknown words (HMM).  Long
words on it are taken apart the same way, the whole forbidden, until only pairs and single
characters are left; every dictionary word that both starts and ends where such a part does is a
word of the text.  So 人民政府 holds 人民 and 政府, never 民政, and 南京市长江大桥 no 市长.

*Codes* are numbers and Latin runs: 1,234 and 99.95 are one number; 2022.01.29, 1-11 and 2021-2035
are several; up to four that touch (g20, 5a, 2022.01) are also one token together, and each code is
one together with the Han character after it (2021年, 780元).

*Letters* find any substring at all, whatever jieba thinks; see ``letters`` and ``letter_terms``.

How much of what stands there letter by letter do the words miss?  Of 2,000 strings of one to four
neighbouring words drawn from the five reports, 23 of 20,537 occurrences (0.11 %), of which 17 are
rightly no word (为民|政事业, 贫困境遇) and 5 are 服务站 in 服务|站点; of 105 realistic queries 2 of 1,142,
both 152 in 1521.
In ten provinces' yearly reports, 176 of 79,289 (0.2 %), none of them for a query of several words.
Speed: 0.3 million characters a second on one core; 0.44 words and 0.74 letters a character.
"""

import re
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, reduce
from importlib.resources import files
from itertools import groupby, zip_longest
from math import inf, log

from search.fold import fold_text

with warnings.catch_warnings():  # unescaped backslashes and pkg_resources, not ours to mend
    warnings.simplefilter("ignore")
    import jieba

#: Goes up with any change of what the functions here return: older indexes are then stale.
TOKENIZER_VERSION = 1

#: Longest lexeme kept for a suffix of a code, in code points.
SUFFIX_LENGTH = 24
#: Longest stretch of digits and Latin letters in which codes are told apart: nothing longer can
#: be typed, and what is longer is data, not text.
TOKEN_LENGTH = 200
#: So many parts of the finest cut make a word at most; the dictionary has none of more.
WORD_PARTS = 16
#: So many neighbouring codes are also one token together.
CODES_TOGETHER = 4

#: Han characters, and Latin letters in folded text, as they stand in a class of a regular
#: expression.
HAN = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
LATIN = "a-zß-öø-ÿ\u0100-\u024f\u1e00-\u1eff"
_HAN_RUN = re.compile(f"[{HAN}]+")
_LETTER_RUN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+")
_CODE_STRETCH = re.compile(rf"(?:[0-9{LATIN}]|(?<=[0-9])[.,](?=[0-9]))+")
_CODE_PIECE = re.compile(rf"(?P<digits>[0-9]+)|[{LATIN}]+")
_DIGIT_OR_LATIN = re.compile(f"[0-9{LATIN}]")
_POINT_BEFORE = re.compile(r"[0-9]\.$")
_POINT_AFTER = re.compile(r"\.[0-9]")
#: What a query holds between separators: Han, or codes joined by what joins them in writing.
_QUERY_UNIT = re.compile(
    rf"(?P<han>[{HAN}]+)"
    rf"|[0-9{LATIN}]+(?:(?:[-.·:+&'@_~]|(?<=[0-9]),(?=[0-9]{{3}}(?![0-9])))[0-9{LATIN}]+)*[%‰]?"
    rf"|[^\W_{HAN}0-9{LATIN}]+"
)

#: Single characters that only join words: 老人和儿童 asks for 老人 and 儿童.
CONNECTIVES = frozenset("的和与及或等了是在有为对从把被")


class Kind(Enum):
    """How a token is looked up."""

    WORD = "word"
    CODE = "code"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of folded text at [start, end), in code points."""

    text: str
    start: int
    end: int
    kind: Kind = Kind.WORD


@dataclass(frozen=True, slots=True)
class LetterTerm:
    """A lexeme of ``letters`` that a text must have; a prefix of one if the text may go on."""

    text: str
    prefix: bool = False


class _Dictionary(jieba.Tokenizer):
    """jieba over its own dictionary in folded form: 覆盖 and 著名 are 复盖 and 着名 here.

    Read from jieba's text file each time (0.8 s).  jieba's cache of it saves nothing measurable,
    and by default lies in the shared temporary folder, from where it is read back unchecked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.FREQ: dict[str, int]
        self.FREQ, self.total = _frequencies()
        self.initialized = True
        rest = log(self.total)
        self._log_odds = {count: log(count or 1) - rest for count in set(self.FREQ.values())}
        self._log_odds[0] = log(1) - rest

    def path(self, run: str, *, whole: bool = True) -> list[int]:
        """Ends of the words on the most probable path; without the run itself if not ``whole``.

        Does what ``jieba.Tokenizer.cut(run, HMM=False)`` does with Han, three times as fast.
        """
        size = len(run)
        get, log_odds = self.FREQ.get, self._log_odds
        best = [0.0] * (size + 1)
        ends = list(range(1, size + 1))
        for start in range(size - 1, -1, -1):
            score = -inf
            for end in range(start + 1, (size if whole or start else size - 1) + 1):
                count = get(run[start:end])
                if count is None:
                    break
                if count and (candidate := log_odds[count] + best[end]) >= score:
                    score, ends[start] = candidate, end
            if score == -inf:  # no word begins here: the character stands alone
                score = log_odds[0] + best[start + 1]
            best[start] = score
        path = []
        end = 0
        while end < size:
            end = ends[end]
            path.append(end)
        return path


def _frequencies() -> tuple[dict[str, int], int]:
    """Every word's frequency, 0 for what is only the beginning of a word; and their sum."""
    frequencies: dict[str, int] = {}
    total = 0
    text = files("jieba").joinpath("dict.txt").read_text("utf-8")
    for line in filter(None, fold_text(text.replace("\n", "|")).split("|")):
        word, _, rest = line.partition(" ")
        count = int(rest.partition(" ")[0])
        frequencies[word] = frequencies.get(word, 0) + count
        total += count
        for end in range(len(word) - 1, 0, -1):
            if word[:end] in frequencies:  # and so are all shorter beginnings
                break
            frequencies[word[:end]] = 0
    return frequencies, total


_LOADING = threading.Lock()
_LOADED: list[_Dictionary] = []


def _dictionary() -> _Dictionary:
    """The process's dictionary, loaded when first needed, once even if many threads ask."""
    if not _LOADED:
        with _LOADING:
            if not _LOADED:
                _LOADED.append(_Dictionary())
    return _LOADED[0]


def words(folded: str) -> list[Token]:
    """The words and codes of a folded text, for the index and for highlighting.

    They overlap: parts come with the wholes they are part of.  In order of their start.
    """
    tokens: list[Token] = []
    for run in _HAN_RUN.finditer(folded):
        tokens += _dictionary_words(run.group(), at=run.start())
    tokens += _codes(folded)
    tokens.sort(key=_place)
    return tokens


def _place(token: Token) -> tuple[int, int]:
    return token.start, token.end


def _dictionary_words(run: str, *, at: int) -> Iterator[Token]:
    """Every dictionary word of 2+ characters between two borders of the finest cut.

    A single character torn out of a word never joins its neighbour outside: 全心全意|为人民 holds no
    意为.  Larger parts do: 社会|救助站 holds 社会救助.  Any word that another begins or ends with
    would be too much: 民政部 in 民政部门, 作者 in 工作者.
    """
    frequencies = _dictionary().FREQ
    parts = _parts(run)
    for index, (start, _, owner, opens, _) in enumerate(parts):
        for _, end, other, _, closes in parts[index : index + WORD_PARTS]:
            piece = run[start:end]
            count = frequencies.get(piece)
            if count is None:
                break
            if count and end - start > 1 and (owner == other or (opens and closes)):
                yield Token(piece, at + start, at + end)


def _parts(run: str) -> list[tuple[int, int, int, bool, bool]]:
    """The finest cut: start, end, end of the word on the path, and whether a word may open or
    close with this part across the borders of that word."""
    parts = []
    word_start = 0
    for word_end in _dictionary().path(run):
        start = word_start
        for length in _part_lengths(run[word_start:word_end]):
            end = start + length
            opens, closes = length > 1 or start == word_start, length > 1 or end == word_end
            parts.append((start, end, word_end, opens, closes))
            start = end
        word_start = word_end
    return parts


@lru_cache(maxsize=50_000)
def _part_lengths(word: str) -> tuple[int, ...]:
    """Lengths of a word's parts, taken apart until pairs and single characters are left."""
    if len(word) <= 2:
        return (len(word),)
    lengths: list[int] = []
    start = 0
    for end in _dictionary().path(word, whole=False):
        lengths += _part_lengths(word[start:end])
        start = end
    return tuple(lengths)


@dataclass(frozen=True, slots=True)
class _Code:
    """A number or Latin run; ``linked`` if it continues the one before (touching, or 2022.01)."""

    start: int
    end: int
    linked: bool


def _codes(folded: str) -> Iterator[Token]:
    """Every number and Latin run, neighbours together, each also with the Han character after."""
    pieces = list(_code_pieces(folded))
    for index, piece in enumerate(pieces):
        end = piece.end
        for following in pieces[index : index + CODES_TOGETHER]:
            if following is not piece and not following.linked:
                break
            end = following.end
            yield Token(folded[piece.start : end], piece.start, end, Kind.CODE)
            if _HAN_RUN.match(folded, end, end + 1):
                yield Token(folded[piece.start : end + 1], piece.start, end + 1, Kind.CODE)


def _code_pieces(folded: str) -> Iterator[_Code]:
    """Numbers with the points and commas that belong to them, and Latin runs."""
    for stretch in _CODE_STRETCH.finditer(folded):
        if stretch.end() - stretch.start() > TOKEN_LENGTH:
            continue
        runs = [run.span() for run in _CODE_PIECE.finditer(folded, *stretch.span())]
        start = runs[0][0]
        linked = False
        for index, (_, end) in enumerate(runs):
            if index + 1 < len(runs) and _belongs(
                folded, before=runs[index], after=runs[index + 1]
            ):
                continue
            yield _Code(start, end, linked)
            if index + 1 < len(runs):
                start = runs[index + 1][0]
                linked = folded[end:start] in ("", ".")


def _belongs(folded: str, *, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether what stands between two runs makes one number of them: 99.95 and 1,234.

    A comma does between at most three digits and exactly three; a point does unless there is
    another one (2022.01.29 is a date).  Only what is near decides, so it can be checked in SQL.
    """
    between = folded[before[1] : after[0]]
    if between == ",":
        return before[1] - before[0] <= 3 and after[1] - after[0] == 3
    return between == "." and not (
        _POINT_BEFORE.search(folded, max(0, before[0] - 2), before[0])
        or _POINT_AFTER.match(folded, after[1])
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
            kind = Kind.CODE if _DIGIT_OR_LATIN.match(unit.group()) else Kind.LETTERS
            yield Token(unit.group(), *unit.span(), kind)
            continue
        begin = 0
        for stop in _dictionary().path(unit.group()):
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
    return unit.kind is Kind.LETTERS and bool(_HAN_RUN.fullmatch(unit.text))


def letters(folded: str) -> list[str]:
    """What any substring can be found by: each once, in order.

    Of a run of Han characters every pair, and its last character; of a run of other letters and
    digits every suffix, of 24 code points at most.  Punctuation and space leave nothing.
    """
    found: dict[str, None] = {}
    for match in _LETTER_RUN.finditer(folded):
        run = match.group()
        width = 2 if match["han"] else SUFFIX_LENGTH
        found.update(dict.fromkeys(run[at : at + width] for at in range(len(run))))
    return list(found)


def letter_terms(needle: str) -> list[LetterTerm]:
    """Which of ``letters`` every text that contains the needle has; none for mere punctuation.

    The needle's last run may go on in the text, so it is looked up as a prefix.
    """
    terms: dict[LetterTerm, None] = {}
    for match in _LETTER_RUN.finditer(needle):
        run = match.group()
        open_ended = match.end() == len(needle)
        if match["han"]:
            pairs = [LetterTerm(run[at : at + 2]) for at in range(len(run) - 1)]
            ends = [] if open_ended and pairs else [LetterTerm(run[-1], prefix=open_ended)]
            terms.update(dict.fromkeys(pairs + ends))
        else:
            prefix = open_ended and len(run) < SUFFIX_LENGTH
            terms[LetterTerm(run[:SUFFIX_LENGTH], prefix)] = None
    return list(terms)


def occurrences(
    folded: str, needle: str, *, whole_codes: bool = False
) -> Iterator[tuple[int, int]]:
    """Where a text holds the needle letter by letter, overlaps included.

    With ``whole_codes`` a number or Latin run at the needle's edge must end there in the text:
    152 is not in 1521, nor 99 in 99.95, nor 24 in 2.24.
    """
    starts = ends = None
    if whole_codes and needle:
        pieces = list(_code_pieces(folded))
        if _DIGIT_OR_LATIN.match(needle):
            starts = {piece.start for piece in pieces}
        if _DIGIT_OR_LATIN.match(needle[-1]):
            ends = {piece.end for piece in pieces}
    at = folded.find(needle) if needle else -1
    while at >= 0:
        end = at + len(needle)
        if (starts is None or at in starts) and (ends is None or end in ends):
            yield at, end
        at = folded.find(needle, at + 1)


def is_one_token(needle: str) -> bool:
    """Whether a number or Latin run typed unquoted is in the index as one token, so that the
    token's presence is the whole answer."""
    return any(token.start == 0 and token.end == len(needle) for token in _codes(needle))
