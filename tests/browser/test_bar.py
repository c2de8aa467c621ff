"""The bar of an opened report: all that reaches through the text stays in reach, in one line, and covers nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from .visitor import NARROW, SMALLEST, WIDE, ZOOMED, Visitor

_WORDS = "养老服务质量不断提升高质量发展体系建设工作"  # so long that the bar takes two lines
_SHORT = (1280, 720)
_SIDES = """
() => [...document.querySelectorAll(".reach :is(button, a, .at)")]
  .filter((element) => element.checkVisibility())
  .map((element) => element.getBoundingClientRect())
  .map((box) => [box.left, box.right, box.top, box.bottom])
"""


def _half_way(visit: Visitor, size: tuple[int, int], *, large: bool = False) -> Page:
    page = visit(f"/reports/{visit.site.report}/?q=养老#p30", size=size, large=large)
    expect(page.locator("#p30")).to_be_in_viewport()
    return page


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("size", [WIDE, NARROW, SMALLEST, ZOOMED])
def test_steps_outline_and_script_are_in_reach_and_apart(
    visit: Visitor, size: tuple[int, int], large: bool
) -> None:
    page = _half_way(visit, size, large=large)
    page.keyboard.press("n")
    for name in ("上一处", "下一处", "繁體"):
        expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    expect(page.locator("#steps .at")).to_be_in_viewport(ratio=1)
    if large or size != WIDE:
        expect(page.get_by_role("button", name="大纲")).to_be_in_viewport(ratio=1)
    boxes = page.evaluate(_SIDES)
    assert len(boxes) >= 4
    for (_, right, *lines), (left, *_) in pairwise(boxes):
        assert right <= left + 0.5, boxes
        assert lines[0] < boxes[-1][3], boxes  # all in one line


def test_where_the_links_have_no_room_for_keys_the_foot_names_them(visit: Visitor) -> None:
    page = _half_way(visit, ZOOMED)
    expect(page.locator("#steps kbd").first).to_be_hidden()
    expect(page.locator("footer .keys")).to_contain_text("按 n p 逐处查看标记")


@pytest.mark.parametrize("width", [1280, 1920])
def test_the_outline_is_in_reach_in_large_letters(visit: Visitor, width: int) -> None:
    page = _half_way(visit, (width, 800), large=True)
    outline = page.get_by_role("navigation", name="大纲")
    expect(outline).to_be_hidden()
    page.get_by_role("button", name="大纲").click()
    expect(outline).to_be_in_viewport()
    expect(outline.locator("[aria-current]")).to_be_in_viewport()
    entry = outline.get_by_role("link").nth(5)
    anchor = entry.get_attribute("href")
    assert anchor is not None
    entry.click()
    expect(outline).to_be_hidden()
    expect(page.locator(anchor)).to_be_in_viewport()
    page.get_by_role("button", name="大纲").click()
    outline.get_by_role("button", name="关闭").click()
    expect(outline).to_be_hidden()


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize("words", ["养老", _WORDS], ids=["one line", "two lines"])
def test_the_bar_covers_nothing_of_an_addressed_passage(
    visit: Visitor, words: str, large: bool
) -> None:
    page = visit(f"/reports/{visit.site.report}/?q={words}#p20", size=_SHORT, large=large)
    passage = page.locator("#p20")
    expect(passage).to_be_in_viewport()
    bar = page.locator(".bar").bounding_box()
    text = passage.bounding_box()
    assert bar is not None
    assert text is not None
    assert bar["y"] == 0
    assert bar["height"] <= text["y"] <= bar["height"] + 30
    assert (bar["height"] > 80) is (words == _WORDS)
