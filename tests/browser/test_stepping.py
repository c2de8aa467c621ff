"""From mark to mark in an opened report: where a step leads, where reading goes on, and how the place is kept."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .visitor import NARROW, WIDE, Visitor

CURRENT = "mark[aria-current]"

# The entry of the outline that a passage stands under: the last one that leads to it or to a passage before.
_ENTRY = """
passage => {
  const links = [...document.querySelectorAll(".outline a[href^='#p']")];
  const number = (text) => Number(text.slice(2));
  return links.map((link) => link.hash).findLast((hash) => number(hash) <= number(`#${passage.id}`)) ?? null;
}
"""
_ENTRY_SHOWN = "() => document.querySelector('.outline [aria-current]')?.hash ?? null"
# The numbers of the marks that begin in sight, below the bar, and of those that begin above.
_IN_SIGHT = """
() => {
  const top = Math.max(document.querySelector(".bar").getBoundingClientRect().bottom, 0);
  const found = { above: 0, seen: [] };
  for (const mark of document.querySelectorAll(".reader mark[id]")) {
    const place = mark.getBoundingClientRect().top;
    if (place < top) found.above += 1;
    else if (place < innerHeight) found.seen.push(Number(mark.id.slice(1)));
  }
  return found;
}
"""


def _report(visit: Visitor, anchor: str = "", *, size: tuple[int, int] = WIDE) -> Page:
    return visit(f"/reports/{visit.site.report}/?q=养老{anchor}", size=size)


def _marks(page: Page) -> int:
    return page.locator(".reader mark[id]").count()


def _expect_at(page: Page, number: int) -> None:
    """The reader is at this mark, and is told so."""
    expect(page.locator(f"#m{number}")).to_have_attribute("aria-current", "true")
    expect(page.locator(f"#m{number}")).to_be_in_viewport()
    expect(page.locator("#steps .at")).to_have_text(f"第 {number} / {_marks(page)} 处")


def _passage_of(page: Page, number: int) -> str:
    anchor: str = page.locator(f"#m{number}").evaluate("mark => mark.closest('.passage').id")
    return anchor


def test_keys_lead_from_mark_to_mark_and_say_which_it_is(visit: Visitor) -> None:
    page = _report(visit, "?q=养老")
    total = _marks(page)
    at = page.locator("#steps .at")
    expect(at).to_have_text(f"第 – / {total} 处")
    for number in (1, 2, 3):
        page.keyboard.press("n")
        expect(at).to_have_text(f"第 {number} / {total} 处")
        expect(page.locator(f"#m{number}")).to_have_attribute("aria-current", "true")
        expect(page.locator(f"#m{number}")).to_be_in_viewport()
    page.keyboard.press("p")
    expect(at).to_have_text(f"第 2 / {total} 处")
    for _ in range(2):
        page.keyboard.press("p")
    expect(at).to_have_text(f"第 {total} / {total} 处")
    expect(page.locator(CURRENT).first).to_be_in_viewport()


def test_who_arrives_at_a_passage_is_at_its_first_mark(visit: Visitor) -> None:
    page = _report(visit, "#p49")
    expect(page.locator("#p49").locator(CURRENT)).to_have_count(1)
    first = page.locator("#p49 mark").first.get_attribute("id")
    assert first is not None
    expect(page.locator("#steps .at")).to_have_text(f"第 {first[1:]} / {_marks(page)} 处")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("way", ["key", "link", "tap"])
def test_the_tab_key_goes_on_from_the_mark(visit: Visitor, way: str, size: tuple[int, int]) -> None:
    page = _report(visit, size=size)
    after = page.get_by_role("link", name="下一处")
    for number in (1, 2, 3):
        if way == "key":
            page.keyboard.press("n")
        elif way == "tap":
            after.click()
        else:
            after.focus()
            page.keyboard.press("Enter")
        _expect_at(page, number)
    before = page.evaluate("scrollY")
    focus = page.locator(":focus")
    expect(focus).to_have_attribute("id", "m3")
    page.keyboard.press("Tab")
    expect(focus).to_have_attribute("href", f"#{_passage_of(page, 3)}")
    expect(focus).to_have_class("anchor")
    assert abs(page.evaluate("scrollY") - before) < size[1]
    assert page.locator("#m3").get_attribute("tabindex") == "-1"
    page.keyboard.press("n")
    expect(page.locator(".reader [tabindex]")).to_have_count(1)


def test_steps_go_from_what_is_in_sight(visit: Visitor) -> None:
    page = _report(visit)
    page.keyboard.press("n")
    _expect_at(page, 1)
    page.locator("#p49").evaluate("element => element.scrollIntoView()")
    there = page.evaluate(_IN_SIGHT)
    assert there["above"] > 2
    assert there["seen"]
    page.keyboard.press("n")
    _expect_at(page, there["seen"][0])
    page.keyboard.press("n")
    _expect_at(page, there["seen"][0] + 1)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = page.evaluate(_IN_SIGHT)
    assert last["seen"] == []
    page.keyboard.press("p")
    _expect_at(page, last["above"])


def test_a_step_after_a_heading_of_the_outline_skips_no_mark(visit: Visitor) -> None:
    page = _report(visit)
    entries = page.locator(".outline a:has(.hits)").all()
    assert len(entries) > 3
    current = 0
    for entry in entries:
        entry.click()
        there = page.evaluate(_IN_SIGHT)
        expected = current if current in there["seen"] else there["above"]
        page.keyboard.press("n")
        current = expected + 1
        _expect_at(page, current)


def test_scrolling_by_hand_tells_the_mark_in_sight_or_the_nearest_above(visit: Visitor) -> None:
    page = _report(visit)
    at, total = page.locator("#steps .at"), _marks(page)
    for anchor in ("#p49", "#p19", "#p63", "#p30"):
        page.locator(anchor).evaluate("element => element.scrollIntoView()")
        there = page.evaluate(_IN_SIGHT)
        told = there["seen"][0] if there["seen"] else there["above"]
        expect(at).to_have_text(f"第 {told} / {total} 处")
        expect(page.locator(CURRENT)).to_have_count(0)
    page.evaluate("scrollTo(0, 0)")
    expect(at).to_have_text(f"第 – / {total} 处")
    page.keyboard.press("n")
    _expect_at(page, 1)
    page.mouse.wheel(0, 60)
    expect(at).to_have_text(f"第 1 / {total} 处")


def test_the_place_is_in_the_address_and_survives_a_reload(visit: Visitor) -> None:
    page = _report(visit)
    entries = page.evaluate("history.length")
    for _ in range(5):
        page.keyboard.press("n")
    passage = _passage_of(page, 5)
    assert page.locator(f"#{passage} mark").first.get_attribute("id") != "m5"
    expect(page).to_have_url(re.compile(f"#{passage}$"))
    # The passage may be that of a mark before, too; the address is changed a moment later than the mark.
    page.wait_for_function("() => history.state?.mark === 'm5'")
    assert page.evaluate("history.length") == entries
    page.reload()
    _expect_at(page, 5)
    page.keyboard.press("n")
    _expect_at(page, 6)


def test_the_outline_shows_where_the_mark_is(visit: Visitor) -> None:
    page = _report(visit)
    shown = set()
    for number in range(1, _marks(page) + 1):
        page.keyboard.press("n")
        _expect_at(page, number)
        # What watches the scrolling speaks a frame later.
        page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))"
        )
        entry = page.locator(f"#{_passage_of(page, number)}").evaluate(_ENTRY)
        assert page.evaluate(_ENTRY_SHOWN) == entry
        shown.add(entry)
    assert len(shown) == 3


def test_the_outline_follows_the_hand_again_after_a_step(visit: Visitor) -> None:
    page = _report(visit)
    page.keyboard.press("n")
    _expect_at(page, 1)
    here = page.evaluate(_ENTRY_SHOWN)
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 40)
    expect(page.locator(".outline [aria-current]")).not_to_have_attribute("href", here)
    line = page.evaluate(
        "() => [...document.querySelectorAll('.passage')]"
        ".findLast((passage) => passage.getBoundingClientRect().top <= innerHeight / 4).id"
    )
    assert page.evaluate(_ENTRY_SHOWN) == page.locator(f"#{line}").evaluate(_ENTRY)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_other_script_and_larger_letters_keep_the_place_and_the_mark(
    visit: Visitor, size: tuple[int, int]
) -> None:
    page = _report(visit, size=size)
    for _ in range(7):
        page.keyboard.press("n")
    _expect_at(page, 7)
    height = "document.querySelector('#m7').getBoundingClientRect().top"
    before = page.evaluate(height)
    page.get_by_role("link", name="繁體").click()
    expect(page.locator("#m7")).to_have_text("養老")
    _expect_at(page, 7)
    page.wait_for_load_state()
    assert abs(page.evaluate(height) - before) < 2
    page.locator("a.size").evaluate("link => link.click()")
    expect(page.locator("html")).to_contain_class("large")
    _expect_at(page, 7)
    page.wait_for_load_state()
    assert abs(page.evaluate(height) - before) < 2
