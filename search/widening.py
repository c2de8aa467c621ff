"""A search that found little under its filters → what it finds without each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.facets import Facet, FacetValue
from reports.selection import Selection

from .grammar import QueryError
from .running import Run

# So many filters are tried; each costs a count of what was found.
MOST = 6


@dataclass(frozen=True, slots=True)
class Wider:
    """The search without one filter, named by `label`, or without any (no label).

    `reports` is what a click on it finds, `typed` and `clicked` are what the click asks for.
    """

    label: str
    typed: str
    clicked: Selection
    reports: int
    exact: bool


def wider(ran: Run, facets: Iterable[Facet]) -> tuple[Wider, ...]:
    """Those that find more than the search did, most first; all filters together come last."""
    offers = [
        offer
        for label, typed, clicked in _ways(ran, facets)
        if (offer := _try(ran, label, typed, clicked))
    ]
    each = [offer for offer in offers if offer.label]
    every = [offer for offer in offers if not offer.label]
    best = max((offer.reports for offer in each), default=0)
    return (
        *sorted(each, key=lambda offer: -offer.reports),
        *(offer for offer in every if offer.reports > best),
    )


def _ways(ran: Run, facets: Iterable[Facet]) -> Iterator[tuple[str, str, Selection]]:
    """What each filter is called, and text and clicks without it."""
    ways: list[tuple[str, str, Selection]] = []
    for choice in ran.asked.written.choices:
        clicked = ran.clicked
        for value in choice.values:
            clicked = clicked.without(choice.facet, value)
        ways.append((choice.label, choice.rest, clicked))
    for facet in facets:
        ways += [
            (
                f"不含{value.label}" if value.excluded else value.label,
                ran.typed,
                ran.clicked.without(facet.name, value.value),
            )
            for value in _every(facet.values)
            if (value.selected and not ran.asked.written.choosing(facet.name, value.value))
            or value.excluded
        ]
    yield from ways[:MOST]
    rest = ran.asked.written.rest
    if len(ways) > 1:
        yield "", ran.typed if rest is None else rest, Selection({})


def _try(ran: Run, label: str, typed: str, clicked: Selection) -> Wider | None:
    try:
        again = ran.again(typed=typed, clicked=clicked)
    except QueryError:
        return None
    if len(again.counted.reports) <= len(ran.counted.reports):
        return None
    return Wider(label, typed, clicked, len(again.counted.reports), again.matches.exact)


def _every(values: Iterable[FacetValue]) -> Iterator[FacetValue]:
    for value in values:
        yield value
        yield from _every(value.children)
