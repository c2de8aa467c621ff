"""The admin's addresses, and what a browser sends to them."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reports.models import Report

ADD = "/admin/reports/report/add/"
LIST = "/admin/reports/report/"
EDITOR = ("add_report", "change_report", "view_report")
CHIEF = (*EDITOR, "publish_report")


def page_of(report: Report) -> str:
    return reverse("admin:reports_report_change", args=[report.pk])


def words(response: Any) -> str:
    """What the page says, as HTML."""
    page: str = response.content.decode()
    return page


def upload(client: Client, data: bytes | str, *, name: str = "报告.txt", **fields: Any) -> Any:
    content = data.encode() if isinstance(data, str) else data
    file = SimpleUploadedFile(name, content, content_type="text/plain")
    return client.post(ADD, {"file": file, **fields}, follow=True)


def typed(report: Report, **changes: Any) -> dict[str, Any]:
    """What the browser sends when a clerk changes these fields and leaves the others."""
    return {
        "title": report.title,
        "issuer": report.issuer,
        "region": report.region_id or "",
        "doc_type": report.doc_type,
        "published_on": report.published_on.isoformat() if report.published_on else "",
        "report_years": "、".join(map(str, report.report_years)),
        "plan_years": "、".join(map(str, report.plan_years)),
        "script": report.script,
        **changes,
    }


def correct(client: Client, report: Report, **changes: Any) -> Any:
    response = client.post(page_of(report), typed(report, **changes), follow=True)
    report.refresh_from_db()
    return response


def section_page(report: Report, heading: str) -> str:
    section = report.sections.get(heading=heading)
    return reverse("admin:reports_section_change", args=[section.pk])
