"""Publishing, withdrawing and reading again: by buttons and from the list."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.http import HttpResponse
from django.test import Client

from reports.models import AreaTerm, Report
from tests.reports.admin.pages import (
    CHIEF,
    EDITOR,
    LIST,
    correct,
    page_of,
    words,
)
from tests.reports.factories import Staff, held_report, receiving, report_text

pytestmark = pytest.mark.usefixtures("reference")


def test_a_draft_is_published_and_withdrawn_by_a_button(staff: Staff) -> None:
    report, chief, told = held_report(), staff(*CHIEF), []
    with receiving(lambda report, **kwargs: told.append(report.status)):
        page = chief.post(f"{LIST}{report.pk}/publish/", follow=True)
        assert list(Report.objects.published()) == [report]
        assert "已发布。" in words(page)
        chief.post(f"{LIST}{report.pk}/withdraw/")
        assert not Report.objects.published().exists()
        chief.post(f"{LIST}{report.pk}/withdraw/")
    assert told == ["published", "withdrawn"]
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == [
        "发布",
        "撤回",
    ]


def test_a_draft_cannot_be_withdrawn_and_a_link_publishes_nothing(staff: Staff) -> None:
    report, chief = held_report(), staff(*CHIEF)
    assert "它的状态是“草稿”" in words(chief.post(f"{LIST}{report.pk}/withdraw/", follow=True))
    assert chief.get(f"{LIST}{report.pk}/publish/").status_code == 405
    assert chief.post(f"{LIST}999999/publish/").status_code == 404
    report.refresh_from_db()
    assert report.status == "draft"


def test_corrections_can_be_saved_and_published_in_one_go(staff: Staff) -> None:
    report, chief = held_report(), staff(*CHIEF)
    assert 'value="保存并发布" name="_publish"' in words(chief.get(page_of(report)))
    correct(chief, report, title="改过的标题", _publish="保存并发布")
    assert (report.title, report.status) == ("改过的标题", "published")


def act(client: Client, action: str, *reports: Report) -> HttpResponse:
    data = {"action": action, "_selected_action": [report.pk for report in reports]}
    return client.post(LIST, data, follow=True)  # type: ignore[return-value]


def test_the_buttons_above_save_what_was_corrected(staff: Staff) -> None:
    chief, report = staff(*CHIEF), held_report()
    page = words(chief.get(page_of(report)))
    assert 'form="report_form" name="_publish"' in page
    assert "/publish/" not in page
    correct(chief, report, title="改过的标题", _publish="1")
    assert (report.title, report.status) == ("改过的标题", "published")
    assert 'form="report_form" name="_withdraw"' in words(chief.get(page_of(report)))
    correct(chief, report, title="又改过", _withdraw="1")
    assert (report.title, report.status) == ("又改过", "withdrawn")


def test_many_are_published_and_withdrawn_from_the_list(staff: Staff) -> None:
    chief = staff(*CHIEF)
    drafts = [held_report(report_text(year=year), filename=f"{year}.txt") for year in (2018, 2019)]
    public = held_report(status="published")
    page = words(act(chief, "publish_selected", *drafts, public))
    assert "已发布 2 份报告。" in page
    assert "1 份报告没有变动。" in page
    assert Report.objects.published().count() == 3
    act(chief, "withdraw_selected", *drafts)
    assert list(Report.objects.published()) == [public]


def test_reports_are_read_again_with_the_editors_new_words(staff: Staff) -> None:
    report, editor = held_report(), staff(*EDITOR)
    correct(editor, report, title="改过的标题")
    AreaTerm.objects.create(area_id="welfare_lottery", term="保障城乡低保对象", weight=9)
    act(editor, "reparse_selected", report)
    report.refresh_from_db()
    assert report.title == "改过的标题"
    assert "welfare_lottery" in report.areas
    report.original.unlink()
    assert "读不到《改过的标题》的原文件" in words(act(editor, "reparse_selected", report))
