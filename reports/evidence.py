"""Report and passage → the evidence card: the words exactly, where they stand, and how anybody can check them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .citation import Citation, cite
from .models import Passage, Report, Section

# So many of the 64 digits of a SHA-256 tell any two files of an archive apart.
SHORT_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with its place; `path` are the headings above it from the top down, `span` “2021 总结”.

    The passage's `start` and `end` are code points into the report's text, half open.
    """

    passage: Passage
    path: tuple[str, ...]
    span: str
    citation: Citation
    accessed: date
    digest: str


def evidence_of(report: Report, passage: Passage, *, address: str, accessed: date) -> Evidence:
    """The card of a passage under its permanent address; takes one query where it stands under a heading."""
    return Evidence(
        passage,
        _path(report, passage),
        passage.section.span if passage.section else "",
        cite(report, passage, address=address, accessed=accessed),
        accessed,
        report.sha256[:SHORT_DIGEST],
    )


def _path(report: Report, passage: Passage) -> tuple[str, ...]:
    """The headings that a passage stands under; a heading does not stand under itself."""
    at = passage.section
    if at is None:
        return ()
    held = {section.pk: section for section in Section.objects.filter(report=report)}
    path = [] if passage.kind == Passage.Kind.HEADING else [str(at)]
    while above := held.get(at.parent_id or 0):
        path.append(str(above))
        at = above
    return tuple(reversed(path))
