"""Which words of a search stand nowhere, or nearly so, told within bounds."""

from __future__ import annotations

import pytest

from search import lacking
from search.columns import current_columns
from search.grammar import parse
from search.lacking import rare_words
from search.rows import searching
from search.texts import Texts

from .drawn import TEXT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def _rare(typed: str) -> dict[str, int]:
    with searching():
        rare = rare_words(parse(typed), Texts(current_columns()))
    return {leaf.text: reports for leaf, reports in rare.items()}


def test_what_stands_nowhere_is_named_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    typed = '养老 月球 "养老机构" "构机老养" "，。" 刘瑞龙'
    assert _rare(typed) == {"月球": 0, "构机老养": 0, ",。": 0, "刘瑞龙": 1}
    # Letters that may be in many sections are not read for ever.
    monkeypatch.setattr(lacking, "MOST_READ", 1)
    named = _rare(typed)
    assert named["月球"] == 0
    assert not {"养老", "养老机构", ",。"} & named.keys()


def test_of_many_phrases_no_more_is_read_than_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    read = 0
    whole = Texts.read

    def counting(texts: Texts, places: object) -> object:
        nonlocal read
        read += len(places)  # type: ignore[arg-type]
        return whole(texts, places)  # type: ignore[arg-type]

    monkeypatch.setattr(Texts, "read", counting)
    monkeypatch.setattr(lacking, "MOST_READ", 100)
    _rare(" ".join(f'"{TEXT[at : at + 2]}？"' for at in range(2000, 4800, 100)))
    assert 0 < read <= 100
