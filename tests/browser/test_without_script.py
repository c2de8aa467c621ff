"""Without JavaScript the same journey works, by the form and by links."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from .journey import hits, skip_to_the_text
from .kinds import Kind, each_kind
from .visitor import NARROW, Visitor


def test_from_the_form_to_the_marked_word_and_back(visit: Visitor) -> None:
    page = visit("/", script=False)
    page.get_by_role("searchbox", name="检索报告正文").fill("低保标准")
    page.get_by_role("button", name="检索").click()
    expect(page).to_have_title(re.compile("^低保标准 "))
    facets = page.get_by_role("complementary", name="筛选")
    facets.get_by_role("link", name=re.compile("^中山市")).click()
    expect(page.locator("a.chip").filter(has_text="中山市")).to_be_visible()
    found = hits(page)
    first = page.locator("ol.groups a.where").first
    anchor = (first.get_attribute("href") or "").partition("#")[2]
    first.click()
    mark = page.locator(f"#{anchor} mark").first
    expect(mark).to_be_visible()
    box = mark.bounding_box()
    assert box is not None
    assert 0 < box["y"] < 800
    page.go_back()
    expect(page).to_have_title(re.compile("^低保标准 "))
    assert hits(page) == found


def test_sheets_and_folded_cities_open_without_a_script(visit: Visitor) -> None:
    page = visit("/search/?q=养老", size=NARROW, script=False)
    page.get_by_role("button", name="筛选").click()
    facets = page.get_by_role("complementary", name="筛选")
    expect(facets).to_be_visible()
    city = facets.get_by_role("link", name=re.compile("^中山市"))
    expect(city).to_be_visible()
    facets.locator("summary[aria-label=广东省的城市]").click()
    expect(city).to_be_hidden()
    facets.get_by_role("button", name="完成").click()
    expect(facets).to_be_hidden()


@pytest.mark.parametrize("path", ["/reports/?year=2021", "/search/?q=养老", "/areas/elderly_care/"])
def test_one_of_too_many_places_is_found_by_a_form(
    visit: Visitor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("reports.facets.MOST_PLACES", 1)
    page = visit(path, script=False)
    facets = page.get_by_role("complementary", name="筛选")
    place = facets.get_by_role("link", name=re.compile("^南宁市"))
    expect(place).to_have_count(0)
    before = parse_qs(urlsplit(page.url).query)
    facets.get_by_role("searchbox", name="市、县的名称").fill("南宁")
    facets.get_by_role("button", name="查找").click()
    expect(place).to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == {**before, "find": ["南宁"]}


@each_kind
def test_every_page_comes_whole_and_its_first_key_leads_to_the_text(
    visit: Visitor, kind: Kind
) -> None:
    page = visit.see(kind, script=False)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main")).to_be_visible()
    if kind.name != "login":  # Django puts the focus where the name is to be typed
        skip_to_the_text(page)
