"""Corrections of reports and sections: stored, marked, announced, and only what really changed."""

from __future__ import annotations

import pytest
from django.test import Client

from reports.models import Region, Report
from tests.reports.admin.pages import (
    EDITOR,
    correct,
    page_of,
    section_page,
    words,
)
from tests.reports.factories import Staff, held_report, receiving

pytestmark = pytest.mark.usefixtures("reference")


def test_corrected_fields_are_stored_marked_and_announced(staff: Staff) -> None:
    report, told = held_report(), []
    with receiving(lambda report, **kwargs: told.append(report.title)):
        correct(
            staff(*EDITOR),
            report,
            title="改过的标题",
            region=Region.objects.get(name="桂林市").pk,
            doc_type="其他",
            published_on="2022-02-02",
        )
    assert (report.title, report.region_id, report.doc_type) == ("改过的标题", "450300", "其他")
    assert report.corrected == ["title", "region", "doc_type", "published_on"]
    assert told == ["改过的标题"]
    assert report.issuer == "南宁市民政局"


def test_saving_without_a_change_corrects_nothing(staff: Staff) -> None:
    report, told = held_report(), []
    with receiving(lambda report, **kwargs: told.append(report)):
        correct(staff(*EDITOR), report, title=f" {report.title} ", report_years="2021年，2021")
    assert (report.corrected, told) == ([], [])


def test_a_corrected_field_says_so_and_still_shows_what_was_read(staff: Staff) -> None:
    report, editor = held_report(), staff(*EDITOR)
    correct(editor, report, issuer="广西民政")
    page = words(editor.get(page_of(report)))
    assert '<span class="origin corrected">人工更正</span> 原文依据：「南宁市民政局」' in page


def test_a_year_that_gives_way_to_another_takes_its_sections_along(staff: Staff) -> None:
    report = held_report()
    correct(staff(*EDITOR), report, report_years="2020")
    assert set(report.sections.filter(role="report").values_list("year", flat=True)) == {2020}
    assert set(report.sections.filter(role="plan").values_list("year", flat=True)) == {2022}
    assert (report.years, report.corrected) == ([2020, 2022], ["report_years"])


def test_where_years_do_not_simply_move_the_clerk_is_told_of_the_outline(staff: Staff) -> None:
    report = held_report()
    response = correct(staff(*EDITOR), report, report_years="2018 2019")
    assert report.report_years == [2018, 2019]
    assert report.years == [2021, 2022]
    assert "大纲里还有章节的年份是 2021，请在大纲里逐节核对。" in words(response)


@pytest.mark.parametrize("years", ["去年", "202", "20211", "2021、x"], ids=str)
def test_what_is_no_year_is_refused(staff: Staff, years: str) -> None:
    report = held_report()
    response = correct(staff(*EDITOR), report, report_years=years)
    assert 'class="errorlist"' in words(response)
    assert report.report_years == [2021]


def test_an_empty_title_is_refused_and_the_page_still_shows_the_stored_one(staff: Staff) -> None:
    report = held_report()
    response = correct(staff(*EDITOR), report, title="  ")
    assert response.status_code == 200
    assert Report.objects.get().title == report.title


def test_a_sections_areas_are_replaced_and_the_facets_follow(staff: Staff) -> None:
    report, editor, told = held_report(), staff(*EDITOR), []
    with receiving(lambda report, **kwargs: told.append(report.areas)):
        response = editor.post(
            section_page(report, "养老服务工作"),
            {"year": 2021, "role": "report", "primary": "funeral", "others": ["elderly_care"]},
        )
    section = report.sections.get(heading="养老服务工作")
    assert response["Location"] == f"{page_of(report)}#section-{section.number}"
    assert [rank.area_id for rank in section.area_ranks.all()] == ["funeral", "elderly_care"]
    assert (section.areas_corrected, section.scope_corrected) == (True, False)
    assert section.area_ranks.get(area="elderly_care").terms
    report.refresh_from_db()
    assert "funeral" in report.areas
    assert told == [report.areas]


def test_a_sections_year_and_role_go_down_to_those_below(staff: Staff) -> None:
    report = held_report()
    part = report.sections.get(heading="2021年工作完成情况")
    staff(*EDITOR).post(
        section_page(report, part.heading),
        {"year": 2019, "role": "plan", "primary": "social_assistance", "others": ["elderly_care"]},
    )
    below = report.sections.filter(parent=part)
    assert set(below.values_list("year", "role", "scope_corrected")) == {(2019, "plan", True)}
    part.refresh_from_db()
    assert (part.year, part.role, part.areas_corrected) == (2019, "plan", False)
    report.refresh_from_db()
    assert report.years == [2019, 2022]


def test_a_section_saved_as_it_stands_is_not_corrected(staff: Staff) -> None:
    report, told = held_report(), []
    data = {"year": 2021, "role": "report", "primary": "elderly_care"}
    with receiving(lambda report, **kwargs: told.append(report)):
        staff(*EDITOR).post(section_page(report, "养老服务工作"), data)
    section = report.sections.get(heading="养老服务工作")
    assert (section.areas_corrected, section.scope_corrected, told) == (False, False, [])


def test_other_areas_need_a_primary_one_and_years_stay_within_reason(staff: Staff) -> None:
    report, editor = held_report(), staff(*EDITOR)
    page = section_page(report, "养老服务工作")
    assert "请先选主领域。" in words(editor.post(page, {"year": 2021, "others": ["funeral"]}))
    assert editor.post(page, {"year": 21, "primary": "funeral"}).status_code == 200
    assert not report.sections.filter(areas_corrected=True).exists()


@pytest.mark.django_db
def test_a_region_with_a_nul_is_no_region(admin_client: Client) -> None:
    choices = admin_client.get(
        "/admin/reports/report/regions/",
        {
            "term": "南\x00宁",
            "app_label": "reports",
            "model_name": "report",
            "field_name": "region",
        },
    )
    assert choices.json()["results"] == []
