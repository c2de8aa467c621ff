"""Reports of a list opened with all their hits: several at once, kept by Back, and closed again."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .journey import stay, stayed
from .visitor import Visitor


def _opened(page: Page) -> list[int]:
    """How many hits each report of the page shows."""
    return [group.locator(".hit").count() for group in page.locator(".group").all()]


def test_opened_reports_are_still_open_after_one_was_read(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    stay(page)
    closed = _opened(page)
    for number in (0, 1):
        page.locator(".group").nth(number).locator("a.open").click()
        expect(page.locator("a.shut")).to_have_count(number + 1)
    both = _opened(page)
    assert both[:2] != closed[:2]
    assert both[2:] == closed[2:]
    assert stayed(page)
    page.locator(".group").nth(1).locator("a.where").last.click()
    expect(page.locator(".reader")).to_be_visible()
    page.go_back()
    expect(page.locator("a.shut")).to_have_count(2)
    assert _opened(page) == both
    # One Back leads to the list, not through everything that was opened.
    assert len(page.evaluate("location.search.match(/open=/g)")) == 2


def test_an_opened_report_is_closed_again_where_the_reader_is(visit: Visitor) -> None:
    page = visit("/search/?q=养老", size=(1280, 500))
    closed = _opened(page)
    stay(page)
    group = page.locator(".group").nth(1)
    group.locator("a.open").focus()
    page.keyboard.press("Enter")
    expect(group.locator(".where").nth(3)).to_be_focused()
    shut = group.get_by_role("link", name=re.compile("^收起"))
    shut.focus()
    left = shut.bounding_box()
    assert left is not None
    page.keyboard.press("Enter")
    more = group.get_by_role("link", name=re.compile(r"^展开其余 \d+ 段$"))
    expect(more).to_be_focused()
    box = more.bounding_box()
    assert box is not None
    assert abs(box["y"] - left["y"]) <= 1
    assert _opened(page) == closed
    assert "open=" not in page.url
    assert stayed(page)


def test_without_a_script_reports_are_opened_and_closed_by_links(visit: Visitor) -> None:
    page = visit("/search/?q=养老", script=False)
    closed = _opened(page)
    for number in (0, 1):
        page.locator(".group").nth(number).locator("a.open").click()
        expect(page.locator("a.shut")).to_have_count(number + 1)
        group = page.locator(".group").nth(number)
        assert page.url.endswith(f"#{group.get_attribute('id')}")
        expect(group.locator("header")).to_be_in_viewport()
    page.locator("a.shut").first.click()
    expect(page.locator("a.shut")).to_have_count(1)
    assert _opened(page)[0] == closed[0]
    assert _opened(page)[1] > closed[1]
