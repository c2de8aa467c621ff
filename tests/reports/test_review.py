"""The editors' verbs by themselves; how the admin calls them is in tests/reports/admin."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from reports import review
from reports.models import Report
from reports.review import CORRECTABLE
from tests.reports.factories import held_report, receiving

pytestmark = pytest.mark.usefixtures("reference")


def test_only_what_really_changes_is_marked_as_corrected() -> None:
    report = held_report()
    same = {name: getattr(report, name) for name in CORRECTABLE}
    assert review.correct(report, same) == []
    assert review.correct(report, {**same, "published_on": date(2022, 3, 1)}) == ["published_on"]
    report.refresh_from_db()
    assert report.corrected == ["published_on"]


def test_corrections_add_up_in_the_order_of_the_fields() -> None:
    report = held_report()
    review.correct(report, {"script": "hant"})
    review.correct(report, {"title": "另一个标题"})
    report.refresh_from_db()
    assert report.corrected == ["title", "script"]


def test_what_is_no_fact_of_the_report_cannot_be_corrected() -> None:
    with pytest.raises(ValueError, match="status"):
        review.correct(held_report(), {"status": "published"})


def test_an_area_that_does_not_exist_is_refused_and_nothing_changes() -> None:
    report = held_report()
    section = report.sections.get(heading="养老服务工作")
    with pytest.raises(ValueError, match="space_travel"):
        review.correct_section(section, year=2019, role="plan", areas=["space_travel"])
    section.refresh_from_db()
    assert (section.year, section.role, section.scope_corrected) == (2021, "report", False)
    assert [rank.area_id for rank in section.area_ranks.all()] == ["elderly_care"]


def test_a_section_may_be_left_without_areas() -> None:
    report = held_report()
    section = report.sections.get(heading="养老服务工作")
    assert review.correct_section(section, year=2021, role="report", areas=[]) == ["areas"]
    assert not section.area_ranks.exists()


def test_a_section_corrected_by_itself_stays_when_the_reports_year_moves() -> None:
    report = held_report()
    section = report.sections.get(heading="养老服务工作")
    review.correct_section(section, year=2019, role="report", areas=["elderly_care"])
    review.correct_section(section, year=2021, role="report", areas=["elderly_care"])
    review.correct(report, {"report_years": [2020]})
    section.refresh_from_db()
    assert section.year == 2021
    assert report.sections.get(heading="社会救助工作").year == 2020


def test_a_stale_copy_of_a_report_does_not_undo_what_happened_since() -> None:
    report = held_report()
    stale = Report.objects.get(pk=report.pk)
    review.correct(report, {"title": "先改的标题"})
    review.publish(report)
    review.correct(stale, {"issuer": "后改的单位"})
    stored = Report.objects.get(pk=report.pk)
    assert (stored.title, stored.issuer) == ("先改的标题", "后改的单位")
    assert (stored.status, stored.corrected) == ("published", ["title", "issuer"])


def test_every_verb_says_whether_it_did_anything_and_announces_only_then() -> None:
    report, told = held_report(), []

    def receiver(report: Report, **kwargs: object) -> None:
        told.append((report.status, connection.in_atomic_block))

    with receiving(receiver):
        done = [
            review.withdraw(report),
            review.publish(report),
            review.publish(report),
            review.withdraw(report),
            review.publish(report),
        ]
    assert done == [False, True, False, True, True]
    assert told == [("published", True), ("withdrawn", True), ("published", True)]


def test_deleting_takes_all_rows_and_leaves_the_original() -> None:
    report = held_report(status="published")
    review.delete(report)
    assert not Report.objects.exists()
    assert report.original.exists()
