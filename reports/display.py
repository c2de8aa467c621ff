"""A text as written → the same text in the other script, for reading only.

The words are OpenCC's (`STPhrases`, `STCharacters`, `TSPhrases`, `TSCharacters`), matched as OpenCC does:
from left to right, the longest first. Traditional characters are set as people write them today (為民 群眾,
`TWVariants`); OpenCC's own have the forms of old dictionaries (爲民 羣衆). Every entry is as long as what it
stands for, so an offset into a text is an offset into its conversion, and a mark stays on its words. The
package's own converter is not used: it takes time by the square of a stretch without punctuation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .models import Report
from .parsing.phrases import Phrases

Script = Report.Script

_LANGUAGES = {Script.HANS: "zh-Hans", Script.HANT: "zh-Hant"}
_DICTIONARIES = {
    Script.HANS: ("TSCharacters", "TSPhrases"),
    Script.HANT: ("STCharacters", "STPhrases"),
}


@dataclass(frozen=True, slots=True)
class Conversion:
    """Characters and phrases → the other script.

    `characters` is a table for `str.translate`; a phrase means what it is written as there.
    """

    characters: Mapping[int, str]
    phrases: Phrases[str]

    def convert(self, text: str) -> str:
        """The text in the other script, of the same length in code points."""
        plain = text.translate(self.characters)
        pieces: list[str] = []
        done = 0
        for at, phrase, form in self.phrases.find(text):
            pieces += (plain[done:at], form)
            done = at + len(phrase)
        return "".join((*pieces, plain[done:]))


@dataclass(frozen=True, slots=True)
class Display:
    """The script that a report is shown in, and the one that it is written in."""

    written: Report.Script
    shown: Report.Script

    @property
    def converted(self) -> bool:
        """Whether another script is shown than the report's own."""
        return self.shown != self.written

    @property
    def language(self) -> str:
        """The HTML language tag of what is shown."""
        return _LANGUAGES[self.shown]

    def text(self, text: str) -> str:
        """A text of the report as it is shown."""
        return conversion(self.shown).convert(text) if self.converted else text


def display_of(report: Report, asked: str) -> Display:
    """How a report is shown to a reader who asks for `hans` or `hant`; as written for anything else."""
    written = Script(report.script)
    return Display(written, Script(asked) if asked in Script.values else written)


@cache
def conversion(script: Report.Script) -> Conversion:
    """What leads to a script; read from the package once."""
    current = str.maketrans(dict(_entries("TWVariants"))) if script == Script.HANT else {}
    characters, phrases = (
        {word: form.translate(current) for word, form in _entries(name)}
        for name in _DICTIONARIES[script]
    )
    return Conversion(str.maketrans(characters), Phrases(phrases.items()))


def _entries(name: str) -> Iterator[tuple[str, str]]:
    """The entries of one of OpenCC's dictionaries with their first form; never one of another length."""
    listing = files("opencc").joinpath(f"dictionary/{name}.txt").read_text("utf-8")
    for line in listing.splitlines():
        word, _, given = line.partition("\t")
        form = given.split(" ")[0]
        if word and len(form) == len(word):
            yield word, form
