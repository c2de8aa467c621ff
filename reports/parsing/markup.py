"""An HTML page → the text its reader sees, one block element a line."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption "  # noqa: SIM905
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section "
    "table tbody td tfoot th thead tr ul".split()
)
_SILENT = frozenset(
    "script style noscript template head title iframe object svg select textarea button".split()  # noqa: SIM905
)


class _TextParser(HTMLParser):
    """Collects what a reader of the page sees, one block element a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS and self._silent == ["head"]:
            # </head> may be left out: the first block of the body ends it.
            self._silent.clear()
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            # A page may forget to close what it opened inside: leave everything down to this tag.
            while self._silent and self._silent.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            # Line ends in the source are blanks to a reader of the page.
            self.parts.append(re.sub(r"[ \t\n\f]+", " ", data))


def visible_text(markup: str) -> str:
    """The words of a page in reading order; what only scripts, styles and forms hold is left out."""
    parser = _TextParser()
    parser.feed(markup)
    parser.close()
    lines = (line.strip(" ") for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line.strip())
