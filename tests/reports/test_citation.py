"""Citations: by the standard, with what is known; the quotation is the passage's text exactly."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from reports.citation import cite
from reports.models import Passage, Report

ADDRESS = "http://archive.test/reports/3/#p12"
DAY = date(2026, 11, 22)
REPORT: dict[str, Any] = {
    "title": "南通市2021年民政工作总结",
    "issuer": "南通市民政局",
    "doc_type": "总结",
    "published_on": date(2022, 1, 12),
}

REFERENCES: dict[str, tuple[dict[str, Any], str]] = {
    "all known": (
        {},
        "南通市民政局. 南通市2021年民政工作总结[R/OL]. (2022-01-12)[2026-11-22]. ",
    ),
    "no issuer": (
        {"issuer": ""},
        "南通市2021年民政工作总结[R/OL]. (2022-01-12)[2026-11-22]. ",
    ),
    "no date": (
        {"published_on": None},
        "南通市民政局. 南通市2021年民政工作总结[R/OL]. [2026-11-22]. ",
    ),
    "news": (
        {"doc_type": "新闻"},
        "南通市民政局. 南通市2021年民政工作总结[EB/OL]. (2022-01-12)[2026-11-22]. ",
    ),
    "a title on two lines": (
        {"title": "南通市2021年\n　民政工作总结"},
        "南通市民政局. 南通市2021年民政工作总结[R/OL]. (2022-01-12)[2026-11-22]. ",
    ),
}


@pytest.mark.parametrize(("given", "expected"), REFERENCES.values(), ids=REFERENCES.keys())
def test_a_reference_follows_the_standard(given: dict[str, Any], expected: str) -> None:
    citation = cite(
        Report(**{**REPORT, **given}), Passage(number=12), address=ADDRESS, accessed=DAY
    )
    assert citation.reference == f"{expected}{ADDRESS}."
    assert "\n" not in citation.reference


def test_a_quotation_holds_the_words_as_they_are_and_says_where_they_stand() -> None:
    words = " 低保标准\n提高到“每月810元”<b>。"
    citation = cite(Report(**REPORT), Passage(number=12, text=words), address=ADDRESS, accessed=DAY)
    assert citation.quotation == (
        f"“{words}”\n——南通市民政局《南通市2021年民政工作总结》（2022-01-12），第 12 段，{ADDRESS}"
    )
    assert citation.address == ADDRESS


def test_a_title_within_a_title_takes_single_signs() -> None:
    report = Report(**{**REPORT, "title": "《慈善法》实施情况", "published_on": None})
    citation = cite(report, Passage(number=1, text="一"), address=ADDRESS, accessed=DAY)
    assert "南通市民政局《〈慈善法〉实施情况》，第 1 段" in citation.quotation
    assert citation.reference.startswith("南通市民政局. 《慈善法》实施情况[R/OL]. ")
