"""Every page keeps the rules of WCAG 2.2 AA, in every look that a reader may have chosen, and has its landmarks."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Page, expect

from .axe import violations
from .visitor import NARROW, Opened, Visitor

Scheme = Literal["light", "dark"]
Contrast = Literal["no-preference", "more"]


def _found(page: Page, contrast: Contrast) -> list[str]:
    """What axe finds on the page with this contrast, by day and by night."""
    looks: tuple[tuple[Scheme, tuple[str, ...]], ...] = (
        ("light", ()),
        ("dark", ("color-contrast",)),  # at night there are other colours and nothing else
    )
    found: list[str] = []
    for scheme, rules in looks:
        page.emulate_media(color_scheme=scheme, contrast=contrast)
        found += violations(page, look=f"{scheme}, {contrast}", rules=rules)
    page.emulate_media(color_scheme="light", contrast="no-preference")
    return found


def test_axe_finds_nothing_on_a_wide_screen(wide: Opened) -> None:
    assert _found(wide.page, "no-preference") == []


def test_axe_finds_nothing_on_a_narrow_screen_with_more_contrast(narrow: Opened) -> None:
    assert _found(narrow.page, "more") == []


def test_axe_finds_nothing_in_opened_sheets_and_suggestions(visit: Visitor) -> None:
    page = visit("/search/?q=养老", size=NARROW)
    page.get_by_role("button", name="筛选").click()
    assert violations(page, look="facets") == []
    page = visit(f"/reports/{visit.site.report}/", size=NARROW)
    page.get_by_role("button", name="大纲").click()
    assert violations(page, look="outline") == []
    page = visit("/")
    page.get_by_label("检索报告正文").press_sequentially("低保")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    assert violations(page, look="suggestions") == []


def test_a_page_has_one_heading_of_its_own_and_named_landmarks(wide: Opened) -> None:
    page = wide.page
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert page.get_by_role("main").count() == 1
    assert page.title().strip()
    navigations = page.get_by_role("navigation")
    names = [navigation.aria_snapshot().splitlines()[0] for navigation in navigations.all()]
    assert len(set(names)) == len(names)
    assert all('"' in name for name in names), names
