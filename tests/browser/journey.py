"""Steps that several journeys take, and what a reader looks at on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

# Whether a reader sees where the element begins: within the window, and nothing lies upon it.
_UNCOVERED = """
element => {
  const box = element.getClientRects()[0];
  const x = box.x + box.width / 2;
  const y = box.y + Math.min(box.height / 2, 12);
  return element.contains(document.elementFromPoint(x, y));
}
"""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a page of results says, without how long it took."""

    count: str
    reports: tuple[str, ...]
    addresses: tuple[str, ...]
    chips: tuple[str, ...]


def hits(page: Page) -> Hits:
    """Read a page of results."""
    links = page.locator("ol.groups a.where")
    return Hits(
        count=re.sub(r" · [\d.]+ 秒", "", page.locator(".count-line").inner_text()),
        reports=tuple(page.locator(".group h2").all_inner_texts()),
        addresses=tuple(link.get_attribute("href") or "" for link in links.all()),
        chips=tuple(page.locator("a.chip").all_inner_texts()),
    )


def stay(page: Page) -> None:
    """Remember this document of a list, and the line in it that says how much was found."""
    page.evaluate("window.stayed = document.querySelector('.count-line')")


def stayed(page: Page) -> bool:
    """Whether that document and that line are still there."""
    same: bool = page.evaluate("window.stayed === document.querySelector('.count-line')")
    return same


def open_hit(page: Page, hit: Locator) -> Locator:
    """Follow a hit to its report; return the passage it leads to, once a mark in it can be seen there."""
    address = hit.get_attribute("href")
    assert address is not None
    hit.click()
    passage = page.locator(f"#{address.partition('#')[2]}")
    marks = passage.locator("mark")
    expect(marks.first).to_be_in_viewport()
    assert passage.evaluate(_UNCOVERED)
    assert any(mark.evaluate(_UNCOVERED) for mark in marks.all())
    return passage


def skip_to_the_text(page: Page) -> None:
    """Go with two keys from a page just opened to its main part, and on to the first thing in it."""
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#main")
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator(":focus")).to_have_count(1)
