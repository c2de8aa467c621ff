"""catalogue → facets: how many reports there are for each city, year, area and type, and what is chosen.

One class a facet; each knows which reports its values choose, how to count them and how to present them (the search
counts the sections that it found by itself, see `search.counting`). Each facet is counted with its own choice removed,
so its figures say what a click would give; what is excluded stays excluded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from .catalogue import Bits, Catalogue, Mask, is_code
from .doctypes import TYPES
from .reference import area_names, gazetteer
from .selection import Selection


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value with the number of reports it would leave; `children` are the cities of a province.

    What is excluded leaves none and counts none.
    """

    value: str
    label: str
    reports: int
    selected: bool
    children: tuple[FacetValue, ...] = ()
    excluded: bool = False

    @property
    def open(self) -> bool:
        """Whether something chosen or excluded stands below this value."""
        return any(child.selected or child.excluded or child.open for child in self.children)


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with its values in the order they are shown."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


# So many cities and counties are shown at once; of more, those of the chosen provinces.
MOST_PLACES = 300


class FacetKind:
    """How one facet chooses reports, counts them and presents its values."""

    name: ClassVar[str]
    label: ClassVar[str]

    def carrying(self, catalogue: Catalogue, values: Sequence[str]) -> Bits:
        """The reports that carry any of the values; one that does not exist chooses nothing."""
        raise NotImplementedError

    def counts(self, catalogue: Catalogue, rows: Bits) -> dict[str, int]:
        """How many of these reports carry each value."""
        raise NotImplementedError

    def present(
        self, counts: Mapping[str, int], chosen: Sequence[str], excluded: Sequence[str] = ()
    ) -> tuple[FacetValue, ...]:
        """The values as they are shown; one chosen or excluded is shown even where it counts nothing."""
        raise NotImplementedError


def region_prefix(code: str) -> str:
    """What the codes of all places in a region begin with: 450000 → 45, 450100 → 4501."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def in_regions(regions: NDArray[np.uint32], codes: Iterable[str]) -> Mask:
    """For each region's code as a number: whether it is one of these, or lies in one."""
    found = np.zeros(len(regions), bool)
    for code in filter(is_code, codes):
        prefix = region_prefix(code)
        found |= regions // 10 ** (6 - len(prefix)) == int(prefix)
    return found


class RegionFacet(FacetKind):
    """Cities under their provinces; a province counts all its reports, its own included.

    Where there are very many cities, only those of a province that something was chosen of are shown.
    """

    name = "region"
    label = "城市"

    def carrying(self, catalogue: Catalogue, values: Sequence[str]) -> Bits:
        return catalogue.placed(in_regions(catalogue.codes, values))

    def counts(self, catalogue: Catalogue, rows: Bits) -> dict[str, int]:
        return {code: n for code, n in catalogue.by_place(rows).items() if code}

    def present(
        self, counts: Mapping[str, int], chosen: Sequence[str], excluded: Sequence[str] = ()
    ) -> tuple[FacetValue, ...]:
        named = [*chosen, *excluded]
        shown = [*counts, *(code for code in named if code not in counts)]
        opened = {code[:2] for code in (shown if len(shown) <= MOST_PLACES else named)}
        inside = sorted(code for code in shown if code[:2] in opened) if opened else []
        # By the digits that codes begin with. A report has one region, so those of a region's places add up.
        within = defaultdict(int, {code[:2]: 0 for code in named})
        for code, reports in counts.items():
            within[code[:2]] += reports
        provinces = list(within)
        for code in inside:
            within[code[:4]] += counts.get(code, 0)
        below: dict[str, list[FacetValue]] = defaultdict(list)
        for code in inside:
            if not code.endswith("0000") and (region := gazetteer().get(code)):
                around = within[code[:4]] if code.endswith("00") else counts.get(code, 0)
                city = FacetValue(
                    code, region.name, around, code in chosen, excluded=code in excluded
                )
                below[code[:2]].append(city)
        values = [
            FacetValue(
                code,
                region.name,
                within[prefix],
                code in chosen,
                tuple(below[prefix]),
                code in excluded,
            )
            for prefix in provinces
            if (region := gazetteer().get(code := f"{prefix}0000"))
        ]
        return tuple(sorted(values, key=lambda value: (-value.reports, value.value)))


class _SetFacet(FacetKind):
    """A facet over a column of which a report may carry several values."""

    column: ClassVar[str]

    def carrying(self, catalogue: Catalogue, values: Sequence[str]) -> Bits:
        return catalogue.carrying(self.column, values)

    def counts(self, catalogue: Catalogue, rows: Bits) -> dict[str, int]:
        return catalogue.values(self.column, rows)

    def shown(
        self,
        value: str,
        label: str,
        counts: Mapping[str, int],
        chosen: Sequence[str],
        excluded: Sequence[str],
    ) -> FacetValue:
        """One value as it is shown."""
        reports = counts.get(value, 0)
        return FacetValue(value, label, reports, value in chosen, excluded=value in excluded)


class YearFacet(_SetFacet):
    """The years that the text speaks of, the latest first."""

    name = "year"
    label = "年份"
    column = "years"

    def present(
        self, counts: Mapping[str, int], chosen: Sequence[str], excluded: Sequence[str] = ()
    ) -> tuple[FacetValue, ...]:
        years = sorted({*counts, *chosen, *excluded}, reverse=True)
        return tuple(self.shown(year, f"{year}年", counts, chosen, excluded) for year in years)


class AreaFacet(_SetFacet):
    """The policy areas, in their own order."""

    name = "area"
    label = "政策领域"
    column = "areas"

    def present(
        self, counts: Mapping[str, int], chosen: Sequence[str], excluded: Sequence[str] = ()
    ) -> tuple[FacetValue, ...]:
        return tuple(
            self.shown(code, name, counts, chosen, excluded)
            for code, name in area_names().items()
            if code in {*counts, *chosen, *excluded}
        )


class TypeFacet(_SetFacet):
    """What a text is: a summary, a plan and so on, in a fixed order."""

    name = "type"
    label = "类型"
    column = "types"

    def present(
        self, counts: Mapping[str, int], chosen: Sequence[str], excluded: Sequence[str] = ()
    ) -> tuple[FacetValue, ...]:
        shown = {*counts, *chosen, *excluded}
        return tuple(
            self.shown(name, name, counts, chosen, excluded) for name in TYPES if name in shown
        )


FACETS: tuple[FacetKind, ...] = (RegionFacet(), YearFacet(), AreaFacet(), TypeFacet())


def narrow(
    catalogue: Catalogue, selection: Selection, *, among: Bits | None = None, except_for: str = ""
) -> Bits:
    """The reports (of some, or of all) that satisfy the selection; of one facet perhaps only what it excludes."""
    rows = catalogue.published if among is None else among
    for kind in FACETS:
        values, excluded = selection.values(kind.name), selection.excluded(kind.name)
        if values and kind.name != except_for:
            rows = rows & kind.carrying(catalogue, values)
        if excluded:
            rows = rows & ~kind.carrying(catalogue, excluded)
    return rows


def count_facets(
    catalogue: Catalogue,
    selection: Selection,
    *,
    among: Bits | None = None,
    kinds: Sequence[FacetKind] = FACETS,
) -> tuple[Facet, ...]:
    """These facets of the reports (of some, or of all) under a selection."""
    return tuple(
        Facet(
            kind.name,
            kind.label,
            kind.present(
                kind.counts(
                    catalogue, narrow(catalogue, selection, among=among, except_for=kind.name)
                ),
                selection.values(kind.name),
                selection.excluded(kind.name),
            ),
        )
        for kind in kinds
    )
