"""Sections found → the headings above them and the years they speak of, for lists of passages of many reports."""

from __future__ import annotations

from collections.abc import Iterable

from reports.models import Passage, Report, Section

from .rows import Line, SectionHeading, read_headings


class Headings:
    """The headings from the top down to a section, with their markers; fetched when first asked for."""

    def __init__(self) -> None:
        self.sections: dict[int, SectionHeading] = {}

    def load(self, wanted: Iterable[int | None]) -> None:
        """Fetch the sections, and all that stand above them."""
        missing = {pk for pk in wanted if pk} - self.sections.keys()
        self.sections |= {heading.pk: heading for heading in read_headings(missing)}

    def year(self, pk: int | None) -> int | None:
        """The year that a section speaks of."""
        section = self.sections.get(pk or 0)
        return section.year if section else None

    def passage(self, line: Line, section: int | None, report: Report) -> Passage:
        """A passage that was read, as templates take one: with its report, and its section with year and role."""
        held = self.sections.get(section or 0)
        return Passage(
            pk=line.pk,
            report=report,
            section=Section(pk=held.pk, year=held.year, role=held.role) if held else None,
            number=line.number,
            kind=line.kind,
            start=line.start,
            end=line.end,
            text=line.text,
        )

    def of(self, pk: int | None) -> list[str]:
        """The path of a section, its own heading last."""
        path: list[str] = []
        section = self.sections.get(pk or 0)
        while section is not None:
            path.insert(0, section.text)
            section = self.sections.get(section.parent or 0)
        return path
