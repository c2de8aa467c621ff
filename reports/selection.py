"""What a reader chose of the facets and what is excluded, as a value: how it changes by a click, and its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

#: The facets in the order in which addresses have them.
FACET_NAMES = ("region", "year", "area", "type")
#: What the name of an excluded value's parameter begins with.
EXCLUDED = "-"


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen values of every facet, by the facet's name: OR within a facet, AND across; and those excluded.

    In an address an excluded value has a minus before the facet's name: `-region=450100`.
    """

    chosen: Mapping[str, tuple[str, ...]]
    barred: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, **chosen: Iterable[str]) -> Selection:
        """A selection with each value once, in the order given."""
        return cls(_distinct(chosen))

    def excluding(self, **barred: Iterable[str]) -> Selection:
        """The selection with these values excluded and no others."""
        return replace(self, barred=_distinct(barred))

    def values(self, name: str) -> tuple[str, ...]:
        """The values chosen of a facet."""
        return self.chosen.get(name, ())

    def excluded(self, name: str) -> tuple[str, ...]:
        """The values excluded of a facet."""
        return self.barred.get(name, ())

    def without(self, name: str, value: str | None = None) -> Selection:
        """The selection in which a value, or any of the facet, is neither chosen nor excluded."""
        return Selection(_dropped(self.chosen, name, value), _dropped(self.barred, name, value))

    def toggled(self, name: str, value: str) -> Selection:
        """The selection after a click on a value."""
        rest = self.without(name, value)
        if value in self.values(name):
            return rest
        return replace(rest, chosen={**rest.chosen, name: (*rest.values(name), value)})

    def toggled_exclusion(self, name: str, value: str) -> Selection:
        """The selection after a click on the minus beside a value."""
        rest = self.without(name, value)
        if value in self.excluded(name):
            return rest
        return replace(rest, barred={**rest.barred, name: (*rest.excluded(name), value)})

    def __bool__(self) -> bool:
        return any(self.chosen.values()) or any(self.barred.values())

    @property
    def in_order(self) -> Selection:
        """The same selection with each facet's values sorted: whoever chose them in whatever order has the same."""
        return Selection(_sorted(self.chosen), _sorted(self.barred))

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each parameter that an address has for it, the values of a facet as they were chosen."""
        return tuple(
            (f"{sign}{name}", value)
            for name in FACET_NAMES
            for sign, values in (("", self.chosen), (EXCLUDED, self.barred))
            for value in values.get(name, ())
        )

    def query_string(self, **also: str) -> str:
        """As the query part of an address, after `also`; empty values are left out."""
        return urlencode(
            [*((key, value) for key, value in also.items() if value), *self.parameters]
        )


def _distinct(values: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(each)) for name, each in values.items() if each}


def _sorted(values: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(sorted(each)) for name, each in values.items()}


def _dropped(
    values: Mapping[str, tuple[str, ...]], name: str, value: str | None
) -> dict[str, tuple[str, ...]]:
    kept = () if value is None else tuple(item for item in values.get(name, ()) if item != value)
    return {key: each for key, each in {**values, name: kept}.items() if each}
