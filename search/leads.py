"""Advice and the address of the page → the links that lead on from it, as the template shows them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from reports.browse import Address

from .advice import Advice
from .highlight import Piece
from .partial import Partial


@dataclass(frozen=True, slots=True)
class Lead:
    """A link with the number of reports that a click lists; `about` where it is not exact."""

    label: str
    href: str
    reports: int
    about: bool = False
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class GapLeads:
    """What is not held, what the links beside it are, and these."""

    missing: str
    text: str
    held: tuple[Lead, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class PartialLead:
    """A passage with some of the words and the address of its place in the opened report."""

    partial: Partial
    href: str


@dataclass(frozen=True, slots=True)
class Leads:
    """All of them; `others` finds the words that are not lacking, empty where there are none."""

    lacking: tuple[str, ...]
    others: str
    corrections: tuple[Lead, ...]
    gaps: tuple[GapLeads, ...]
    wider: tuple[Lead, ...]
    partial: tuple[PartialLead, ...]


def leads(advice: Advice, address: Address) -> Leads:
    """Corrections keep the filters and the order; what is held is listed without the query."""
    return Leads(
        lacking=advice.lacking,
        others=address.href(typed=advice.without_lacking) if advice.without_lacking else "",
        corrections=tuple(
            Lead(one.typed, address.href(typed=one.typed), one.reports, not one.exact, one.pieces)
            for one in advice.corrections
        ),
        gaps=tuple(
            GapLeads(
                gap.missing,
                gap.lead,
                tuple(
                    Lead(one.label, Address(reverse("reports"), one.selection).href(), one.reports)
                    for one in gap.held
                ),
                gap.more,
            )
            for gap in advice.gaps
        ),
        wider=tuple(
            Lead(
                one.label,
                address.href(typed=one.typed, selection=one.clicked),
                one.reports,
                not one.exact,
            )
            for one in advice.wider
        ),
        partial=tuple(PartialLead(one, _place(one)) for one in advice.partial),
    )


def _place(one: Partial) -> str:
    marked = urlencode({"q": one.marking})
    return f"{one.report.get_absolute_url()}?{marked}#{one.hit.passage.anchor}"
