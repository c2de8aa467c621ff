"""Serves the third step of search: the signs in what was typed, and the words that only ask.

Full-width forms of all signs do as well.  ``grammar`` says what they mean.
"""

import re
import unicodedata
from dataclasses import dataclass

# Signs, as they stand once full-width forms are made ordinary ones.
_CLOSING = {'"': '"', "“": "”", "「": "」", "『": "』", "《": "》"}
_BETWEEN = r"\s、。；！？,;!?”」』》"
_ALONE = r"(?<![A-Za-z0-9_&.'-]){}(?![A-Za-z0-9_&.'-])"
_OR, _AND, _NOT = (_ALONE.format(word) for word in ("OR", "AND", "NOT"))
_DIGIT_COMMA = r"(?<=[0-9]),(?=[0-9])"
SIGN = re.compile(
    rf"""
      (?P<quote> ["“「『《] )
    | (?P<open> \( ) | (?P<close> \) )
    | (?P<either> [|/]+ | {_OR} )
    | (?P<also> {_AND} )
    | (?P<exclude> [-−]+ (?=[^{_BETWEEN}|/)]) | {_NOT} )
    | (?P<lone> [-−]+ )
    | (?P<space> [{_BETWEEN}]+ )
    | (?P<chunk> (?: {_DIGIT_COMMA} | (?! {_OR} | {_AND} | {_NOT} ) [^{_BETWEEN}"“「『《()|/] )+ )
    """,
    re.VERBOSE,
)

QUESTION = re.compile(
    "(?:一共|总共|共)?(?:有|是)?(?:多少(?:[个家户所人]|名|万?元|钱)?|几[个家户所名人])"
    "|(?:有|是)?哪些(?:城市|地方|地区|省份?|市|县)?|(?:有|是)?哪[个里儿年]|(?:是|为)?什么(?:样|时候)?"
    "|怎么样?|怎样|如何|为何|有没有|是不是|是否|(?:吗|呢)$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stands between quotation marks, and where what follows it starts."""

    text: str
    end: int
    closed: bool


def plain_signs(typed: str) -> str:
    """Full-width signs and letters as ordinary ones, each code point at its old place."""
    forms = (unicodedata.normalize("NFKC", character) for character in typed)
    return "".join(form if len(form) == 1 else old for form, old in zip(forms, typed, strict=True))


def phrase(typed: str, *, plain: str, at: int) -> Phrase:
    """Read from an opening quotation mark to its closing one or to the end."""
    opening, closing = plain[at], _CLOSING[plain[at]]
    text = ""
    at += 1
    while at < len(plain):
        if plain[at] != closing:
            text += typed[at]
        elif closing == '"' and plain.startswith('""', at):
            text += '"'
            at += 1
        else:
            return Phrase(text, at + 1, closed=True)
        at += 1
    return Phrase(text.rstrip(opening), at, closed=False)  # “一肩挑“
