"""address → what was typed and chosen."""

from __future__ import annotations

from typing import Any

from django import forms

from reports.forms import FacetForm

from .results import Order


class _Typed(forms.Field):
    """What stands in the search box; nothing is refused here, the query's own rules say what is wrong."""

    def to_python(self, value: Any) -> str:
        return str(value or "").replace("\x00", " ").strip()


class _Switch(forms.Field):
    """On, unless the address says `off`."""

    def to_python(self, value: Any) -> bool:
        return bool(value != "off")


class _Order(forms.Field):
    """One of the orders there are; anything else is the first, by relevance."""

    def to_python(self, value: Any) -> Order:
        return next((order for order in Order if order.value == value), Order.RELEVANCE)


class SearchForm(FacetForm):
    """`q=低保标准` with the facets' parameters; `synonyms=off` looks for what was typed alone; `sort=date`."""

    q = _Typed(required=False, widget=forms.TextInput)
    synonyms = _Switch(required=False)
    sort = _Order(required=False)


class CompareForm(FacetForm):
    """`area=elderly_care&region=450100&region=320600&year=2021`; `place` is what was typed to add a region by name."""

    place = _Typed(required=False, widget=forms.TextInput)
