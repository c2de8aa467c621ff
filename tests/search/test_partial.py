"""Passages with some of the words: near what was asked for, and never among the hits."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from reports.models import Report
from reports.selection import Selection
from search.fold import fold_text
from search.partial import MOST, MOST_OF_A_REPORT, Partial
from search.results import search

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def _partial(typed: str, **chosen: list[str]) -> tuple[Partial, ...]:
    return search(typed, selection=Selection.of(**chosen)).advice.partial


def test_a_passage_with_some_of_the_words_says_which_it_lacks() -> None:
    found = _partial("养老 月球")
    assert found
    assert all(one.lacks == ("月球",) for one in found)
    assert all("养老" in fold_text(one.hit.passage.text) for one in found)
    assert all(one.hit.marks for one in found)


def test_few_are_shown_and_fewer_of_one_report() -> None:
    found = _partial("养老 月球")
    assert len(found) == MOST
    reports = [one.report.pk for one in found]
    assert max(map(reports.count, reports)) <= MOST_OF_A_REPORT


def test_most_and_rarest_words_come_first() -> None:
    published("一、工作。推进夕阳食堂和志愿服务。", filename="甲.txt")
    published("一、工作。推进夕阳食堂建设。", filename="乙.txt")
    found = _partial("夕阳食堂 志愿服务 月球")
    assert [one.report.filename for one in found][:2] == ["甲.txt", "乙.txt"]
    assert found[0].lacks == ("月球",)
    assert set(found[1].lacks) > {"月球"}
    assert len(found[1].lacks) < len(found[-1].lacks) + 1


def test_words_that_are_all_there_but_never_together_are_found_one_by_one() -> None:
    published("一、甲。推进夕阳食堂建设。", filename="甲.txt")
    published("一、乙。推进朝露学堂建设。", filename="乙.txt")
    found = _partial("夕阳食堂 朝露学堂")
    assert {one.report.filename for one in found} == {"甲.txt", "乙.txt"}


def test_of_a_phrase_its_words_are_looked_for() -> None:
    found = _partial('"养老月球服务"')
    assert found
    assert all(one.lacks == ("月球",) for one in found)
    # The opened report marks the words.
    assert search(found[0].marking, selection=Selection.of()).reports == 5


def test_a_phrase_whose_words_are_all_there_lacks_none() -> None:
    published("一、工作。推进食堂夕阳建设。", filename="甲.txt")
    found = _partial('"夕阳食堂"')
    assert found[0].lacks == ()


def test_what_was_excluded_stays_excluded() -> None:
    published("一、工作。推进夕阳食堂、消防改造。", filename="甲.txt")
    published("一、工作。推进夕阳食堂建设。", filename="乙.txt")
    assert {one.report.filename for one in _partial("夕阳食堂 月球")} == {"甲.txt", "乙.txt"}
    assert {one.report.filename for one in _partial("夕阳食堂 月球 -消防")} == {"乙.txt"}


def test_filters_hold() -> None:
    found = _partial("养老 月球", region=["442000"])
    assert {one.report.region_id for one in found} == {"442000"}
    assert _partial("养老 月球", region=["110000"]) == ()


def test_what_is_not_published_is_not_shown() -> None:
    report = Report.objects.get(region_id="442000")
    assert report.pk in {one.report.pk for one in _partial("养老 月球", region=["442000"])}
    # Even before the index has followed.
    Report.objects.filter(pk=report.pk).update(status=Report.Status.WITHDRAWN)
    assert _partial("养老 月球", region=["442000"]) == ()


def test_a_place_that_a_report_is_about_is_not_lacking() -> None:
    found = _partial("南宁 养老 月球")
    about = [one for one in found if one.report.region_id == "450100"]
    assert about
    assert all("南宁" not in one.lacks for one in about)


def test_they_count_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    result = search("养老 月球", selection=Selection.of())
    assert (result.reports, result.passages, result.groups) == (0, 0, ())
    assert not any(facet.values for facet in result.facets)
    call_command("search", "--json", "养老 月球")
    printed = json.loads(capsys.readouterr().out)
    assert printed["hits"] == []
    assert (printed["reports"], printed["passages"]) == (0, 0)


@pytest.mark.parametrize(
    "typed", ["养老", "月球", "养老 服务", "月球 火星", "养老 OR 月球", "时间银航", "-养老"]
)
def test_where_there_is_enough_or_but_one_word_none_are_shown(typed: str) -> None:
    assert _partial(typed) == ()


def test_a_place_or_a_year_alone_is_nothing_to_read() -> None:
    published("一、工作。北京市于2010年开工。", filename="甲.txt")
    found = _partial("北京 2010年 月球 殡葬")
    assert found
    assert all("殡葬" not in one.lacks for one in found)
    assert {one.report.filename for one in _partial("北京 月球")} == {"甲.txt"}


def test_the_same_passage_is_shown_once() -> None:
    for name in ("甲", "乙"):
        published(f"一、{name}。推进夕阳食堂建设。", filename=f"{name}.txt")
    assert len(_partial("夕阳食堂 月球")) == 1
