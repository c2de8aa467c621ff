"""What the readers of metadata look at: the text with all that has been found in it so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .document import Furniture, Outline, Span
from .frame import Frame
from .lines import Line


@dataclass(frozen=True, slots=True)
class Source:
    """The text and its mirror with what has been found in them so far."""

    text: str
    mirrored: str
    lines: Sequence[Line]
    furniture: Sequence[Furniture]
    frame: Frame
    outline: Outline

    def spans(self, indexes: Sequence[int]) -> list[Span]:
        return [Span(self.lines[index].start, self.lines[index].end) for index in indexes]

    def words(self, span: Span) -> str:
        """The mirrored words of a span."""
        return self.mirrored[span.start : span.end]

    def body(self) -> list[Span]:
        """The spans of headings and paragraphs, without title, signature and furniture."""
        spans = [
            Span(passage.start, passage.end)
            for passage in self.outline.passages
            if passage.kind == "text"
        ]
        for section in self.outline.walk():
            spans.append(Span(section.heading_start, section.heading_end))
            spans.extend(Span(passage.start, passage.end) for passage in section.passages)
        return spans
