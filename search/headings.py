"""Serves hits: sections → the path of headings above a passage, each fetched once a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reports.models import Section


class _Heading(NamedTuple):
    """A section as a path of headings needs it."""

    pk: int
    parent: int | None
    text: str
    year: int | None
    role: str


class Headings:
    """The headings from the top down to a section, with their markers; fetched when first asked for."""

    def __init__(self) -> None:
        self.sections: dict[int, _Heading] = {}

    def load(self, wanted: Iterable[int | None]) -> None:
        """Fetch the sections, and all that stand above them, a level at a time."""
        missing = {pk for pk in wanted if pk} - set(self.sections)
        while missing:
            rows = Section.objects.filter(pk__in=missing).order_by()
            for pk, parent, marker, heading, year, role in rows.values_list(
                "pk", "parent", "marker", "heading", "year", "role"
            ):
                self.sections[pk] = _Heading(pk, parent, f"{marker}{heading}", year, role)
            above = {self.sections[pk].parent for pk in missing if pk in self.sections}
            missing = {pk for pk in above if pk} - set(self.sections)

    def year(self, pk: int | None) -> int | None:
        """The year that a section speaks of."""
        section = self.sections.get(pk or 0)
        return section.year if section else None

    def section(self, pk: int | None) -> Section | None:
        """The section that a passage belongs to, with its year and role."""
        held = self.sections.get(pk or 0)
        return Section(pk=held.pk, year=held.year, role=held.role) if held else None

    def of(self, pk: int | None) -> list[str]:
        """The path of a section, its own heading last."""
        path: list[str] = []
        section = self.sections.get(pk or 0)
        while section is not None:
            path.insert(0, section.text)
            section = self.sections.get(section.parent or 0)
        return path
