"""Serves the second step of search: a run of Han characters → its most probable cut into words.

The only user of jieba.  Its dictionary is a general one; the words of civil affairs that it would
cut up (社会|救助) are added from ``fixtures/words.dict``, which ``word_list`` reads.
"""

import threading
import warnings
from collections.abc import Iterable
from importlib.resources import files
from math import exp, inf, log
from operator import add

from search.fold import fold_text
from search.word_list import AddedWord, added_words, version_of

with warnings.catch_warnings():  # unescaped backslashes and pkg_resources, not ours to mend
    warnings.simplefilter("ignore")
    import jieba


#: Changes with the added words, not with their order or the comments between them: an index that
#: was made with others is stale.
DICTIONARY_VERSION = version_of(added_words())


class Dictionary(jieba.Tokenizer):
    """jieba over its own dictionary in folded form: 覆盖 and 著名 are 复盖 and 着名 here.

    Read from jieba's text file each time (0.8 s).  jieba's cache of it saves nothing measurable,
    and by default lies in the shared temporary folder, from where it is read back unchecked.
    """

    def __init__(self, added: Iterable[AddedWord] = ()) -> None:
        super().__init__()
        self.FREQ: dict[str, int]
        self.FREQ, self.total = _frequencies()
        self.initialized = True
        rest = log(self.total)
        self._log_odds = {count: log(count or 1) - rest for count in set(self.FREQ.values())}
        self._log_odds[0] = log(1) - rest
        # Shorter words first: a longer one then outweighs the cut into them, too.
        for word in sorted(added, key=lambda word: (len(word.text), word.text)):
            self._add(word)

    def _add(self, word: AddedWord) -> None:
        """Make a word just frequent enough to outweigh its parts, as ``jieba.suggest_freq`` does.

        No more than that: among its neighbours it is then as likely as its parts were, and 未保
        takes nothing from 未保持.  The sum of frequencies stays jieba's.
        """
        text, start, log_probability = word.text, 0, 0.0
        for end in self.path(text, whole=False):
            log_probability += self._log_odds[self.FREQ.get(text[start:end]) or 0]
            start = end
        enough = int(exp(log_probability) * self.total) + 1
        count = max(enough, word.at_least, self.FREQ.get(text) or 0)
        self.FREQ[text] = count
        self._log_odds[count] = log(count) - log(self.total)
        for end in range(1, len(text)):
            self.FREQ.setdefault(text[:end], 0)

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

    def stretches(self, run: str) -> list[str]:
        """The run, cut wherever no word reaches across: what the words of each are, is its own affair.

        They are short (2.3 characters) and come again and again, so that they can be remembered.
        """
        get, size = self.FREQ.get, len(run)
        found = []
        start, reach = 0, 1
        # Most pairs begin no word, and `map` asks for them faster than any loop.
        for at, pair in enumerate(map(get, map(add, run, run[1:]))):
            if at == reach:
                found.append(run[start:at])
                start, reach = at, at + 1
            count, end = pair, at + 2
            while count is not None:
                if count and end > reach:
                    reach = end
                end += 1
                count = get(run[at:end]) if end <= size else None
        if reach < size:
            found.append(run[start:reach])
            start = reach
        found.append(run[start:])
        return found


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
_LOADED: list[Dictionary] = []


def shared_dictionary() -> Dictionary:
    """The process's dictionary, loaded when first needed, once even if many threads ask."""
    if not _LOADED:
        with _LOADING:
            if not _LOADED:
                _LOADED.append(Dictionary(added_words()))
    return _LOADED[0]
