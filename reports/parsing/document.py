"""The frozen values that flow from bytes to the database: what a report file turned out to hold.

All offsets are Unicode code points into the decoded text (`Extracted.text`), half open: `[start, end)`.
Every non-blank character of that text lies in exactly one furniture span, passage or heading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

PassageKind = Literal["title", "text", "item", "signature"]
FurnitureKind = Literal[
    "breadcrumb",
    "toolbar",
    "menu",
    "meta",
    "dateline",
    "source",
    "source_tag",
    "caption",
    "contents",
    "page_number",
    "footer",
    "markup",
]
Role = Literal["report", "plan"]
DocType = Literal["总结", "计划", "总结和计划", "新闻", "公报", "其他"]
Script = Literal["hans", "hant"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in the decoded text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """A file's text: decoded, without BOM, every line end one LF.

    `from_markup` is true where the text was taken out of HTML and so is not the file's own bytes.
    """

    text: str
    encoding: str
    from_markup: bool = False


@dataclass(frozen=True, slots=True)
class Furniture:
    """A span that belongs to the web page or the newspaper, not to the report."""

    start: int
    end: int
    kind: FurnitureKind


@dataclass(frozen=True, slots=True)
class ParsedPassage:
    """The smallest piece that is found, quoted and linked: a paragraph or one of its list items."""

    start: int
    end: int
    kind: PassageKind = "text"
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class AreaScore:
    """One policy area of a section with its weight and the words that decided, strongest first."""

    code: str
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A heading with what stands under it.

    `start` is the marker (or the heading), `heading_end` the end of the heading with its closing
    punctuation, `end` the end of the last child or passage. `level` counts from 1.
    """

    marker: str | None
    heading: str
    level: int
    start: int
    heading_start: int
    heading_end: int
    end: int
    passages: tuple[ParsedPassage, ...] = ()
    children: tuple[ParsedSection, ...] = ()
    year: int | None = None
    role: Role | None = None
    areas: tuple[AreaScore, ...] = ()

    def walk(self) -> Iterator[ParsedSection]:
        """This section and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Outline:
    """The text's tree: what stands before and after the sections, and the sections themselves."""

    passages: tuple[ParsedPassage, ...]
    sections: tuple[ParsedSection, ...]

    def walk(self) -> Iterator[ParsedSection]:
        """All sections in reading order."""
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the report says of itself; None or empty where it says nothing.

    `region` and `province` are GB/T 2260 names, `region_code` the six-digit code of `region`.
    """

    title: str | None
    issuer: str | None
    region: str | None
    region_code: str | None
    province: str | None
    doc_type: DocType
    published: date | None
    report_years: tuple[int, ...]
    plan_years: tuple[int, ...]
    script: Script


@dataclass(frozen=True, slots=True)
class ParsedReport:
    """All that one file turned out to hold. `evidence[field]` is where it was read, None = inferred."""

    filename: str
    sha256: str
    extracted: Extracted
    metadata: Metadata
    evidence: dict[str, Span | None]
    furniture: tuple[Furniture, ...]
    outline: Outline
    warnings: tuple[str, ...] = field(default=())
