"""Facets: what they show of what was counted."""

from __future__ import annotations

import pytest

from reports.facets import MOST_PLACES, RegionFacet
from reports.reference import gazetteer


def test_of_very_many_places_only_those_of_chosen_provinces_are_shown() -> None:
    codes = [region.code for region in gazetteer() if region.level == "county"]
    counts = dict.fromkeys(codes, 2)
    closed = RegionFacet().present(counts, [])
    assert sum(value.reports for value in closed) == 2 * len(codes)
    assert not any(value.children for value in closed)
    (opened,) = (value for value in RegionFacet().present(counts, ["450100"]) if value.children)
    assert opened.value == "450000"
    nanning = next(value for value in opened.children if value.value == "450100")
    assert nanning.selected
    assert nanning.reports == 2 * sum(code.startswith("4501") for code in codes)


@pytest.mark.parametrize("find", ["昆山", "昆山市", " 昆山 ", "蘇州"])
def test_of_very_many_places_those_looked_for_are_shown(find: str) -> None:
    codes = [region.code for region in gazetteer() if region.level == "county"]
    facet = RegionFacet(find)
    counts = dict.fromkeys(codes, 2)
    assert facet.partial(counts)
    (jiangsu,) = facet.present(counts, [])
    assert jiangsu.value == "320000"
    assert jiangsu.open
    assert jiangsu.reports == 2 * sum(code.startswith("32") for code in codes)
    names = {value.label: value.reports for value in jiangsu.children}
    assert names["昆山市"] == 2
    assert (len(names) > 1) == (find == "蘇州")


def test_what_is_chosen_stays_beside_what_is_looked_for() -> None:
    codes = [region.code for region in gazetteer() if region.level == "county"]
    shown = RegionFacet("昆山").present(dict.fromkeys(codes, 1), ["450100"])
    assert {value.value for value in shown} == {"320000", "450000"}
    assert {child.value for value in shown for child in value.children} == {"320583", "450100"}
    assert {child.value for value in shown for child in value.children if child.found} == {"320583"}


def test_where_nothing_is_called_so_the_provinces_stay() -> None:
    codes = [region.code for region in gazetteer() if region.level == "county"]
    shown = RegionFacet("月球").present(dict.fromkeys(codes, 1), [])
    assert len(shown) == len({code[:2] for code in codes})
    assert not any(value.children for value in shown)


def test_a_name_that_everything_holds_shows_no_more_than_the_most() -> None:
    codes = [region.code for region in gazetteer() if region.level == "county"]
    shown = RegionFacet("省").present(dict.fromkeys(codes, 1), [])
    assert sum(child.found for value in shown for child in value.children) == MOST_PLACES


def test_few_places_are_all_shown_whatever_is_looked_for() -> None:
    shown = RegionFacet("昆山").present({"450100": 1, "320600": 1}, [])
    assert {child.label for value in shown for child in value.children} == {"南宁市", "南通市"}


def test_of_places_of_one_name_each_is_called_after_its_city() -> None:
    (jiangsu,) = RegionFacet().present({"320106": 1, "320302": 2, "320583": 1}, [])
    assert [child.label for child in jiangsu.children] == ["南京市鼓楼区", "徐州市鼓楼区", "昆山市"]
