"""An HTML page → the text its reader sees, one block element a line."""

from __future__ import annotations

import re

from lxml import etree

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption "  # noqa: SIM905
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section "
    "table tbody td tfoot th thead tr ul".split()
)
_SILENT = frozenset(
    "script style noscript template head title iframe object svg select textarea button".split()  # noqa: SIM905
)
# No page of an office is nested like this; a file that is was made to keep the parser busy.
DEEPEST = 10_000
_PIECE = 16_384


class NestedTooDeepError(ValueError):
    """More than `DEEPEST` elements are open at once."""


class _Collector:
    """Takes the parser's events in turn; lxml calls the methods by these names."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._depth = 0
        self._silent = 0

    def start(self, tag: str, attributes: object) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NestedTooDeepError
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag in _SILENT:
            self._silent -= 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def data(self, text: str) -> None:
        if not self._silent:
            # Line ends in the source are blanks to a reader of the page.
            self.parts.append(re.sub(r"[ \t\n\f]+", " ", text))

    def comment(self, text: str) -> None:
        """Nobody sees comments."""

    def close(self) -> str:
        lines = (line.strip(" ") for line in "".join(self.parts).split("\n"))
        return "\n".join(line for line in lines if line.strip())


def visible_text(markup: str) -> str:
    """The words of a page in reading order; what only scripts, styles and forms hold is left out.

    Raises NestedTooDeepError.
    """
    # Bytes with their encoding told, because a page may name another than it has been decoded from.
    parser = etree.HTMLParser(target=_Collector(), encoding="utf-8", huge_tree=True)
    data = markup.encode("utf-8", "replace")
    # In pieces, because an error in the collector only shows when a piece has been read.
    for start in range(0, len(data), _PIECE):
        parser.feed(data[start : start + _PIECE])
    text: str = parser.close()
    return text
