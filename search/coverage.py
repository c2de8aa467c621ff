"""What a search names (places, years) → which of it the archive does not hold, and what it holds instead.

A published report is what counts. What is told is no guess about the words that were looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from reports.catalogue import Bits, Catalogue
from reports.cataloguing import current_catalogue
from reports.facets import RegionFacet, YearFacet, narrow
from reports.parsing.regions import RegionName
from reports.reference import gazetteer
from reports.selection import Selection

from .named import named_regions, named_year
from .running import Run

# So many places are looked into, and so much is named of what there is instead.
MOST_PLACES, MOST_NAMED = 3, 8
_ALL = "全部"
_LEVELS = ("province", "prefecture", "county")


@dataclass(frozen=True, slots=True)
class Holding:
    """What the archive holds: a place or year, the number of its reports, and the selection that lists them."""

    label: str
    reports: int
    selection: Selection


@dataclass(frozen=True, slots=True)
class Gap:
    """`missing` (南通市2019年) is not in the archive; `lead` (江苏省有：) says what the `held` are.

    Without `held` the lead is a sentence, or empty. `more`: not all that is held is named.
    """

    missing: str
    lead: str
    held: tuple[Holding, ...] = ()
    more: bool = False


def unheld_places(ran: Run) -> tuple[Gap, ...]:
    """The places a search names of which there is no report at all."""
    places = _places(ran)
    if not places:
        return ()
    catalogue = current_catalogue()
    return tuple(
        _no_place(catalogue, place) for place in places if not _reports(catalogue, place).any()
    )


def unheld_years(ran: Run) -> tuple[Gap, ...]:
    """The years a search names that there is no report about: of the places it names, or anywhere."""
    years = _years(ran)
    if not years:
        return ()
    catalogue = current_catalogue()
    places = [place for place in _places(ran) if _reports(catalogue, place).any()]
    if places:
        return tuple(gap for place in places if (gap := _no_year(catalogue, place, years)))
    gap = None if _places(ran) else _no_year(catalogue, None, years)
    return (gap,) if gap else ()


def _places(ran: Run) -> list[RegionName]:
    """The places chosen, typed as filters or named by a word; of those of one name the highest."""
    chosen = map(gazetteer().get, ran.asked.selection.values("region"))
    named = (_highest(named_regions(leaf.text)) for leaf in ran.asked.query.positive_leaves())
    places = [place for place in [*chosen, *named] if place]
    return list(dict.fromkeys(places))[:MOST_PLACES]


def _highest(regions: Sequence[RegionName]) -> RegionName | None:
    """None where it cannot be told which is meant."""
    for level in _LEVELS:
        found = [region for region in regions if region.level == level]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _years(ran: Run) -> list[int]:
    named = (named_year(leaf.text) for leaf in ran.asked.query.positive_leaves())
    chosen = ran.asked.selection.values("year")
    return sorted({int(year) for year in [*chosen, *named] if year})


def _reports(catalogue: Catalogue, place: RegionName | None) -> Bits:
    return narrow(catalogue, Selection.of(region=[place.code] if place else []))


def _no_place(catalogue: Catalogue, place: RegionName) -> Gap:
    """Names what there is in the region above, or the next above that has anything."""
    above = gazetteer().get(place.parent)
    while above:
        held = _within(catalogue, above)
        if held:
            only_above = [one.label for one in held] == [_ALL]
            lead = "上一级的报告有：" if only_above else f"{above.name}有："
            return _gap(
                place.name,
                lead,
                [replace(one, label=above.name) for one in held] if only_above else held,
            )
        above = gazetteer().get(above.parent)
    outermost = gazetteer().province_of(place)
    lead = f"{outermost.name}的其他地方也没有。" if outermost != place else ""
    return Gap(place.name, lead)


def _within(catalogue: Catalogue, above: RegionName) -> list[Holding]:
    """The cities of a region with most reports first, those of counties as their city's; where it has reports
    of its own, all together last.
    """
    counts: Counter[RegionName] = Counter()
    found = RegionFacet().counts(catalogue, _reports(catalogue, above))
    for code, reports in found.items():
        place = gazetteer().get(code)
        while place and place != above and place.parent != above.code:
            place = gazetteer().get(place.parent)
        if place:
            counts[place] += reports
    # A click on a region lists all that lies in it, so its own reports are not to be had alone.
    own = counts.pop(above, 0)
    cities = sorted(counts.items(), key=lambda item: (-item[1], item[0].code))
    every = [(above, own + sum(counts.values()))] if own else []
    return [
        Holding(_ALL if place == above else place.name, reports, Selection.of(region=[place.code]))
        for place, reports in [*cities, *every]
    ]


def _no_year(catalogue: Catalogue, place: RegionName | None, years: Sequence[int]) -> Gap | None:
    counts = YearFacet().counts(catalogue, _reports(catalogue, place))
    missing = [year for year in years if str(year) not in counts]
    if not missing:
        return None
    chosen = {"region": [place.code]} if place else {}
    held = [
        Holding(f"{year}年", reports, Selection.of(**chosen, year=[year]))
        for year, reports in sorted(counts.items(), reverse=True)
    ]
    name = place.name if place else ""
    return _gap(f"{name}{'、'.join(_spans(missing))}年", f"{name}收录的年份：", held)


def _spans(years: Sequence[int]) -> Iterator[str]:
    """2015—2018 for four years in a row."""
    for _, group in groupby(enumerate(years), key=lambda item: item[1] - item[0]):
        span = [year for _, year in group]
        yield str(span[0]) if len(span) == 1 else f"{span[0]}—{span[-1]}"


def _gap(missing: str, lead: str, held: Sequence[Holding]) -> Gap:
    if not held:
        return Gap(missing, "")
    return Gap(missing, lead, tuple(held[:MOST_NAMED]), more=len(held) > MOST_NAMED)
