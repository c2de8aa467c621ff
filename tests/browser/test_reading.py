"""In an opened report and its list: the outline, copying with the source, larger pages, hits opened in place."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from .visitor import Visitor

CURRENT = "mark[aria-current]"


def _report(visit: Visitor, query: str = "", anchor: str = "") -> Page:
    return visit(f"/reports/{visit.site.report}/{query}{anchor}")


def _marks(page: Page) -> int:
    return page.locator(".reader mark[id]").count()


def test_a_letter_that_is_typed_is_no_key(visit: Visitor) -> None:
    page = _report(visit, "?q=养老")
    page.get_by_role("searchbox", name="在本文中查找").focus()
    page.keyboard.type("np")
    expect(page.locator(CURRENT)).to_have_count(0)


def test_the_outline_follows_the_text(visit: Visitor) -> None:
    page = _report(visit)
    entries = page.locator("nav.outline a")
    last = entries.last
    anchor = last.get_attribute("href")
    assert anchor is not None
    page.locator(anchor).evaluate("element => element.scrollIntoView()")
    expect(last).to_have_attribute("aria-current", "location")
    expect(page.locator("nav.outline [aria-current]")).to_have_count(1)
    expect(last).to_be_in_viewport()
    page.evaluate("scrollTo(0, 0)")
    expect(last).not_to_have_attribute("aria-current", "location")


def test_a_citation_is_copied_from_the_number_of_a_passage(visit: Visitor) -> None:
    page = _report(visit)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    number = page.locator("#p20 > a.anchor")
    number.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog")
    expect(menu).to_be_visible()
    menu.get_by_role("button", name="复制引用", exact=True).click()
    expect(page.locator(".said")).to_have_text("已复制")
    copied: str = page.evaluate("navigator.clipboard.readText()")
    place = f"{visit.site.origin}/reports/{visit.site.report}/#p20"
    assert re.fullmatch(
        rf"中山市民政局\. .+\[R/OL\]\. \(2022-01-29\)\[\d{{4}}-\d\d-\d\d\]\. {re.escape(place)}\.",
        copied,
    )
    number.click()
    menu.get_by_role("link", name="证据卡").click()
    expect(page.get_by_role("heading", name="第 20 段")).to_be_visible()
    expect(page.get_by_label("参考文献")).to_have_value(copied)


@pytest.mark.parametrize(("width", "large"), [(1265, False), (1280, True), (1440, False)])
def test_the_menu_of_a_passage_leaves_its_text_to_be_read(
    visit: Visitor, width: int, large: bool
) -> None:
    page = visit(f"/reports/{visit.site.report}/", size=(width, 800), large=large)
    page.locator("#p20 > a.anchor").focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("dialog").bounding_box()
    text = page.locator("#p20").bounding_box()
    assert menu is not None
    assert text is not None
    assert menu["x"] > text["x"] + text["width"]
    assert menu["x"] + menu["width"] < width


@pytest.mark.parametrize("modifier", ["Alt", "Control", "Meta", "Shift"])
@pytest.mark.parametrize("link", ["#steps [data-step='1']", "#p20 > a.anchor"])
def test_only_a_plain_click_is_for_the_script(
    visit: Visitor, link: str, modifier: Literal["Alt", "Control", "Meta", "Shift"]
) -> None:
    page = _report(visit, "?q=养老", "#p20")
    # The browser's own answer, a new page or a file, is not wanted here.
    page.evaluate(
        "addEventListener('click', (event) => {"
        " document.title = `taken: ${event.defaultPrevented}`; event.preventDefault(); })"
    )
    page.locator(link).click(modifiers=[modifier])
    assert page.title() == "taken: false"
    page.locator(link).click()
    assert page.title() == "taken: true"


def test_the_list_of_keys_opens_and_gives_the_focus_back(visit: Visitor) -> None:
    page = _report(visit, "?q=养老")
    opener = page.get_by_role("button", name="全部按键")
    opener.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="按键")
    expect(keys).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator(CURRENT)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(opener).to_be_focused()


def test_results_are_walked_through_by_keys(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    hits = page.locator("a.where")
    for place in (0, 1, 2):
        page.keyboard.press("j")
        expect(hits.nth(place)).to_be_focused()
    page.keyboard.press("k")
    expect(hits.nth(1)).to_be_focused()
    wanted = hits.nth(1).get_attribute("href") or ""
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(f"#{wanted.partition('#')[2]}$"))


def test_the_list_of_reports_is_walked_through_by_keys(visit: Visitor) -> None:
    page = visit("/reports/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".report-row a").nth(1)).to_be_focused()


def test_the_other_hits_of_a_report_open_in_place(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    group = page.locator(".group").first
    title = group.locator("h2").inner_text()
    assert group.locator(".hit").count() == 3
    more = group.get_by_role("link", name=re.compile(r"^展开其余 \d+ 段$"))
    left = int(re.sub(r"\D", "", more.inner_text()))
    top = group.bounding_box()
    more.click()
    expect(group.locator(".hit")).to_have_count(3 + left)
    expect(group.locator(".hit").nth(3).locator("a.where")).to_be_focused()
    assert group.bounding_box() == (
        top and {**top, "height": group.evaluate("e => e.getBoundingClientRect().height")}
    )
    expect(group.locator("h2")).to_have_text(title)
    # The address alone gives the same page.
    again = visit(page.url.removeprefix(visit.site.origin))
    expect(again.locator(".group").first.locator(".hit")).to_have_count(3 + left)


def test_a_minus_excludes_and_a_plus_brings_back(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    reports = page.locator(".group")
    expect(reports).to_have_count(5)
    page.get_by_role("link", name="排除南通市").click()
    expect(reports).to_have_count(4)
    expect(page.locator("a.chip").filter(has_text="不含")).to_have_count(1)
    page.get_by_role("link", name="不再排除南通市").click()
    expect(reports).to_have_count(5)


def test_a_long_facet_is_searched(visit: Visitor) -> None:
    page = visit("/reports/")
    areas = page.get_by_role("region", name="政策领域")
    box = areas.get_by_role("searchbox", name="在政策领域里查找")
    box.fill("儿童")
    shown = areas.locator("li:visible .label")
    expect(shown).to_have_text(["儿童福利与未成年人保护"])
    box.fill("")
    assert areas.locator("li:visible").count() > 15


def test_larger_pages_are_one_click_away_and_remembered(visit: Visitor) -> None:
    page = _report(visit)
    size = "getComputedStyle(document.querySelector('.reader')).fontSize"
    assert page.evaluate(size) == "18px"
    page.get_by_role("link", name="长者模式").click()
    expect(page.get_by_role("link", name="标准模式")).to_be_visible()
    assert float(page.evaluate(size).removesuffix("px")) >= 22
    page.goto(f"/reports/{visit.site.traditional}/")
    assert float(page.evaluate(size).removesuffix("px")) >= 22
    page.get_by_role("link", name="标准模式").click()
    expect(page.get_by_role("link", name="长者模式")).to_be_visible()
    assert page.evaluate(size) == "18px"


def test_the_other_script_is_for_the_eyes_alone(visit: Visitor) -> None:
    page = _report(visit, "?q=养老")
    before = _marks(page)
    page.get_by_role("link", name="繁體").click()
    expect(page.locator(".reader mark").first).to_have_text("養老")
    assert _marks(page) == before
    expect(page.locator(".reader")).to_have_attribute("lang", "zh-Hant")
    page.locator("#p20 .card").evaluate("element => element.click()")
    expect(page.locator("blockquote")).to_contain_text("养老")
