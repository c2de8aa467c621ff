"""On a telephone, and at 400 %: one column, sheets for what stood beside it, room for fingers, and nothing lost."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .kinds import Kind, each_kind
from .shown import shown_texts
from .visitor import NARROW, SMALLEST, ZOOMED, Opened, Visitor

TARGET = 44  # CSS pixels

# Everything that takes a tap and is lower than that; a tap on a label is one on what it stands for. A link within a
# sentence is as high as its line; only a link that stands by itself owes its height.
_LOW = """
least => {
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const within = (element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    const beside = [...element.parentElement.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    return beside.some((node) => /[\\p{L}\\p{N}]/u.test(node.data));
  };
  return [...document.querySelectorAll(targets)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => !element.closest(".unseen, .skip, .skip-to-content-link") && !within(element))
    .map((element) => [element, (element.closest("label") || element).getBoundingClientRect().height])
    .filter(([, height]) => height < least)
    .map(([element, height]) => `${height.toFixed(1)} ${element.outerHTML.slice(0, 160)}`);
}
"""


def _low_targets(page: Page) -> list[str]:
    low: list[str] = page.evaluate(_LOW, TARGET - 0.5)
    return low


def _open_sheets(page: Page) -> None:
    """Open the facets or the outline, where the page has them in a sheet."""
    for drawer in page.locator("button.drawer").all():
        if drawer.is_visible():
            drawer.click()


def _sideways(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window."""
    wider: int = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return wider


def test_nothing_scrolls_sideways_on_a_telephone(narrow: Opened) -> None:
    assert _sideways(narrow.page) <= 0


@each_kind
def test_nothing_scrolls_sideways_in_large_letters_on_the_smallest_telephone(
    visit: Visitor, kind: Kind
) -> None:
    page = visit.see(kind, size=SMALLEST, large=True)
    assert _sideways(page) <= 0
    _open_sheets(page)
    assert _sideways(page) <= 0


def test_fingers_have_room(narrow: Opened) -> None:
    page = narrow.page
    assert page.evaluate("matchMedia('(hover: none)').matches")
    low = _low_targets(page)
    _open_sheets(page)
    low += _low_targets(page)
    page.keyboard.press("Escape")
    assert low == []


def test_nothing_is_lost_at_400_percent(visit: Visitor, wide: Opened) -> None:
    zoomed = visit.see(wide.kind, size=ZOOMED)
    assert _sideways(zoomed) <= 0
    shown = _comparable(zoomed)
    _open_sheets(zoomed)
    assert _comparable(wide.page) <= shown | _comparable(zoomed)


def _comparable(page: Page) -> set[str]:
    """The texts of a page; how long a search took is another time each time."""
    return {re.sub(r"[\d.]+ 秒", "… 秒", piece.text) for piece in shown_texts(page)}


def test_at_400_percent_most_of_the_window_is_left_for_the_text(visit: Visitor) -> None:
    page = visit(f"/reports/{visit.site.report}/?q=低保标准#m1", size=ZOOMED)
    bar = page.locator(".found").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] <= ZOOMED[1] / 2
    expect(page.locator("#m1")).to_be_in_viewport()


def test_the_facets_wait_in_a_drawer(visit: Visitor) -> None:
    page = visit("/search/?q=养老", size=NARROW)
    facets = page.get_by_role("complementary", name="筛选")
    expect(facets).to_be_hidden()
    page.get_by_role("button", name="筛选").click()
    expect(facets).to_be_visible()
    assert _sideways(page) <= 0
    facets.get_by_role("button", name="完成").click()
    expect(facets).to_be_hidden()
    page.get_by_role("button", name="筛选").click()
    page.keyboard.press("Escape")
    expect(facets).to_be_hidden()
    page.get_by_role("button", name="筛选").click()
    facets.get_by_role("link", name=re.compile("^中山市")).click()
    expect(page.get_by_role("button", name="筛选 · 1")).to_be_visible()


def test_the_outline_waits_in_a_sheet_and_a_chosen_heading_closes_it(visit: Visitor) -> None:
    page = visit(f"/reports/{visit.site.report}/", size=NARROW)
    outline = page.get_by_role("navigation", name="大纲")
    expect(outline).to_be_hidden()
    page.get_by_role("button", name="大纲").click()
    expect(outline).to_be_visible()
    outline.get_by_role("button", name="关闭").click()
    expect(outline).to_be_hidden()
    page.get_by_role("button", name="大纲").click()
    entry = outline.get_by_role("link").nth(5)
    anchor = entry.get_attribute("href")
    assert anchor is not None
    entry.click()
    expect(outline).to_be_hidden()
    expect(page.locator(anchor)).to_be_in_viewport()
