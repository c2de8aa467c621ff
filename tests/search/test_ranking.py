"""The best passage comes first."""

from __future__ import annotations

import pytest

from reports.selection import Selection
from search.results import search

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def first(typed: str) -> str:
    """The text of the first hit among reports whose file is 试."""
    result = search(typed, selection=Selection.of(), per_page=100)
    (group,) = (group for group in result.groups if group.report.filename == "试.txt")
    return group.hits[0].passage.text


def test_what_a_section_is_about_comes_before_what_mentions_it() -> None:
    published(
        "一、殡葬改革。新建公墓两处，投入资金三百万元。\n二、其他工作。此外还有殡葬、婚姻、地名等各项工作。"
    )
    assert first("公墓 殡葬").startswith("新建公墓")


def test_a_phrase_comes_before_scattered_words() -> None:
    published(
        "一、低保。全市低保对象三百人，标准按规定执行。\n二、提标。低保标准提高到八百元，惠及三百人左右。"
    )
    assert first("低保标准").startswith("低保标准")


def test_more_of_the_rare_word_comes_first() -> None:
    published(
        "一、工作甲。开展养老服务，养老服务，养老服务工作。\n二、工作乙。开展养老服务和时间银行试点工作。"
    )
    assert "时间银行" in first("养老 OR 时间银行")
