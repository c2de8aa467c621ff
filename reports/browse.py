"""Facets and what is chosen → the links a reader clicks: values to tick, chips to remove, pages to turn.

Equal choices have equal addresses, in whatever order they were made, so addresses can be kept and mailed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import QueryDict

from .facets import FACETS, Facet, FacetValue, Selection

# Further than any list goes, near enough for every database number.
LAST_PAGE = 100_000
# A province's cities are unfolded from the start while there are so few provinces.
FEW_PROVINCES = 8
# How many page numbers are shown on each side of the current one.
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Address:
    """A page of lists with what it is asked for; `typed` is the query, empty where nothing is searched."""

    path: str
    selection: Selection
    typed: str = ""

    def href(self, *, selection: Selection | None = None, page: int = 1) -> str:
        """The page's address under its own or another selection."""
        chosen = _in_order(self.selection if selection is None else selection)
        parts = [chosen.query_string(q=self.typed), f"page={page}" if page > 1 else ""]
        query = "&".join(part for part in parts if part)
        return f"{self.path}?{query}" if query else self.path

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Name and value of every choice, as a form carries them along with a new query."""
        chosen = _in_order(self.selection)
        return tuple((kind.name, value) for kind in FACETS for value in chosen.values(kind.name))


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value of a facet; its address adds the value to the choice or takes it out."""

    label: str
    reports: int
    selected: bool
    href: str
    children: tuple[FacetLink, ...] = ()
    unfolded: bool = False


@dataclass(frozen=True, slots=True)
class FacetPanel:
    """One facet as the reader sees it."""

    name: str
    label: str
    links: tuple[FacetLink, ...]

    @property
    def folds(self) -> bool:
        """Whether some of the values have others below them."""
        return any(link.children for link in self.links)


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice in force; its address is the page without it."""

    facet: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """All that leads from a list to a narrower or wider one."""

    panels: tuple[FacetPanel, ...]
    chips: tuple[Chip, ...]
    clear: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """One page of a list; without a number it stands for the pages left out."""

    number: int | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a list of pages the reader is; both numbers count from 1."""

    number: int
    last: int
    links: tuple[PageLink, ...]
    previous: str = ""
    following: str = ""


def narrowing(facets: Iterable[Facet], *, address: Address) -> Narrowing:
    """The links of counted facets."""
    held = tuple(facets)
    panels = tuple(FacetPanel(facet.name, facet.label, _links(facet, address)) for facet in held)
    chips = tuple(
        Chip(
            facet.label,
            value.label,
            address.href(selection=address.selection.without(facet.name, value.value)),
        )
        for facet in held
        for value in _every(facet.values)
        if value.selected
    )
    return Narrowing(panels, chips, clear=address.href(selection=Selection({})))


def pages(*, number: int, last: int, address: Address) -> Pages:
    """The page numbers worth showing: the first, the last and those around the current one."""
    near = {1, last, *range(number - NEIGHBOURS, number + NEIGHBOURS + 1)}
    links: list[PageLink] = []
    for page in sorted(page for page in near if 1 <= page <= last):
        if links and links[-1].number != page - 1:
            links.append(PageLink())
        links.append(PageLink(page, address.href(page=page)))
    return Pages(
        number,
        last,
        tuple(links),
        previous=address.href(page=number - 1) if number > 1 else "",
        following=address.href(page=number + 1) if number < last else "",
    )


def read_page(parameters: QueryDict) -> int:
    """The page an address asks for, from 1; anything that is no page number means the first."""
    try:
        asked = int(parameters.get("page", "1")[:9])
    except ValueError:
        return 1
    return min(max(asked, 1), LAST_PAGE)


def _in_order(selection: Selection) -> Selection:
    return Selection({name: tuple(sorted(values)) for name, values in selection.chosen.items()})


def _links(facet: Facet, address: Address) -> tuple[FacetLink, ...]:
    few = len(facet.values) <= FEW_PROVINCES
    return tuple(_link(value, facet.name, address, few) for value in facet.values)


def _link(value: FacetValue, name: str, address: Address, few: bool) -> FacetLink:
    return FacetLink(
        value.label,
        value.reports,
        value.selected,
        address.href(selection=address.selection.toggled(name, value.value)),
        tuple(_link(child, name, address, few) for child in value.children),
        unfolded=few or value.open,
    )


def _every(values: Iterable[FacetValue]) -> Iterator[FacetValue]:
    for value in values:
        yield value
        yield from _every(value.children)
