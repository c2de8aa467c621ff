"""Facets: what they show of what was counted."""

from __future__ import annotations

from reports.facets import RegionFacet
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
