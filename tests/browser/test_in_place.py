"""Facets, chips and orders change the list where it is: same document, same focus, and every state an address."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from .journey import stay, stayed
from .visitor import NARROW, Visitor

LISTS = ["/search/?q=养老", "/reports/", "/areas/elderly_care/"]
each_list = pytest.mark.parametrize("path", LISTS)


def _facets(page: Page) -> Locator:
    return page.get_by_role("complementary", name="筛选")


def _value(page: Page, name: str) -> Locator:
    return _facets(page).get_by_role("link", name=re.compile(f"^{name}"))


def _chip(page: Page, name: str) -> Locator:
    return page.locator("a.chip").filter(has_text=name)


def _says(page: Page) -> tuple[str, str, list[str]]:
    """All that a page of a list says and carries along, without how long a search took."""
    text = re.sub(r"[\d.]+ 秒", "… 秒", page.locator("body").inner_text())
    hrefs = [link.get_attribute("href") or "" for link in page.locator("a").all()]
    carried = page.locator("form.search input").all()
    fields = [f"{one.get_attribute('name')}={one.input_value()}" for one in carried]
    return (
        page.title(),
        text,
        hrefs + fields + [page.locator("#q").get_attribute("placeholder") or ""],
    )


@each_list
def test_a_value_is_ticked_where_the_reader_is(visit: Visitor, path: str) -> None:
    page = visit(path, size=(1280, 500))
    every = page.locator(".count-line").inner_text()
    stay(page)
    year = _value(page, "2021")
    # So far down that the page can follow where places above the year go.
    page.evaluate("scrollTo(0, 200)")
    year.focus()
    left = year.bounding_box()
    page.keyboard.press("Enter")
    expect(_chip(page, "2021")).to_be_visible()
    expect(year).to_be_focused()
    assert stayed(page)
    assert year.bounding_box() == left
    assert page.url.endswith("year=2021")
    expect(page.locator(".list")).not_to_have_attribute("aria-busy", "true")
    narrowed = page.locator(".count-line").inner_text()
    assert narrowed != every
    assert _says(page) == _says(visit(page.url))


@each_list
def test_back_and_forward_lead_through_what_was_chosen(visit: Visitor, path: str) -> None:
    page = visit(path)
    first = _says(page)
    stay(page)
    _value(page, "中山市").click()
    expect(_chip(page, "中山市")).to_be_visible()
    second = _says(page)
    _facets(page).get_by_role("link", name="排除广东省").click()
    expect(_chip(page, "广东省")).to_be_visible()
    page.go_back()
    expect(_chip(page, "广东省")).to_have_count(0)
    assert _says(page) == second
    page.go_back()
    expect(page.locator("a.chip").filter(has_text="城市")).to_have_count(0)
    assert _says(page) == first
    page.go_forward()
    expect(_chip(page, "中山市")).to_be_visible()
    assert _says(page) == second
    assert stayed(page)


def test_what_was_chosen_is_there_after_a_report_was_read(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    _value(page, "中山市").click()
    expect(_chip(page, "中山市")).to_be_visible()
    chosen = _says(page)
    page.locator("a.where").first.click()
    expect(page.locator(".reader")).to_be_visible()
    page.go_back()
    expect(_chip(page, "中山市")).to_be_visible()
    assert _says(page) == chosen
    page.go_back()
    expect(_chip(page, "中山市")).to_have_count(0)
    assert unquote(page.url).endswith("?q=养老")
    expect(page.locator(".group")).to_have_count(5)


def test_the_place_in_the_list_is_kept_by_back(visit: Visitor) -> None:
    page = visit("/search/?q=养老", size=(1280, 500))
    stay(page)
    year = _value(page, "2022")
    year.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    left = page.evaluate("scrollY")
    assert left > 100
    year.focus()
    page.keyboard.press("Enter")
    expect(_chip(page, "2022")).to_have_count(1)
    page.evaluate("scrollTo(0, 0)")
    page.go_back()
    expect(_chip(page, "2022")).to_have_count(0)
    page.wait_for_function("left => Math.abs(scrollY - left) <= 2", arg=left)
    assert stayed(page)


def test_clicks_that_do_not_wait_for_each_other_all_count(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    stay(page)
    page.evaluate(
        """() => {
          for (const name of ["region=442000", "year=2021", "-type=总结"]) {
            document.querySelector(`[data-same="${name}"]`).click();
          }
        }"""
    )
    for name in ("中山市", "2021", "类型 不含总结"):
        expect(_chip(page, name)).to_be_visible()
    assert unquote(page.url).endswith("?q=养老&region=442000&year=2021&-type=总结")
    assert stayed(page)


def test_in_the_drawer_several_values_are_ticked_one_after_the_other(visit: Visitor) -> None:
    page = visit("/search/?q=养老", size=NARROW)
    stay(page)
    page.get_by_role("button", name="筛选").click()
    for name in ("中山市", "2021", "总结"):
        _value(page, name).tap()
        expect(_chip(page, name)).to_have_count(1)
        expect(_facets(page).locator("[aria-current]").filter(has_text=name)).to_be_in_viewport()
    _facets(page).get_by_role("button", name="完成").click()
    expect(_facets(page)).to_be_hidden()
    expect(page.get_by_role("button", name="筛选 · 3")).to_be_focused()
    assert stayed(page)


def test_removing_chips_leads_from_one_to_the_next_and_to_what_was_found(visit: Visitor) -> None:
    page = visit("/reports/?region=442000&region=450000&year=2021")
    stay(page)
    _chip(page, "2021").focus()
    page.keyboard.press("Enter")
    expect(_chip(page, "2021")).to_have_count(0)
    expect(page.get_by_role("link", name="清除全部")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("a.chip")).to_have_count(0)
    expect(page.locator(".count-line")).to_be_focused()
    assert page.url.endswith("/reports/")
    assert stayed(page)


def test_another_order_is_taken_in_place(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    stay(page)
    order = page.locator(".orders")
    order.get_by_role("link", name="日期").focus()
    page.keyboard.press("Enter")
    expect(order.locator("strong")).to_have_text("日期")
    expect(order.locator("strong")).to_be_focused()
    assert page.url.endswith("&sort=date")
    assert stayed(page)
    assert _says(page) == _says(visit(page.url))


def test_what_is_being_typed_and_unfolded_stays(visit: Visitor) -> None:
    page = visit("/reports/")
    page.locator("#q").fill("养老 机构")
    _facets(page).locator("summary[aria-label=广东省的城市]").click()
    box = page.get_by_role("searchbox", name="在政策领域里查找")
    box.fill("养老")
    _value(page, "养老服务").click()
    expect(_chip(page, "养老服务")).to_be_visible()
    expect(page.locator("#q")).to_have_value("养老 机构")
    expect(box).to_have_value("养老")
    expect(_value(page, "养老服务")).to_be_visible()
    expect(_value(page, "社会救助")).to_be_hidden()
    expect(_value(page, "中山市")).to_be_hidden()
    expect(_value(page, "南宁市")).to_be_visible()
    # The box finds in what came, too.
    box.fill("")
    expect(_value(page, "社会救助")).to_be_visible()


def test_keys_suggestions_and_boxes_work_on_what_came_and_after_back(visit: Visitor) -> None:
    page = visit("/reports/")
    areas = page.get_by_role("region", name="政策领域")

    def all_works() -> None:
        page.locator("h1").click()  # out of any box
        page.keyboard.press("j")
        expect(page.locator(".report-row a").first).to_be_focused()
        page.keyboard.press("/")
        page.keyboard.insert_text("养老")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")
        page.locator("#q").fill("")
        box = areas.get_by_role("searchbox", name="在政策领域里查找")
        box.fill("養老")
        expect(areas.locator("li:visible")).to_have_count(1)
        box.fill("")

    _value(page, "广西").click()
    expect(_chip(page, "广西")).to_be_visible()
    all_works()
    page.go_back()
    expect(page.locator("a.chip")).to_have_count(0)
    all_works()


@pytest.mark.parametrize("modifier", ["Control", "Shift"])
def test_a_link_clicked_otherwise_is_a_link(visit: Visitor, modifier: str) -> None:
    page = visit("/search/?q=养老")
    before = page.url
    with page.context.expect_page() as opened:
        _value(page, "2021").click(modifiers=[modifier])  # type: ignore[list-item]
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("year=2021")
    assert page.url == before
    assert page.locator("a.chip").count() == 0


def test_where_fetching_fails_the_link_is_followed(visit: Visitor) -> None:
    page = visit("/reports/")
    stay(page)

    def fail(route: Route) -> None:
        if route.request.resource_type == "fetch":
            route.abort()
        else:
            route.continue_()

    page.route("**/reports/?year=2021", fail)
    _value(page, "2021").click()
    expect(_chip(page, "2021")).to_be_visible()
    assert page.url.endswith("/reports/?year=2021")
    assert not stayed(page)
    # The browser says so, too.
    assert [one for one in visit.complaints if "ERR_FAILED" not in one] == []
    visit.complaints.clear()


@each_list
def test_places_found_among_too_many_are_ticked_one_after_the_other(
    visit: Visitor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("reports.facets.MOST_PLACES", 2)
    page = visit(path)
    stay(page)
    box = page.get_by_role("searchbox", name="市、县的名称")
    box.fill("市")
    box.press("Enter")
    shown = _facets(page).locator("section").first.locator(".folds li li .facet-link")
    expect(shown).to_have_count(2)
    expect(box).to_be_focused()
    names = [name.partition("市")[0] + "市" for name in shown.all_inner_texts()]
    for name in names:
        _value(page, name).click()
        expect(_chip(page, name)).to_be_visible()
        # The other one is still there to be ticked.
        for each in names:
            expect(_value(page, each)).to_be_visible()
    expect(box).to_have_value("市")
    assert "find" not in page.url
    page.go_back()
    expect(page.locator("a.chip")).to_have_count(1)
    assert stayed(page)
