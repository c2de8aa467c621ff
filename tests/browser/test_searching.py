"""From the first letters to the marked word and back, by suggestions, facets and links, in a browser as it comes."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import CDPSession, Page, expect

from .journey import hits, open_hit
from .visitor import NARROW, WIDE, Visitor

BOX = "检索报告正文"
ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}


def test_from_a_suggestion_to_the_marked_word_and_back(visit: Visitor) -> None:
    page = visit("/")
    box = page.get_by_role("combobox", name=BOX)
    box.press_sequentially("低保标")
    offered = page.get_by_role("listbox", name="输入提示").get_by_role("option")
    expect(offered.filter(has_text="低保标准").first).to_be_visible()
    texts = [option.locator(".text").inner_text() for option in offered.all()]
    for _ in range(texts.index("低保标准") + 1):
        box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen.locator(".text")).to_have_text("低保标准")
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "-")
    box.press("Enter")
    expect(page).to_have_title(re.compile("^低保标准 "))
    found = hits(page)
    assert found.addresses

    passage = open_hit(page, page.locator("ol.groups a.where").first)
    words = "".join(passage.locator("mark").all_inner_texts())
    assert "低保" in words
    assert "标准" in words

    page.go_back()
    expect(page).to_have_title(re.compile("^低保标准 "))
    assert hits(page) == found
    page.go_forward()
    expect(page.locator(f"#{page.url.partition('#')[2]} mark").first).to_be_in_viewport()


def test_back_leads_to_the_place_in_the_list_that_was_left(visit: Visitor) -> None:
    page = visit("/search/?q=养老", size=(1280, 500))
    before = hits(page)
    last = page.locator("ol.groups a.where").last
    last.scroll_into_view_if_needed()
    left = page.evaluate("scrollY")
    assert left > 500
    open_hit(page, last)
    page.go_back()
    page.wait_for_function("left => Math.abs(scrollY - left) <= 2", arg=left)
    assert hits(page) == before


def test_a_suggestion_can_be_clicked_and_escape_closes_the_list(visit: Visitor) -> None:
    page = visit("/")
    box = page.get_by_role("combobox", name=BOX)
    offered = page.get_by_role("option")
    box.press_sequentially("养老")
    expect(offered.first).to_be_visible()
    box.press("Escape")
    expect(offered).to_have_count(0)
    expect(box).to_have_value("养老")
    box.press("ArrowDown")
    text = offered.nth(1).locator(".text").inner_text()
    offered.nth(1).click()
    expect(page).to_have_title(re.compile("检索"))
    assert offered.count() == 0
    assert text in page.get_by_role("combobox", name=BOX).input_value()


def test_of_too_many_places_one_is_looked_for_without_leaving_the_list(
    visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.facets.MOST_PLACES", 2)
    page = visit("/search/?q=养老")
    facet = page.locator(".facet").filter(has=page.get_by_role("heading", name="城市"))
    assert facet.get_by_text("南宁市").count() == 0
    address = page.url
    box = facet.get_by_role("searchbox", name="市、县的名称")
    box.fill("南宁")
    box.press("Enter")
    found = facet.get_by_role("link", name=re.compile("^南宁市"))
    expect(found.first).to_be_visible()
    expect(box).to_be_focused()
    assert page.url == address
    box.fill("月球")
    facet.get_by_role("button", name="查找").click()
    expect(facet.get_by_text("这里没有叫“月球”的地方。")).to_be_visible()
    box.fill("中山")
    box.press("Enter")
    facet.get_by_role("link", name=re.compile("^中山市")).first.click()
    expect(page.locator(".chips, .narrowed").get_by_text("中山市")).to_be_visible()
    assert "region=442000" in page.url
    assert "find" not in page.url


@pytest.mark.parametrize("typed", ["养老服务", "養老服務", "养老服務", " 養老 "])
def test_a_value_of_a_long_facet_is_found_in_either_script(visit: Visitor, typed: str) -> None:
    page = visit("/reports/")
    areas = page.get_by_role("region", name="政策领域")
    areas.get_by_role("searchbox", name="在政策领域里查找").fill(typed)
    expect(areas.locator("li:visible .label")).to_have_text(["养老服务"])
    expect(areas.get_by_role("status")).to_be_empty()


def test_a_facet_says_that_it_has_no_such_value(visit: Visitor) -> None:
    page = visit("/reports/")
    areas = page.get_by_role("region", name="政策领域")
    box = areas.get_by_role("searchbox", name="在政策领域里查找")
    said = areas.get_by_role("status")
    expect(said).to_be_empty()
    page.evaluate("window.said = document.querySelector('.facet [role=status]')")
    box.fill("<b>月球")
    expect(said).to_have_text("这里没有叫“<b>月球”的政策领域。")
    expect(areas.locator("li:visible")).to_have_count(0)
    # A change of what is there already is what screen readers tell.
    assert page.evaluate("said === document.querySelector('.facet [role=status]')")
    box.fill("")
    expect(said).to_be_empty()
    expect(areas.locator("li:visible").nth(15)).to_be_visible()


def _press_enter(keyboard: CDPSession) -> None:
    # With its letter, as a keyboard sends it: that is what submits a form, unless a script forbids it.
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **ENTER})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **ENTER})


def _compose(page: Page, letters: str) -> CDPSession:
    """Begin to write as an input method does: letters that are not yet text."""
    keyboard = page.context.new_cdp_session(page)
    place = {"selectionStart": len(letters), "selectionEnd": len(letters)}
    keyboard.send("Input.imeSetComposition", {"text": letters, **place})
    return keyboard


def test_the_enter_that_ends_a_composition_does_not_submit(visit: Visitor) -> None:
    page = visit("/")
    box = page.get_by_role("combobox", name=BOX)
    box.focus()
    page.evaluate(
        """() => {
          window.seen = [];
          document.addEventListener("keydown", (event) => seen.push([event.key, event.isComposing]));
          document.addEventListener("submit", () => seen.push(["submit", null]));
        }"""
    )
    keyboard = _compose(page, "di bao")
    _press_enter(keyboard)
    keyboard.send("Input.insertText", {"text": "低保"})
    expect(box).to_have_value("低保")
    assert page.evaluate("seen") == [["Enter", True]]

    _press_enter(keyboard)
    expect(page).to_have_url(re.compile("/search/"))
    assert unquote(page.url).endswith("?q=低保")


def test_nothing_is_suggested_for_half_a_composition(visit: Visitor) -> None:
    page = visit("/")
    page.get_by_role("combobox", name=BOX).focus()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(unquote(request.url)))
    keyboard = _compose(page, "dibao")
    page.wait_for_timeout(300)  # more than three times the pause after which the archive is asked
    assert asked == []
    keyboard.send("Input.insertText", {"text": "低保"})
    expect(page.get_by_role("option").first).to_be_visible()
    assert [address.partition("?")[2] for address in asked] == ["q=低保"]


def test_what_is_ticked_stands_in_chips_and_in_the_address(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    every = hits(page)
    facets = page.get_by_role("complementary", name="筛选")
    for name in ("中山市", "2021", "南宁市"):
        facets.get_by_role("link", name=re.compile(f"^{name}")).click()
        expect(page.locator("a.chip").filter(has_text=name)).to_be_visible()
        expect(facets.locator("a[aria-current]").filter(has_text=name)).to_be_visible()
    narrowed = hits(page)
    assert len(narrowed.chips) >= 3
    assert narrowed.reports
    assert set(narrowed.reports) < set(every.reports)

    assert hits(visit(page.url)) == narrowed

    page.locator("a.chip").filter(has_text="南宁市").click()
    expect(page.locator("a.chip").filter(has_text="南宁市")).to_have_count(0)
    page.get_by_role("link", name="清除全部").click()
    expect(page.get_by_role("link", name="清除全部")).to_have_count(0)
    assert hits(page) == every


@pytest.mark.parametrize("path", ["/search/?q=养老&year=2021", "/reports/?year=2021"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_what_narrows_and_what_sorts_stand_apart(
    visit: Visitor, path: str, size: tuple[int, int], large: bool
) -> None:
    page = visit(path, size=size)
    if large:
        page.get_by_role("link", name="长者模式").click()
        expect(page.get_by_role("link", name="标准模式")).to_be_visible()
    above = page.locator(".narrowed :is(.drawer, .chip):visible")
    bottoms = [box["y"] + box["height"] for one in above.all() if (box := one.bounding_box())]
    below = page.locator(".narrowed + *").bounding_box()
    assert below is not None
    assert below["y"] - max(bottoms) >= 6


def test_larger_pages_scroll_no_telephone_sideways(visit: Visitor) -> None:
    page = visit("/search/?q=养老&year=2021", size=NARROW)
    page.get_by_role("link", name="长者模式").click()
    expect(page.get_by_role("link", name="标准模式")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") == NARROW[0]


def test_every_result_states_the_same_facts(visit: Visitor) -> None:
    page = visit("/search/?q=养老")
    facts = page.locator(".group header .facts").all_inner_texts()
    # The type is said once: of a summary or plan with its year, of anything else after it.
    kind = r"((\d{4} 总结 )?\d{4} (总结|计划)|\d{4}年 (公报|新闻|其他))"
    assert len(facts) == 5
    for line in facts:
        assert re.search(
            rf" {kind} (\d{{4}}-\d\d-\d\d|日期不详) \d+ 段$", " ".join(line.split())
        ), line
