"""Without a mouse: the way into the text is short, the focus is always seen, and one key leads to the search box."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .journey import skip_to_the_text
from .kinds import Kind, each_kind
from .visitor import ZOOMED, Visitor

STEPS = 25
PATHS = ["/", "/reports/", "/search/?q=养老", "/reports/{report}/"]

# Of the element that has the focus: what it is, whether its place in the window can be seen, and whether something
# is drawn around it. A search box lends its outline to the form it stands in.
_FOCUS = """
() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const frame = element.matches("form.search input, form.within input") ? element.form : element;
  const style = getComputedStyle(frame);
  const boxes = [...element.getClientRects()];
  const points = boxes.flatMap((box) =>
    [0.1, 0.5, 0.9].map((part) => [box.x + box.width * part, box.y + box.height / 2]));
  const seen = points.some(([x, y]) => element.contains(document.elementFromPoint(x, y)));
  let opacity = 1;
  for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
  // "auto" is the browser's own ring, whatever its width says.
  const ring = style.outlineStyle;
  const outlined = ring === "auto" || (ring !== "none" && parseFloat(style.outlineWidth) >= 2);
  const shadowed = style.boxShadow !== "none";
  return { what: element.outerHTML.slice(0, 120), seen, drawn: opacity > 0.9 && (outlined || shadowed) };
}
"""


@pytest.mark.parametrize("path", PATHS)
def test_the_first_key_offers_the_way_to_the_text(visit: Visitor, path: str) -> None:
    skip_to_the_text(visit(path.format(report=visit.site.report)))


def _walk(page: Page, key: str, *, steps: int) -> tuple[int, list[str]]:
    """Press a key so many times; return how many elements were reached, and those that a reader would not have seen."""
    reached, unseen = 0, []
    for _ in range(steps):
        page.keyboard.press(key)
        focus: dict[str, Any] | None = page.evaluate(_FOCUS)
        if focus is None:  # past the last or the first
            break
        reached += 1
        if not (focus["seen"] and focus["drawn"]):
            unseen.append(f"{key}: {focus}")
    return reached, unseen


@each_kind
def test_the_focus_is_always_seen(visit: Visitor, kind: Kind) -> None:
    page = visit.see(kind)
    there, unseen_there = _walk(page, "Tab", steps=STEPS)
    back, unseen_back = _walk(page, "Shift+Tab", steps=STEPS)
    assert unseen_there + unseen_back == []
    assert there + back >= 6


def test_the_bar_above_a_report_hides_no_focus(visit: Visitor) -> None:
    page = visit(f"/reports/{visit.site.report}/?q=低保标准#p{visit.site.passage}")
    page.locator(f"#p{visit.site.passage} a.anchor").focus()
    reached, unseen = _walk(page, "Shift+Tab", steps=STEPS)
    assert unseen == []
    assert reached == STEPS


def test_the_line_below_a_report_hides_no_focus(visit: Visitor) -> None:
    path = f"/reports/{visit.site.report}/?q=低保标准#p{visit.site.passage}"
    page = visit(path, size=ZOOMED)
    page.locator(f"#p{visit.site.passage} a.anchor").focus()
    for key in ("Tab", "Shift+Tab"):
        reached, unseen = _walk(page, key, steps=STEPS)
        assert unseen == []
        assert reached == STEPS


@pytest.mark.parametrize("path", PATHS)
def test_a_slash_leads_to_the_search_box(visit: Visitor, path: str) -> None:
    page = visit(path.format(report=visit.site.report))
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="检索报告正文")
    expect(box).to_be_focused()
    before = box.input_value()
    page.keyboard.press("End")
    page.keyboard.press("/")
    expect(box).to_have_value(f"{before}/")
