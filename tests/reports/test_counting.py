"""What lists count under any selection is what plain Python counts over the rows of the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from reports.catalogue import count
from reports.cataloguing import current_catalogue
from reports.doctypes import TYPES
from reports.facets import FACETS, count_facets, narrow, region_prefix
from reports.models import Passage, Report
from reports.overviews.held import among, count_places, held, held_sets, held_years
from reports.selection import FACET_NAMES, Selection

from .drawn import REGIONS, YEARS, Drawn
from .test_catalogue import in_order

pytestmark = pytest.mark.usefixtures("reference")

Row = dict[str, Any]
COLUMNS = ("id", "region_id", "published_on", "doc_type", "years", "areas", "types")
#: What no report carries, or nothing could.
UNKNOWN = {
    "region": ["659000", "000000", "1", "x" * 6, "４５００００", ""],
    "year": ["1949", "9999", "x", ""],
    "area": ["no_such_area", "\0"],
    "type": ["总结和计划", ""],
}


def rows() -> list[Row]:
    """The published reports, in the order of a list."""
    found = Report.objects.filter(status="published").values(*COLUMNS, "report_years", "plan_years")
    return sorted(found, key=in_order)


def carries(row: Row, facet: str, values: Iterable[str]) -> bool:
    """Whether a report has any of these values."""
    if facet == "region":
        code = row["region_id"] or ""
        return any(len(one) == 6 and code.startswith(region_prefix(one)) for one in values)
    carried = {str(value) for value in row[f"{facet}s"]}
    return not carried.isdisjoint(values)


def satisfies(row: Row, selection: Selection, *, except_for: str = "") -> bool:
    """Whether a selection leaves a report; of one facet perhaps only what it excludes."""
    return all(
        (not (values := selection.values(name)) or name == except_for or carries(row, name, values))
        and not carries(row, name, selection.excluded(name))
        for name in FACET_NAMES
    )


def counted(found: Iterable[Row], facet: str) -> dict[str, int]:
    """How many reports have each value."""
    if facet == "region":
        return dict(Counter(row["region_id"] for row in found if row["region_id"]))
    return dict(Counter(str(value) for row in found for value in {*row[f"{facet}s"]}))


def a_selection(drawn: Drawn) -> Selection:
    """Some values of some facets chosen and excluded, among them such as do not exist."""
    chance = drawn.chance
    known = {
        "region": [code for code in REGIONS if code] + ["420000", "450102"],
        "year": list(map(str, YEARS)),
        "area": drawn.areas,
        "type": TYPES,
    }

    def some(name: str, most: int) -> list[str]:
        every = [*known[name], *known[name], *UNKNOWN[name]]
        return [chance.choice(every) for _ in range(chance.randrange(most))]

    chosen = {name: some(name, 4) for name in FACET_NAMES if chance.random() < 0.5}
    barred = {name: some(name, 2) for name in FACET_NAMES if chance.random() < 0.3}
    return Selection.of(**chosen).excluding(**barred)


@pytest.mark.parametrize("seed", range(4))
def test_facets_totals_and_order_are_those_of_a_plain_count(seed: int) -> None:
    drawn = Drawn(seed)
    drawn.archive(60)
    every, catalogue = rows(), current_catalogue()
    found_something = 0
    for _ in range(100):
        selection = a_selection(drawn)
        left = [row for row in every if satisfies(row, selection)]
        narrowed = narrow(catalogue, selection)
        assert catalogue.latest_first(narrowed).tolist() == [row["id"] for row in left]
        assert count(narrowed) == len(left)
        by_region = sorted(left, key=lambda row: row["region_id"] or "9" * 7)
        assert catalogue.by_region(narrowed).tolist() == [row["id"] for row in by_region]
        found_something += bool(left)
        shown = count_facets(catalogue, selection)
        for kind, facet in zip(FACETS, shown, strict=True):
            others = [row for row in every if satisfies(row, selection, except_for=kind.name)]
            counts = counted(others, kind.name)
            kept = narrow(catalogue, selection, except_for=kind.name)
            assert kind.counts(catalogue, kept) == counts
            chosen, excluded = selection.values(kind.name), selection.excluded(kind.name)
            assert facet.values == kind.present(counts, chosen, excluded)
    assert 20 < found_something < 100


@pytest.mark.parametrize("seed", range(4))
def test_what_is_held_is_what_a_plain_count_finds(seed: int) -> None:
    drawn = Drawn(seed)
    drawn.archive(60)
    every, catalogue = rows(), current_catalogue()
    sets = held_sets(catalogue)
    expected: dict[tuple[str, int, str], set[int]] = {}
    for row in every:
        for year, kind in held_as(row):
            expected.setdefault((row["region_id"] or "", year, kind), set()).add(row["id"])
    found = {(one.place, one.year, one.kind): one.reports for one in held(catalogue, sets)}
    assert found == {key: tuple(sorted(ids)) for key, ids in expected.items()}
    assert list(found) == sorted(found)
    assert held_years(sets) == sorted({year for _, year, _ in expected})
    inside = held(catalogue, among(sets, narrow(catalogue, Selection.of(region=["450000"]))))
    assert {one.place for one in inside} == {place for place, _, _ in found if place[:2] == "45"}


def held_as(row: Row) -> set[tuple[int, str]]:
    """For which years a report is held, and as what."""
    whole = row["doc_type"] if row["doc_type"] in ("公报", "新闻", "其他") else "总结"
    found = {(year, whole) for year in row["report_years"]}
    found |= {(year, "计划") for year in row["plan_years"]}
    if not found:
        kind = "计划" if row["doc_type"] == "计划" else whole
        found = {(year, kind) for year in row["years"]}
    return found


@pytest.mark.parametrize("seed", range(4))
def test_places_and_passages_are_counted_as_a_plain_count_does(seed: int) -> None:
    drawn = Drawn(seed)
    drawn.archive(60)
    every, catalogue = rows(), current_catalogue()
    counts = count_places(catalogue, catalogue.published)
    of_no_year = [
        row
        for row in every
        if not any(row[name] for name in ("years", "report_years", "plan_years"))
    ]
    number = {code: (one.reports, one.undated) for code, one in counts.own.items()}
    places, undated = (
        Counter(row["region_id"] or "" for row in some) for some in (every, of_no_year)
    )
    assert number == {code: (places[code], undated[code]) for code in places}
    assert of_no_year
    for code in ("450000", "450100", "110000", "420000"):
        inside = sum(n for place, n in places.items() if place.startswith(region_prefix(code)))
        assert counts.within(code).reports == inside
    published = Passage.objects.filter(report__in=[row["id"] for row in every])
    assert catalogue.passages_of(catalogue.published) == published.count() > 0


@pytest.mark.parametrize(
    "selection",
    [
        Selection.of(region=["000000"]),
        Selection.of(region=[""]),
        Selection.of(year=["x"]),
        Selection.of(area=["\0"]),
        Selection.of(type=["9" * 5000]),
        Selection.of(region=["9" * 5000], year=["9" * 5000]),
    ],
    ids=["a code of nothing", "no code", "no year", "no area", "no type", "long ones"],
)
def test_what_is_not_known_finds_nothing_and_excludes_nothing(selection: Selection) -> None:
    Drawn(9).archive(20)
    catalogue = current_catalogue()
    assert count(narrow(catalogue, selection)) == 0
    excluding = Selection.of().excluding(**selection.chosen)
    assert count(narrow(catalogue, excluding)) == count(catalogue.published) > 0
