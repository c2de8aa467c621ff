"""Shelves: one for each year, and an empty one where years are missing."""

from __future__ import annotations

from datetime import date

from reports.models import Report
from reports.overviews.held import Held
from reports.overviews.shelves import year_shelves


def _report(pk: int, day: str) -> Report:
    return Report(pk=pk, title=f"报告{pk}", published_on=date.fromisoformat(day))


REPORTS = {1: _report(1, "2019-01-01"), 2: _report(2, "2022-02-02"), 3: _report(3, "2022-03-03")}


def test_the_latest_year_stands_first_and_a_gap_is_told_once() -> None:
    found = [
        Held("450100", 2014, "总结", (1,)),
        Held("450100", 2018, "总结", (1,)),
        Held("450100", 2020, "计划", (2,)),
        Held("450100", 2021, "总结", (2,)),
    ]
    shelves = year_shelves(found, REPORTS, {2021: "/years/2021/"})
    assert [shelf.label for shelf in shelves] == [
        "2021 年",
        "2020 年",
        "2019 年",
        "2018 年",
        "2015—2017 年",
        "2014 年",
    ]
    assert [bool(shelf.entries) for shelf in shelves] == [True, True, False, True, False, True]
    assert (shelves[0].anchor, shelves[0].href) == ("y2021", "/years/2021/")


def test_summaries_stand_before_plans_and_the_latest_published_first() -> None:
    found = [Held("450100", 2021, "计划", (1,)), Held("450100", 2021, "总结", (2, 3))]
    (shelf,) = year_shelves(found, REPORTS, {})
    assert [(entry.kind, entry.report.pk) for entry in shelf.entries] == [
        ("总结", 3),
        ("总结", 2),
        ("计划", 1),
    ]


def test_a_report_that_is_not_to_be_shown_is_on_no_shelf() -> None:
    (shelf,) = year_shelves([Held("450100", 2021, "总结", (2, 99))], REPORTS, {})
    assert [entry.report.pk for entry in shelf.entries] == [2]
