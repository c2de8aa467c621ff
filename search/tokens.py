"""What the second step of search yields: tokens of folded text; and which characters make them.

Index, query and highlight all take their tokens from ``words``, ``letters`` and ``query_words``, so
they cannot disagree.
"""

import re
from dataclasses import dataclass
from enum import Enum

#: Goes up with any change of which words, codes or letters a text has: older indexes are
#: then stale.
TOKENIZER_VERSION = 1

#: Han characters, and Latin letters in folded text, as they stand in a class of a regular
#: expression.
HAN = "々〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
LATIN = "a-zß-öø-ÿ\u0100-\u024f\u1e00-\u1eff"
HAN_RUN = re.compile(f"[{HAN}]+")


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
