"""Facets and what is chosen → the links a reader clicks: values to tick, chips to remove, pages to turn.

Equal choices have equal addresses, in whatever order they were made, so addresses can be kept and mailed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import QueryDict

from .facets import Facet, FacetValue
from .selection import Selection
from .variants import variants

# Further than any list goes, near enough for every database number.
LAST_PAGE = 100_000
# A province's cities are unfolded from the start while there are so few provinces.
FEW_PROVINCES = 8
# So many reports of one page may be opened; more than a page lists.
MOST_OPENED = 20
# How many page numbers are shown on each side of the current one.
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Address:
    """A page of lists with what it is asked for; `typed` is the query, empty where nothing is searched.

    `synonyms` tells whether the query is to find other ways of saying the same, `order` how the list is sorted.
    """

    path: str
    selection: Selection
    typed: str = ""
    synonyms: bool = True
    order: str = ""

    def href(
        self,
        *,
        selection: Selection | None = None,
        typed: str | None = None,
        synonyms: bool | None = None,
        order: str | None = None,
        page: int = 1,
        opened: Iterable[int] = (),
        group: int | None = None,
    ) -> str:
        """The page's address, with another selection, query, order or page.

        All hits of the reports with the ids `opened` are shown; `group` is the report that it leads to.
        """
        chosen = (self.selection if selection is None else selection).in_order
        with_synonyms = self.synonyms if synonyms is None else synonyms
        sort = self.order if order is None else order
        parts = [
            chosen.query_string(q=self.typed if typed is None else typed),
            "" if with_synonyms else "synonyms=off",
            f"sort={sort}" if sort else "",
            f"page={page}" if page > 1 else "",
            *(f"open={pk}" for pk in sorted(opened)),
        ]
        query = "&".join(part for part in parts if part)
        return f"{self.path}{'?' if query else ''}{query}{f'#r{group}' if group else ''}"

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Name and value of every choice, as a form carries them along with a new query."""
        fields = list(self.selection.in_order.parameters)
        if not self.synonyms:
            fields.append(("synonyms", "off"))
        return (*fields, *((("sort", self.order),) if self.order else ()))


@dataclass(frozen=True, slots=True)
class WrittenChoice:
    """Values of a facet that the typed text itself chooses; `rest` is that text without them."""

    facet: str
    values: tuple[str, ...]
    label: str
    rest: str


@dataclass(frozen=True, slots=True)
class Written:
    """All that the typed text chooses; `rest` is the text without any of it."""

    choices: tuple[WrittenChoice, ...] = ()
    rest: str | None = None

    def choosing(self, facet: str, value: str) -> WrittenChoice | None:
        """The first choice in the text that a value belongs to."""
        found = (item for item in self.choices if item.facet == facet and value in item.values)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value of a facet; `href` adds the value to the choice or takes it out, `exclude` excludes it or no more."""

    value: str
    label: str
    reports: int
    selected: bool
    excluded: bool
    href: str
    exclude: str
    children: tuple[FacetLink, ...] = ()
    unfolded: bool = False


@dataclass(frozen=True, slots=True)
class Finder:
    """A form that looks for values among those left out: the list's address as its fields, and what was looked for.

    `found` is false where something was looked for in vain.
    """

    path: str
    fields: tuple[tuple[str, str], ...]
    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class FacetPanel:
    """One facet as the reader sees it; with a finder where not all of its values are shown."""

    name: str
    label: str
    links: tuple[FacetLink, ...]
    finder: Finder | None = None

    @property
    def folds(self) -> bool:
        """Whether some of the values have others below them."""
        return any(link.children for link in self.links)

    @property
    def variants(self) -> str:
        """How else the characters of its values may be written; see `variants`."""
        return variants(one.label for link in self.links for one in (link, *link.children))


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice in force, or one value excluded; its address is the page without it.

    `name` is like that of no other chip of the page.
    """

    name: str
    facet: str
    label: str
    href: str
    excluded: bool = False


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


def narrowing(
    facets: Iterable[Facet], *, address: Address, written: Written = Written()
) -> Narrowing:
    """The links of counted facets; what the typed text chooses goes by rewriting that text."""
    held = tuple(facets)
    labels = {facet.name: facet.label for facet in held}
    typed = tuple(
        Chip(
            f"{choice.facet}={'+'.join(choice.values)}",
            labels[choice.facet],
            choice.label,
            _removal(choice, address),
        )
        for choice in written.choices
    )
    clicked = tuple(
        Chip(
            f"{facet.name}={value.value}",
            facet.label,
            value.label,
            address.href(selection=address.selection.without(facet.name, value.value)),
            value.excluded,
        )
        for facet in held
        for value in _every(facet.values)
        if (value.selected and written.choosing(facet.name, value.value) is None) or value.excluded
    )
    return Narrowing(
        tuple(
            FacetPanel(
                facet.name,
                facet.label,
                _links(facet, address, written),
                _finder(facet, address) if facet.partial else None,
            )
            for facet in held
        ),
        typed + clicked,
        clear=address.href(selection=Selection({}), typed=written.rest),
    )


def _finder(facet: Facet, address: Address) -> Finder:
    typed = (("q", address.typed),) if address.typed else ()
    found = any(value.found for value in _every(facet.values))
    return Finder(address.path, (*typed, *address.fields), facet.find, found or not facet.find)


def _removal(choice: WrittenChoice, address: Address) -> str:
    """The address without what a text chooses, be it clicked as well."""
    selection = address.selection
    for value in choice.values:
        selection = selection.without(choice.facet, value)
    return address.href(selection=selection, typed=choice.rest)


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
    return min(max(_number(parameters.get("page", "")) or 1, 1), LAST_PAGE)


def read_opened(parameters: QueryDict) -> tuple[int, ...]:
    """The ids of the reports all of whose hits an address asks for, each once; what is no number is left out."""
    asked = (_number(value) for value in parameters.getlist("open")[:MOST_OPENED])
    return tuple(dict.fromkeys(number for number in asked if number is not None))


def read_find(parameters: QueryDict) -> str:
    """The name of a place that an address asks for among too many to show; empty for none."""
    return parameters.get("find", "")


def _number(value: str) -> int | None:
    try:
        return int(value[:9])
    except ValueError:
        return None


def _links(facet: Facet, address: Address, written: Written) -> tuple[FacetLink, ...]:
    few = len(facet.values) <= FEW_PROVINCES

    def link(value: FacetValue) -> FacetLink:
        choice = written.choosing(facet.name, value.value)
        selection = address.selection.toggled(facet.name, value.value)
        return FacetLink(
            value.value,
            value.label,
            value.reports,
            value.selected,
            value.excluded,
            _removal(choice, address) if choice else address.href(selection=selection),
            address.href(
                selection=address.selection.toggled_exclusion(facet.name, value.value),
                typed=choice.rest if choice else None,
            ),
            tuple(map(link, value.children)),
            unfolded=few or value.open,
        )

    return tuple(map(link, facet.values))


def _every(values: Iterable[FacetValue]) -> Iterator[FacetValue]:
    for value in values:
        yield value
        yield from _every(value.children)
