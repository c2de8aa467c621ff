"""On paper: what the report says, where it comes from and the numbers to quote it by; nothing to click."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .kinds import KINDS, Kind
from .visitor import Visitor

SHEET = (794, 1123)  # A4 in CSS pixels


def test_a_printed_report_has_its_numbers_and_its_address_and_no_navigation(visit: Visitor) -> None:
    address = f"/reports/{visit.site.report}/"
    page = visit(f"{address}?q=低保标准")
    page.emulate_media(media="print")
    for role in ("navigation", "search", "button", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(0)
    origin = page.locator("p.address")
    expect(origin).to_be_visible()
    expect(origin).to_contain_text(f"{visit.site.origin}{address}")
    numbers = page.locator("a.anchor")
    expect(numbers).to_have_count(visit.site.passages)
    for number in (numbers.first, numbers.last):
        expect(number).to_be_visible()
        expect(number).to_have_css("opacity", "1")
    expect(numbers.last).to_have_text(f"¶{visit.site.passages}")
    alike = page.locator(".alike, .onward")
    assert alike.count() > 0
    for link in (alike.first, alike.last):
        expect(link).to_be_hidden()
    mark = page.locator("mark").first
    expect(mark).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(mark).to_have_css("text-decoration-line", "underline")


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.name != "login"], ids=lambda kind: kind.name
)
def test_every_page_has_its_text_on_paper_and_nothing_to_click(visit: Visitor, kind: Kind) -> None:
    page = visit.see(kind, size=SHEET)
    page.emulate_media(media="print")
    for role in ("navigation", "search", "contentinfo", "complementary"):
        expect(page.get_by_role(role)).to_have_count(0)
    expect(page.get_by_role("main")).to_be_visible()
    assert page.get_by_role("main").inner_text().strip()
    assert page.evaluate("document.documentElement.scrollWidth") <= SHEET[0]


def test_what_a_comparison_folds_is_on_paper(visit: Visitor) -> None:
    page = visit(
        "/compare/?area=elderly_care&region=450100&region=442000&region=640000&year=2021",
        size=SHEET,
    )
    folded = page.locator(".spoken details .passage-text")
    assert folded.count() > 0
    expect(folded.first).to_be_hidden()
    page.emulate_media(media="print")
    for passage in folded.all():
        expect(passage).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_whatever_the_screen_was(visit: Visitor, scheme: str) -> None:
    page = visit(f"/reports/{visit.site.report}/")
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")
    expect(page.locator("html")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator("html")).to_have_css("color", "rgb(0, 0, 0)")


def test_on_a_sheet_the_numbers_stand_in_the_margin(visit: Visitor) -> None:
    page = visit(f"/reports/{visit.site.report}/", size=SHEET)
    page.emulate_media(media="print")
    passage = page.locator(f"#p{visit.site.passage}")
    text = passage.locator(":scope > :first-child").bounding_box()
    number = passage.locator("a.anchor").bounding_box()
    assert text is not None
    assert number is not None
    assert text["x"] + text["width"] <= number["x"]
    assert number["x"] + number["width"] <= SHEET[0]


def test_a_report_goes_onto_pages(visit: Visitor) -> None:
    pdf = visit(f"/reports/{visit.site.report}/").pdf(format="A4")
    sheets = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert 4 <= sheets <= 16
