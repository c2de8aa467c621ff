"""Serves the filters: a place as people write it → the one region of the gazetteer that it names.

中山, 中山市, 广西南宁, 南京鼓楼区, 450100.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from reports.parsing.regions import RegionName
from reports.reference import gazetteer

from .fold import fold_text


class Ambiguous(LookupError):  # noqa: N818  (what is found is no error, there is too much of it)
    """Several regions of a name; `named` are their full names from the province down."""

    def __init__(self, regions: list[RegionName]) -> None:
        self.named = [_path(region) for region in regions]
        super().__init__("、".join(self.named))


def find_place(folded: str) -> RegionName:
    """The region that a folded text names, perhaps after the regions it lies in.

    Of several the highest is meant: 海南 is the province, 中山 the city and not a district of Dalian.
    Raises Ambiguous where there are several of one level, LookupError where there is none.
    """
    wanted = folded.replace(" ", "").replace("·", "")
    by_code = gazetteer().get(wanted)
    found = [by_code] if by_code else _named(wanted)
    for level in ("province", "prefecture", "county"):
        highest = [region for region in found if region.level == level]
        if len(highest) > 1:
            raise Ambiguous(highest)
        if highest:
            return highest[0]
    raise LookupError(folded)


def _named(text: str) -> list[RegionName]:
    """All regions that a text names, whole or after a region they lie in."""
    found = list(_names().get(text, ()))
    for cut in range(2, len(text) - 1):
        above = _names().get(text[:cut], ())
        for inner in _named(text[cut:]) if above else ():
            if inner not in found and any(
                gazetteer().within(inner, outer) and inner != outer for outer in above
            ):
                found.append(inner)
    return found


@cache
def _names() -> dict[str, list[RegionName]]:
    """Folded full and short names of all regions, counties too."""
    names: dict[str, list[RegionName]] = defaultdict(list)
    for region in gazetteer():
        for name in {region.name, region.short}:
            names[fold_text(name)].append(region)
    return dict(names)


def _path(region: RegionName) -> str:
    above = gazetteer().get(region.parent)
    return (_path(above) if above else "") + region.name
