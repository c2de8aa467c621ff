"""What is found without a filter, where little is found under all of them."""

from __future__ import annotations

import pytest

from reports.selection import Selection
from search.results import search
from search.widening import Wider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def _wider(typed: str, **chosen: list[str]) -> dict[str, Wider]:
    offers = search(typed, selection=Selection.of(**chosen)).advice.wider
    return {offer.label: offer for offer in offers}


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        pytest.param(
            "殡葬", {"region": ["442000"], "year": ["2020"], "type": ["计划"]}, id="clicked"
        ),
        pytest.param("殡葬 城市:中山 年份:2020 类型:计划", {}, id="typed"),
        pytest.param("殡葬 城市:中山", {"year": ["2020"], "type": ["计划"]}, id="both"),
    ],
)
def test_each_filter_is_offered_to_go_with_what_a_click_gives(
    typed: str, chosen: dict[str, list[str]]
) -> None:
    offers = _wider(typed, **chosen)
    assert list(offers) == ["中山市", "2020年", ""]
    for offer in offers.values():
        clicked = search(offer.typed, selection=offer.clicked)
        assert clicked.reports == offer.reports > 0


def test_a_question_may_go_without_its_place() -> None:
    offers = _wider("南通有多少社工站")
    assert search(offers["南通市"].typed, selection=Selection.of()).reports == 5
    assert offers["南通市"].reports == 5


def test_one_filter_alone_is_not_offered_twice() -> None:
    assert list(_wider("养老", year=["2010"])) == ["2010年"]


def test_a_filter_that_changes_nothing_is_not_offered() -> None:
    assert _wider("月球", region=["442000"]) == {}
    assert "总结" not in _wider("殡葬", region=["442000"], year=["2020"], type=["总结"])


def test_where_enough_is_found_nothing_is_offered() -> None:
    assert _wider("养老", region=["442000"]) == {}
