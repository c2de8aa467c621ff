"""catalogue → facets: how many reports there are for each city, year, area and type, and what is chosen.

One class a facet; each knows which reports its values choose, how to count them and how to present them (the search
counts the sections that it found by itself, see `search.counting`). Each facet is counted with its own choice removed,
so its figures say what a click would give; what is excluded stays excluded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from .catalogue import Bits, Catalogue, Mask, is_code
from .doctypes import TYPES
from .parsing.mirror import mirror
from .reference import area_names, gazetteer
from .selection import Selection


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value with the number of reports it would leave; `children` are the cities of a province.

    What is excluded leaves none and counts none. `found` is what somebody looks for among the values.
    """

    value: str
    label: str
    reports: int
    selected: bool
    children: tuple[FacetValue, ...] = ()
    excluded: bool = False
    found: bool = False

    @property
    def open(self) -> bool:
        """Whether something chosen, excluded or looked for stands below this value."""
        return any(
            child.selected or child.excluded or child.found or child.open for child in self.children
        )


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with its values in the order they are shown; of very many places some are left out (`partial`)."""

    name: str
    label: str
    values: tuple[FacetValue, ...]
    partial: bool = False
    find: str = ""


# So many cities and counties are shown at once; of more, those of the chosen provinces.
MOST_PLACES = 300
# No place has so long a name (code points).
LONGEST_NAME = 20


class FacetKind:
    """How one facet chooses reports, counts them and presents its values."""

    name: ClassVar[str]
    label: ClassVar[str]
    #: What somebody looks for among the values.
    find: str = ""

    def partial(self, counts: Mapping[str, int]) -> bool:
        """Whether there are too many values to show them all."""
        return False

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

    Where there are very many cities, only those of a province that something was chosen of are shown; or, beside what
    was chosen, those looked for: whose own name, or that of a place they lie in, holds `find` (in either script).
    """

    name = "region"
    label = "城市"

    def __init__(self, find: str = "") -> None:
        self.find = mirror(find[:LONGEST_NAME]).strip()

    def partial(self, counts: Mapping[str, int]) -> bool:
        return len(counts) > MOST_PLACES

    def carrying(self, catalogue: Catalogue, values: Sequence[str]) -> Bits:
        return catalogue.placed(in_regions(catalogue.codes, values))

    def counts(self, catalogue: Catalogue, rows: Bits) -> dict[str, int]:
        return {code: n for code, n in catalogue.by_place(rows).items() if code}

    def present(
        self, counts: Mapping[str, int], chosen: Sequence[str], excluded: Sequence[str] = ()
    ) -> tuple[FacetValue, ...]:
        named = [*chosen, *excluded]
        shown = [*counts, *(code for code in named if code not in counts)]
        partial = self.partial(counts)
        found = self._found(shown) if partial and self.find else frozenset()
        opened = {code[:2] for code in (named if partial else shown)} if not found else set()
        alone = {*found, *named}
        inside = sorted(code for code in shown if code[:2] in opened or code in alone)
        # By the digits that codes begin with. A report has one region, so those of a region's places add up.
        within = defaultdict(int, {code[:2]: 0 for code in named})
        for code, reports in counts.items():
            within[code[:2]] += reports
        wanted = {code[:2] for code in inside}
        provinces = [prefix for prefix in within if prefix in wanted or not found]
        for code in counts if inside else ():
            within[code[:4]] += counts[code]
        below: dict[str, list[FacetValue]] = defaultdict(list)
        for code, label in _labels(inside).items():
            if not code.endswith("0000"):
                city = FacetValue(
                    code,
                    label,
                    within[code[:4]] if code.endswith("00") else counts.get(code, 0),
                    code in chosen,
                    excluded=code in excluded,
                    found=code in found,
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

    def _found(self, codes: Sequence[str]) -> frozenset[str]:
        """Of these places those looked for, no more of them than are shown at once."""
        paths = ((code, gazetteer().path(code)) for code in sorted(codes))
        found = (code for code, path in paths if any(self.find in place.name for place in path))
        return frozenset(islice(found, MOST_PLACES))


def _labels(codes: Sequence[str]) -> dict[str, str]:
    """What places are called below their provinces: of several of one name in a province, each after its city."""
    places = [region for region in map(gazetteer().get, codes) if region]
    bearers = Counter((region.code[:2], region.name) for region in places)
    return {
        region.code: "".join(one.name for one in gazetteer().path(region.code)[1:])
        if bearers[region.code[:2], region.name] > 1
        else region.name
        for region in places
    }


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
        shown_facet(
            kind,
            kind.counts(catalogue, narrow(catalogue, selection, among=among, except_for=kind.name)),
            selection,
        )
        for kind in kinds
    )


def facets_finding(find: str) -> tuple[FacetKind, ...]:
    """All facets, that of places with those that somebody looks for."""
    return tuple(RegionFacet(find) if kind.name == "region" else kind for kind in FACETS)


def shown_facet(kind: FacetKind, counts: Mapping[str, int], selection: Selection) -> Facet:
    """A facet as it is shown, from how many reports each of its values has."""
    values = kind.present(counts, selection.values(kind.name), selection.excluded(kind.name))
    return Facet(kind.name, kind.label, values, kind.partial(counts), kind.find)
