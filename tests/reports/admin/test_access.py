"""Who may come in, and who may do what."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from reports.models import Report
from tests.reports.admin.pages import (
    ADD,
    CHIEF,
    EDITOR,
    LIST,
    correct,
    page_of,
    upload,
    words,
)
from tests.reports.factories import Staff, held_report, report_text

pytestmark = pytest.mark.usefixtures("reference")


def test_nobody_comes_in_without_logging_in(client: Client) -> None:
    report = held_report()
    for address in (LIST, ADD, page_of(report), f"{LIST}{report.pk}/publish/", f"{LIST}regions/"):
        response = client.get(address)
        assert (response.status_code, response["Location"].partition("?")[0]) == (
            302,
            "/admin/login/",
        )


def test_a_reader_who_is_no_staff_is_sent_to_the_login_page(client: Client) -> None:
    client.force_login(User.objects.create_user("读者"))
    assert client.get(LIST).status_code == 302


def test_a_clerk_without_rights_may_do_nothing(staff: Staff) -> None:
    report, clerk = held_report(), staff()
    section = report.sections.first()
    assert section is not None
    assert clerk.get(ADD).status_code == 403
    assert upload(clerk, report_text(year=2019)).status_code == 403
    assert correct(clerk, report, title="没有权限").status_code == 403
    assert clerk.post(f"{LIST}{report.pk}/publish/").status_code == 403
    assert clerk.get(reverse("admin:reports_section_change", args=[section.pk])).status_code == 403
    assert Report.objects.get().status == "draft"


def test_who_may_only_look_sees_everything_and_changes_nothing(staff: Staff) -> None:
    report, viewer = held_report(), staff("view_report")
    page = words(viewer.get(page_of(report)))
    assert "社会救助工作" in page
    assert "更正</a>" not in page
    assert 'name="_save"' not in page
    assert correct(viewer, report, title="改不了").status_code == 403


def test_an_editor_may_not_publish_and_sees_no_button_for_it(staff: Staff) -> None:
    report, editor = held_report(), staff(*EDITOR)
    page = words(editor.get(page_of(report)))
    assert "/publish/" not in page
    assert 'name="_publish"' not in page
    assert editor.post(f"{LIST}{report.pk}/publish/").status_code == 403
    assert correct(editor, report, _publish="保存并发布").status_code == 403
    assert "publish_selected" not in words(editor.get(LIST))


def test_only_a_superuser_may_delete_and_the_original_stays(
    staff: Staff, admin_client: Client
) -> None:
    report = held_report()
    address = reverse("admin:reports_report_delete", args=[report.pk])
    assert staff(*CHIEF, "delete_report").post(address, {"post": "yes"}).status_code == 403
    page = words(admin_client.get(address))
    assert f"<li>章节: {report.sections.count()}</li>" in page
    admin_client.post(address, {"post": "yes"})
    assert not Report.objects.exists()
    assert report.original.exists()
