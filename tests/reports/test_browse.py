"""Links of facets and pages: equal choices have equal addresses."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from reports.browse import (
    LAST_PAGE,
    MOST_OPENED,
    Address,
    Written,
    WrittenChoice,
    narrowing,
    pages,
    read_opened,
    read_page,
)
from reports.facets import Facet, FacetValue
from reports.selection import Selection


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", 1),
        ("page=3", 3),
        ("page=-1", 1),
        ("page=0", 1),
        ("page=abc", 1),
        ("page=", 1),
        (f"page={'9' * 99}", LAST_PAGE),
    ],
)
def test_any_page_is_a_page(typed: str, expected: int) -> None:
    assert read_page(QueryDict(typed)) == expected


def test_the_order_of_choosing_does_not_show_in_an_address() -> None:
    one = Address("/reports/", Selection.of(year=["2022", "2021"], region=["450100"]))
    other = Address("/reports/", Selection.of(region=["450100"], year=["2021", "2022"]))
    assert one.href() == other.href() == "/reports/?region=450100&year=2021&year=2022"
    assert one.fields == (("region", "450100"), ("year", "2021"), ("year", "2022"))


def test_the_query_comes_first_and_the_page_last() -> None:
    address = Address("/search/", Selection.of(area=["funeral"]), "a&b 低")
    assert address.href(page=2) == "/search/?q=a%26b+%E4%BD%8E&area=funeral&page=2"


def test_a_click_adds_a_value_or_takes_it_out_and_goes_back_to_the_first_page() -> None:
    city = FacetValue("450100", "南宁市", 1, selected=True)
    province = FacetValue("450000", "广西壮族自治区", 2, selected=False, children=(city,))
    address = Address("/reports/", Selection.of(region=["450100"]))
    shown = narrowing([Facet("region", "城市", (province,))], address=address)
    (link,) = shown.panels[0].links
    assert link.href == "/reports/?region=450000&region=450100"
    assert link.unfolded
    assert link.children[0].href == "/reports/"
    assert [(chip.label, chip.href) for chip in shown.chips] == [("南宁市", "/reports/")]
    assert shown.clear == "/reports/"


def test_the_minus_excludes_a_value_and_lets_it_back() -> None:
    chosen = FacetValue("450100", "南宁市", 1, selected=True)
    excluded = FacetValue("450900", "玉林市", 0, selected=False, excluded=True)
    selection = Selection.of(region=["450100"]).excluding(region=["450900"])
    address = Address("/reports/", selection)
    assert address.href() == "/reports/?region=450100&-region=450900"
    assert address.fields == (("region", "450100"), ("-region", "450900"))
    shown = narrowing([Facet("region", "城市", (chosen, excluded))], address=address)
    nanning, yulin = shown.panels[0].links
    # What is excluded is no longer chosen, and the other way round.
    assert nanning.exclude == "/reports/?-region=450100&-region=450900"
    assert yulin.href == "/reports/?region=450100&region=450900"
    assert yulin.exclude == "/reports/?region=450100"
    assert [(chip.label, chip.excluded, chip.href) for chip in shown.chips] == [
        ("南宁市", False, "/reports/?-region=450900"),
        ("玉林市", True, "/reports/?region=450100"),
    ]


def test_reports_are_opened_on_the_same_page_and_the_address_leads_to_one_of_them() -> None:
    address = Address("/search/", Selection.of(year=["2021"]), "a")
    one = address.href(page=2, opened=(7,), group=7)
    assert one == "/search/?q=a&year=2021&page=2&open=7#r7"
    both = address.href(opened=(9, 7), group=9)
    assert both == "/search/?q=a&year=2021&open=7&open=9#r9"
    assert address.href(group=7) == "/search/?q=a&year=2021#r7"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()),
        ("open=7", (7,)),
        ("open=9&open=7&open=9", (9, 7)),
        ("open=x&open=&open=%00&open=7", (7,)),
        (f"open={'9' * 99}", (999_999_999,)),
        ("&".join(f"open={number}" for number in range(1, 99)), tuple(range(1, MOST_OPENED + 1))),
    ],
    ids=["none", "one", "several", "no numbers", "absurd", "too many"],
)
def test_an_address_opens_so_many_reports(typed: str, expected: tuple[int, ...]) -> None:
    assert read_opened(QueryDict(typed)) == expected


def test_synonyms_that_are_off_stay_off_in_every_address() -> None:
    address = Address("/search/", Selection.of(year=["2021"]), "低保", synonyms=False)
    assert address.href(typed="a", page=2) == "/search/?q=a&year=2021&synonyms=off&page=2"
    assert address.href(typed="a", synonyms=True) == "/search/?q=a&year=2021"
    assert address.fields == (("year", "2021"), ("synonyms", "off"))


def test_what_the_text_chooses_goes_by_another_text() -> None:
    years = tuple(FacetValue(year, f"{year}年", 1, selected=True) for year in ("2022", "2021"))
    written = Written((WrittenChoice("year", ("2021",), "2021年", "b"),), rest="b")
    address = Address("/search/", Selection.of(year=["2022"]), "a")
    shown = narrowing([Facet("year", "年份", years)], address=address, written=written)
    assert [(chip.label, chip.href) for chip in shown.chips] == [
        ("2021年", "/search/?q=b&year=2022"),
        ("2022年", "/search/?q=a"),
    ]
    assert [link.href for link in shown.panels[0].links] == [
        "/search/?q=a",
        "/search/?q=b&year=2022",
    ]
    assert shown.clear == "/search/?q=b"


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 4, [1, 2, 3, 4]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, None, 3, 4, 5, 6, 7, None, 9]),
        (9, 9, [1, None, 7, 8, 9]),
    ],
)
def test_only_the_pages_around_are_numbered(
    number: int, last: int, shown: list[int | None]
) -> None:
    turning = pages(number=number, last=last, address=Address("/reports/", Selection({})))
    assert [link.number for link in turning.links] == shown
    assert bool(turning.previous) == (number > 1)
    assert bool(turning.following) == (number < last)
