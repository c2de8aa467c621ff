"""Area, places and years → columns side by side: sections in rows, shared wording marked, gaps visible.

A column is a place in a year. All of it is bounded: so many columns, so many sections and so much text in each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from time import perf_counter

from reports.models import Report
from reports.reference import gazetteer

from .cells import Chosen, Column, ShownRow, set_rows
from .headings import Headings
from .spoken import Spoken, Text, spoken_of, texts_of

FEWEST_COLUMNS, MOST_COLUMNS = 2, 4
# What is compared of a column: sections, and code points of text.
MOST_SECTIONS, MOST_TEXT = 40, 40_000

_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be compared; the types are those of sections (总结, 计划), all where there are none.

    The regions are codes of the gazetteer.
    """

    area: str
    regions: tuple[str, ...]
    years: tuple[int, ...]
    types: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[_Place, ...]:
        """The place and year of every column, in the order they were asked for."""
        return tuple(product(self.regions, self.years))


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the page shows: rows of several columns, and those in which one stands alone."""

    columns: tuple[Column, ...]
    together: tuple[ShownRow, ...]
    alone: tuple[ShownRow, ...]
    seconds: float


def compare(asked: Asked) -> Comparison:
    """Put the sections of every place and year side by side; at most eight queries, whatever is asked.

    Raises ValueError for more than MOST_COLUMNS.
    """
    if len(asked.columns) > MOST_COLUMNS:
        raise ValueError(f"{len(asked.columns)} columns")
    began = perf_counter()
    held = spoken_of(asked.area, regions=asked.regions)
    if asked.types:
        held = [one for one in held if set(asked.types) & set(one.types)]
    found = _shared_out(held, asked.columns)
    first = (one for sections in found.values() for one in sections[:MOST_SECTIONS])
    texts = texts_of(first, area=asked.area)
    headings = Headings()
    headings.load(texts)
    chosen = [
        one
        for number, sections in enumerate(found.values())
        for one in _within_bounds(number, sections[:MOST_SECTIONS], texts, headings)
    ]
    of_place = _reports([region for (region, _), sections in found.items() if not sections])
    columns = tuple(
        _column(
            place,
            found[place],
            [one for one in chosen if one.column == number],
            held,
            texts,
            reporting=bool(found[place]) or place in of_place,
        )
        for number, place in enumerate(found)
    )
    rows = set_rows(chosen, columns)
    return Comparison(
        columns=columns,
        together=tuple(row for row in rows if row.only is None),
        alone=tuple(row for row in rows if row.only is not None),
        seconds=perf_counter() - began,
    )


def _reports(regions: Collection[str]) -> set[_Place]:
    """Of these places the years that their published reports speak of, on whatever; no query for none."""
    rows = Report.objects.published().filter(region__in=regions).values_list("region", "years")
    return {(region or "", year) for region, years in rows for year in years}


def _shared_out(sections: Iterable[Spoken], places: Sequence[_Place]) -> dict[_Place, list[Spoken]]:
    """The sections of each place and year; one that names no year stands in the first that it may be of.

    In two columns it would be compared with itself.
    """
    found: dict[_Place, list[Spoken]] = {place: [] for place in places}
    for one in sections:
        fitting = (found[place] for place in places if _is_of(one, place))
        next(fitting, []).append(one)
    return found


def _is_of(one: Spoken, place: _Place) -> bool:
    region, year = place
    return one.report.region_id == region and year in one.years


def _within_bounds(
    number: int, sections: Iterable[Spoken], texts: Mapping[int, Text], headings: Headings
) -> Iterator[Chosen]:
    """The sections of a column that are compared, in reading order."""
    length = 0
    for one in sections:
        if (text := texts.get(one.section)) and length < MOST_TEXT:
            length += sum(len(line.text) for line in text.lines)
            yield Chosen(number, one, text, tuple(headings.of(one.section)[:-1]))


def _column(
    place: _Place,
    found: Sequence[Spoken],
    chosen: Sequence[Chosen],
    held: Iterable[Spoken],
    texts: Collection[int],
    *,
    reporting: bool,
) -> Column:
    """A column of these sections; `held` are all that its place has on the area, in whatever year."""
    code, year = place
    region = gazetteer().get(code)
    if region is None:
        raise ValueError(f"no region {code}")
    here = [one for one in held if one.report.region_id == code]
    spoken = {year for one in here for year in one.years}
    readable = sum(one.section in texts for one in found[:MOST_SECTIONS])
    return Column(
        region=region,
        year=year,
        reporting=reporting,
        reports=tuple({one.spoken.report.pk: one.spoken.report for one in chosen}.values()),
        sections=len(chosen),
        left_out=readable - len(chosen) + max(len(found) - MOST_SECTIONS, 0),
        elsewhere=sum(year in one.years for one in here) - len(found),
        other_years=tuple(sorted(spoken - {year}, reverse=True)),
    )
