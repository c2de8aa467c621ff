"""address → Selection: what the facets' parameters in an address may hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict

from .doctypes import TYPES
from .facets import FACETS
from .models import FIRST_YEAR, LAST_YEAR, PolicyArea, Region
from .selection import EXCLUDED, Selection

# More values than anyone ticks; a longer list is cut, not refused.
MOST_VALUES = 50
# Of the values that do not exist so many are named, each by so many characters.
MOST_NAMED = 3
LONGEST_NAMED = 20

# How a value that does not exist is spoken of, after 没有.
_UNKNOWN = {
    "region": "代码为 {} 的地方",
    "year": "“{}”这个年份",
    "area": "代码为 {} 的政策领域",
    "type": "“{}”这个类型",
}


class _Values(forms.MultipleChoiceField):
    """Any number of values; those that do not exist are left out, because an address may be old."""

    def __init__(self, known: Callable[[list[str]], list[str]]) -> None:
        super().__init__(required=False)
        self.known = known

    def validate(self, value: list[str]) -> None:
        """Nothing is an error: `clean` keeps what is known."""

    def clean(self, value: Any) -> list[str]:
        return self.known([str(item) for item in (value or [])][:MOST_VALUES])


def _regions(values: list[str]) -> list[str]:
    found = set(
        Region.objects.filter(code__in=[v for v in values if v.isdigit()]).values_list(
            "code", flat=True
        )
    )
    return [value for value in values if value in found]


def _years(values: list[str]) -> list[str]:
    return [
        v
        for v in values
        if v.isascii() and v.isdigit() and len(v) == 4 and FIRST_YEAR <= int(v) <= LAST_YEAR
    ]


def _areas(values: list[str]) -> list[str]:
    found = set(
        PolicyArea.objects.filter(code__in=[v for v in values if "\x00" not in v]).values_list(
            "code", flat=True
        )
    )
    return [value for value in values if value in found]


def _types(values: list[str]) -> list[str]:
    return [value for value in values if value in TYPES]


class FacetForm(forms.Form):
    """`region=450100&year=2021&area=elderly_care&type=计划&-year=2019`, each any number of times."""

    region = _Values(_regions)
    year = _Values(_years)
    area = _Values(_areas)
    type = _Values(_types)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What may be chosen may be excluded.
        for kind in FACETS:
            self.fields[f"{EXCLUDED}{kind.name}"] = self.fields[kind.name]

    @property
    def selection(self) -> Selection:
        """The selection; call after `is_valid`, which is always true for a bound form."""
        chosen = Selection.of(**{kind.name: self.cleaned_data[kind.name] for kind in FACETS})
        return chosen.excluding(
            **{
                kind.name: [
                    value
                    for value in self.cleaned_data[f"{EXCLUDED}{kind.name}"]
                    if value not in chosen.values(kind.name)
                ]
                for kind in FACETS
            }
        )

    @property
    def ignored(self) -> str:
        """One sentence that names the values that do not exist; empty where all do. Call after `is_valid`.

        What was asked for and is not known may be anything: the sentence is plain text, to be escaped.
        """
        unknown = dict.fromkeys(
            _UNKNOWN[kind.name].format(_shortened(value))
            for kind in FACETS
            for name in (kind.name, f"{EXCLUDED}{kind.name}")
            for value in self[name].data[:MOST_VALUES]
            if value and value not in self.cleaned_data[name]
        )
        if not unknown:
            return ""
        named = "、".join(list(unknown)[:MOST_NAMED])
        which = "这项" if len(unknown) == 1 else "这些"
        return f"没有{named}{'等' if len(unknown) > MOST_NAMED else ''}，{which}筛选已忽略。"


def _shortened(value: str) -> str:
    """A value as it can be shown in a sentence; what cannot be seen, or turns the writing round, is a �."""
    cut = value if len(value) <= LONGEST_NAMED else f"{value[: LONGEST_NAMED - 1]}…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in cut)


def read_form(parameters: QueryDict) -> FacetForm:
    """What an address asks for of the facets, read."""
    form = FacetForm(parameters)
    form.is_valid()
    return form


def read_selection(parameters: QueryDict) -> Selection:
    """The selection an address asks for."""
    return read_form(parameters).selection
