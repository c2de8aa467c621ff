"""What is chosen for a comparison → what else may be, from what is held; and what is missing for one to be made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from reports.cataloguing import current_catalogue
from reports.facets import AreaFacet, RegionFacet, YearFacet, narrow
from reports.models import Section
from reports.parsing.regions import RegionName
from reports.reference import area_names, gazetteer
from reports.selection import Selection

from .comparison import FEWEST_COLUMNS, MOST_COLUMNS, Asked
from .fold import fold_text
from .places import Ambiguous, find_place

# So many places are shown to be ticked; where there are more, only what is ticked is shown, and names can be typed.
PLACES_TO_TICK = 30
# So many names are offered while one is typed; so many names of so many letters are read at once.
MOST_NAMES, NAMES_READ, LONGEST_NAME = 300, 8, 40
# So many places or years lead on from a comparison that is not complete.
MOST_LEADS = 12

TYPES = {
    "": "总结和计划",
    Section.Role.REPORT.label: "只看总结",
    Section.Role.PLAN.label: "只看计划",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value that may be chosen; its address is the comparison with it (of a chosen one: as it is)."""

    value: str
    label: str
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen. `names` are offered while a place is typed; `places` are to be ticked."""

    areas: tuple[Option, ...]
    places: tuple[Option, ...]
    years: tuple[Option, ...]
    types: tuple[Option, ...]
    names: tuple[str, ...]
    more_places: tuple[Option, ...]
    more_years: tuple[Option, ...]


def address(selection: Selection) -> str:
    """Where a comparison is: its columns in the order they were chosen."""
    query = selection.query_string()
    return f"{reverse('compare')}?{query}" if query else reverse("compare")


def kept(selection: Selection) -> Selection:
    """The part of a selection that a comparison is made of: one area, places of the gazetteer, one type at most."""
    return Selection.of(
        region=[code for code in selection.values("region") if gazetteer().get(code)],
        year=selection.values("year"),
        area=selection.values("area")[:1],
        type=[kind for kind in selection.values("type") if kind in TYPES][:1],
    )


def asked_for(selection: Selection) -> Asked:
    """What is to be compared."""
    return Asked(
        area="".join(selection.values("area")),
        regions=selection.values("region"),
        years=tuple(map(int, selection.values("year"))),
        types=selection.values("type"),
    )


def choices(selection: Selection) -> Choices:
    """What is held of the chosen area, places and years; one query, for the names of the areas."""
    catalogue = current_catalogue()
    area = Selection.of(area=selection.values("area"))
    in_years = narrow(catalogue, Selection.of(**area.chosen, year=selection.values("year")))
    there = narrow(catalogue, area)
    regions = selection.values("region")
    if regions:
        there = there & catalogue.of(*regions)
    places = RegionFacet().counts(catalogue, in_years)
    years = YearFacet().counts(catalogue, there)
    areas = AreaFacet().counts(catalogue, catalogue.published)
    named = {code: name for code, name in area_names().items() if code in areas}
    few = sorted(places) if len(places) <= PLACES_TO_TICK else []
    labels = {code: gazetteer().full_name(code) for code in dict.fromkeys((*regions, *few))}
    year_labels = {
        year: f"{year}年" for year in sorted({*years, *selection.values("year")}, reverse=True)
    }
    most = sorted(places, key=lambda code: (-places[code], code))
    others = [code for code in most if code not in regions][:MOST_LEADS]
    leads = {code: gazetteer().full_name(code) for code in others}
    return Choices(
        areas=_options("area", named, selection),
        places=_options("region", labels, selection),
        years=_options("year", year_labels, selection),
        types=_options("type", TYPES, selection),
        names=tuple(gazetteer().full_name(code) for code in sorted(most[:MOST_NAMES])),
        more_places=_options("region", leads, selection),
        more_years=tuple(
            option for option in _options("year", year_labels, selection) if not option.chosen
        )[:MOST_LEADS],
    )


def _options(facet: str, labels: Mapping[str, str], selection: Selection) -> tuple[Option, ...]:
    """Places and years are added to those that are chosen, an area or a type takes the place of another."""
    chosen = selection.values(facet)

    def href(value: str) -> str:
        others = chosen if facet in ("region", "year") else ()
        values = tuple(filter(None, dict.fromkeys((*others, value))))
        return address(Selection.of(**{**selection.chosen, facet: values}))

    return tuple(
        Option(value, label, value in chosen or not (value or chosen), href(value))
        for value, label in labels.items()
    )


def places_named(typed: str) -> tuple[list[RegionName], list[str]]:
    """The places that somebody typed, and a Chinese sentence for each name that is not one place."""
    found: list[RegionName] = []
    notes: list[str] = []
    names = [name for name in map(str.strip, re.split("[、，,；;]", typed)) if name]
    for name in names[:NAMES_READ]:
        try:
            if len(name) > LONGEST_NAME:
                raise LookupError(name)
            found.append(find_place(fold_text(name)))
        except Ambiguous as several:
            notes.append(f"“{name}”不止一处：{several}。请写上所在的省或市。")
        except LookupError:
            notes.append(f"没有找到叫“{name[:LONGEST_NAME]}”的地方，请写省、市、县的名称。")
    return found, notes


def missing(asked: Asked) -> str:
    """What keeps a comparison from being made, as a Chinese sentence; nothing where it can be."""
    columns, places, years = len(asked.columns), len(asked.regions), len(asked.years)
    if not asked.area:
        return "请先选一个政策领域。"
    if not places:
        return "请再选两到四个地方，或一个地方的两到四个年份。"
    if max(columns, places) > MOST_COLUMNS:
        chosen = f"{places} 个地方" + (f"、{years} 个年份，共 {columns} 栏" if years else "")
        return f"选了 {chosen}；一次最多并排 {MOST_COLUMNS} 栏，请去掉一些。"
    if not years:
        return "请再选年份。"
    if columns < FEWEST_COLUMNS:
        place = gazetteer().full_name(asked.regions[0])
        return f"现在只有{place} {asked.years[0]} 年一栏。再选一个地方或一个年份，就可以并排对照。"
    return ""
