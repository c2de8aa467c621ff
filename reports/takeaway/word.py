"""Reading → a Word document: its facts, its headings as Word's own, its passages with their numbers.

Written by hand rather than by python-docx, because a report is nothing but paragraphs of seven styles
(`word_parts`), and nothing of a template comes along. 11,000 passages (2.7 MB) take four seconds on a busy machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from reports.known import Fact
from reports.models import Passage, Report
from reports.pieces import Piece
from reports.reading import Block, Reading

from .word_parts import BODY_END, BODY_START, fixed_parts

# What XML cannot hold is shown as the sign for what cannot be shown; the plain text has it.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile("\r\n|[\r\n]|(\t)")
_DEEPEST = 9  # of Word's headings
_STYLES = {
    Passage.Kind.TITLE: "Subtitle",
    Passage.Kind.TEXT: "BodyText",
    Passage.Kind.ITEM: "ListParagraph",
    Passage.Kind.SIGNATURE: "Signature",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A report as it is read, and its permanent address."""

    report: Report
    reading: Reading
    address: str


def write_document(source: Source, file: IO[bytes]) -> None:
    """Write the document (Office Open XML, transitional) to a file."""
    report = source.report
    with ZipFile(file, "w", ZIP_DEFLATED) as parts:
        for name, content in fixed_parts(
            title=xml(report.title),
            issuer=xml(report.issuer),
            address=xml(source.address),
            traditional=report.script == Report.Script.HANT,
        ):
            parts.writestr(name, content)
        with (
            parts.open("word/document.xml", "w", force_zip64=True) as raw,
            TextIOWrapper(raw, "utf-8", newline="\n") as out,
        ):
            out.writelines(_body(source))


def xml(text: str) -> str:
    """A text as it can stand in XML, in an attribute too."""
    return escape(_NOT_XML.sub("\ufffd", text), {'"': "&quot;"})


def _body(source: Source) -> Iterator[str]:
    report, reading = source.report, source.reading
    yield BODY_START
    yield _paragraph("Title", [_run(report.title)])
    if report.status != Report.Status.PUBLISHED:
        yield _fact("状态", f"{report.get_status_display()}（没有公开）")
    for fact in reading.facts:
        yield _fact(fact.label, _said(fact))
    yield _fact("固定链接", source.address, anchor="")
    yield _fact("SHA-256", f"{report.sha256}（原文件）", last=True)
    for stretch in reading.stretches:
        for block in stretch.blocks:
            yield _passage(block)
    if report.furniture:
        left_out = (
            f"来源页面上的导航、图片说明等 {len(report.furniture)} 处不在正文中，保留在原文件里。"
        )
        yield _paragraph("ReportFacts", [_run(left_out)])
    yield BODY_END


def _said(fact: Fact) -> str:
    """The values of a fact; what was inferred says so, as on the page."""
    values = " · ".join(value.text for value in fact.values)
    return f"{values}（推定）" if fact.origin.inferred else values


def _fact(label: str, said: str, *, anchor: str | None = None, last: bool = False) -> str:
    value = _run(said) if anchor is None else _link(_run(said, style="Hyperlink"), anchor)
    style = "ReportFactsEnd" if last else "ReportFacts"
    return _paragraph(style, [_run(f"{label}：", bold=True), value])


def _passage(block: Block) -> str:
    passage = block.passage
    # A style cannot take away what the heading's style gives; only the run itself can.
    number = _link(_run(f" ¶{passage.number}", bold=False, style="PassageNumber"), passage.anchor)
    return _paragraph(_style(passage), [*_runs(block.pieces, passage), number])


def _style(passage: Passage) -> str:
    if passage.kind == Passage.Kind.HEADING:
        level = passage.section.level if passage.section else 1
        return f"Heading{min(level, _DEEPEST)}"
    return _STYLES[Passage.Kind(passage.kind)]


def _runs(pieces: Iterable[Piece], passage: Passage) -> Iterator[str]:
    for piece in pieces:
        # 一是 is told apart from what it counts; headings are of one weight.
        item = passage.kind == Passage.Kind.ITEM
        yield _run(piece.text, bold=True if piece.numbering and item else None)


def _paragraph(style: str, runs: Iterable[str]) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(runs)}</w:p>\n'


def _run(text: str, *, bold: bool | None = None, style: str = "") -> str:
    """A stretch of one look; `bold` is that of the paragraph where it is not given."""
    # The hint has Word set quotation marks and dashes, which both scripts use, full width as in Chinese.
    properties = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties += '<w:rFonts w:hint="eastAsia"/>'
    if bold is not None:
        properties += "<w:b/>" if bold else '<w:b w:val="0"/>'
    content = []
    at = 0
    for sign in _BREAK.finditer(text):
        content.append(_text(text[at : sign.start()]))
        content.append("<w:tab/>" if sign[1] else "<w:br/>")
        at = sign.end()
    content.append(_text(text[at:]))
    return f"<w:r><w:rPr>{properties}</w:rPr>{''.join(content)}</w:r>"


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{xml(text)}</w:t>' if text else ""


def _link(run: str, anchor: str) -> str:
    """A link to the report's address, or to a place in it."""
    place = f' w:anchor="{anchor}"' if anchor else ""
    return f'<w:hyperlink r:id="address"{place} w:history="1">{run}</w:hyperlink>'
