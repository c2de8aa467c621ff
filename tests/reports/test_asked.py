"""How an address asks for a report to be shown: its wishes are kept, one is changed, nonsense is dropped."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from reports.asked import Asked, read_asked

ALL = "q=低保&synonyms=off&furniture=show&display=hant"


def _asked(query: str) -> Asked:
    return read_asked("/reports/3/", QueryDict(query))


def test_an_address_without_wishes_is_the_permanent_one() -> None:
    assert _asked("").href() == "/reports/3/"
    assert _asked("").fields == ()


def test_all_wishes_are_read_and_written_again() -> None:
    asked = _asked(ALL)
    assert (asked.typed, asked.synonyms, asked.furniture, asked.script) == (
        "低保",
        False,
        True,
        "hant",
    )
    again = read_asked(asked.path, QueryDict(asked.href().partition("?")[2]))
    assert again == asked


def test_one_wish_is_changed_and_the_others_stay() -> None:
    asked = _asked(ALL)
    assert asked.unmarked == "/reports/3/?furniture=show&display=hant"
    assert "furniture" not in asked.without_furniture
    assert "q=%E4%BD%8E%E4%BF%9D" in asked.without_furniture
    assert asked.as_written.endswith("synonyms=off&furniture=show")
    assert asked.simplified.endswith("furniture=show&display=hans")
    assert _asked("q=低保").with_furniture.endswith("&furniture=show")
    assert _asked("").traditional == "/reports/3/?display=hant"


def test_a_form_carries_all_but_what_is_typed() -> None:
    assert _asked(ALL).fields == (
        ("synonyms", "off"),
        ("furniture", "show"),
        ("display", "hant"),
    )


@pytest.mark.parametrize(
    "query",
    [
        "display=large&furniture=yes&synonyms=&q=",
        "display=%00&furniture=%00&q=%00",
        f"display={'x' * 5000}&q=%20",
        "display=HANS",
    ],
)
def test_what_makes_no_sense_is_as_if_it_were_not_there(query: str) -> None:
    assert _asked(query) == Asked("/reports/3/")
