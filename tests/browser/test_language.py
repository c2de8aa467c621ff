"""All that the interface says is Chinese."""

from __future__ import annotations

import re

from .shown import said_texts, shown_texts
from .visitor import Opened

# Names that have no Chinese form in use: of formats, encodings and sums, of a sign of queries, of one technique, of the
# standard for citations; and keys.
FORMATS = {"PDF", "Excel", "XLSX", "CSV", "JSON", "Word"}
KNOWN = FORMATS | {
    "SHA-256",
    "UTF-8",
    "GB18030",
    "KB",
    "MB",
    "OR",
    "Cookie",
    "Unicode",
    "GB",
    "T",
    "n",
    "p",
}
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
CHECKSUM = re.compile(r"\b[0-9a-f]{64}\b")


def test_no_word_of_the_interface_was_left_untranslated(wide: Opened) -> None:
    shown = [piece.text for piece in shown_texts(wide.page) if not piece.quoted]
    texts = shown + said_texts(wide.page)
    assert len(texts) > 5
    words = {word for text in texts for word in LATIN.findall(CHECKSUM.sub("", text))}
    assert words <= KNOWN


def test_the_page_says_that_it_is_chinese(wide: Opened) -> None:
    language = wide.page.locator("html").get_attribute("lang")
    assert (language or "").lower() == "zh-hans"
