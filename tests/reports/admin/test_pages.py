"""The list, the pages around it, and that hostile text stays text on all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reports.models import PolicyArea, Report
from tests.reports.admin.pages import (
    ADD,
    EDITOR,
    LIST,
    page_of,
    section_page,
    upload,
    words,
)
from tests.reports.factories import Staff, held_report, report_text

pytestmark = pytest.mark.usefixtures("reference")


def test_the_list_shows_place_years_status_and_what_needs_eyes(staff: Staff) -> None:
    held_report()
    page = words(staff(*EDITOR).get(LIST))
    for expected in (
        "广西壮族自治区 南宁市",
        "2021、2022",
        '<span class="state draft">草稿</span>',
    ):
        assert expected in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=draft", True),
        ("status=published", False),
        ("year=2022", True),
        ("year=2019", False),
        ("year=20222222222222222222", True),
        ("province=450000", True),
        ("province=440000", False),
        ("province=%00", True),
        ("attention=region", False),
        ("attention=years", False),
        ("attention=warnings", False),
        ("attention=nonsense", True),
        ("doc_type=总结和计划", True),
        ("q=南宁", True),
        ("q=玉林", False),
    ],
)
def test_the_list_can_be_narrowed(staff: Staff, query: str, found: bool) -> None:
    report = held_report()
    response = staff(*EDITOR).get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert (page_of(report) in words(response)) == found


def test_regions_are_found_by_name_and_shown_with_their_province(staff: Staff) -> None:
    editor = staff(*EDITOR)
    data = {
        "app_label": "reports",
        "model_name": "report",
        "field_name": "region",
        "term": "江苏 南通",
    }
    answer = editor.get(f"{LIST}regions/", data).json()
    assert answer["results"] == [{"id": "320600", "text": "江苏省 南通市"}]


def test_regions_can_be_looked_up_but_not_changed(admin_client: Client) -> None:
    assert "南宁市" in words(admin_client.get("/admin/reports/region/?q=南宁"))
    assert admin_client.get("/admin/reports/region/add/").status_code == 403
    response = admin_client.post("/admin/reports/region/450100/change/", {"name": "邕州"})
    assert response.status_code == 403


def term_rows(area: PolicyArea, *, new: str) -> dict[str, Any]:
    """The form of an area whose last, empty row was filled in."""
    terms = list(area.terms.all())
    data: dict[str, Any] = {"terms-TOTAL_FORMS": len(terms) + 1, "terms-INITIAL_FORMS": len(terms)}
    for place, term in enumerate(terms):
        data |= {f"terms-{place}-id": term.pk, f"terms-{place}-area": area.pk}
        data |= {f"terms-{place}-term": term.term, f"terms-{place}-weight": term.weight}
    last = len(terms)
    return data | {
        f"terms-{last}-area": area.pk,
        f"terms-{last}-term": new,
        f"terms-{last}-weight": 2,
    }


def test_an_editor_adds_a_word_to_an_area_as_the_parser_reads_it(staff: Staff) -> None:
    area = PolicyArea.objects.get(code="elderly_care")
    editor = staff("change_policyarea", "view_policyarea")
    page = f"/admin/reports/policyarea/{area.pk}/change/"
    response = editor.post(page, term_rows(area, new=" 長者飯堂（Ａ） "), follow=True)
    assert area.terms.filter(term="长者饭堂(A)", weight=2).exists()
    assert "重新识别" in words(response)


HOSTILE = "<script>alert(1)</script>"


def hostile_report() -> Report:
    text = report_text(also=HOSTILE).replace("社会救助工作", f"社会{HOSTILE}救助")
    text = text.replace("南宁市民政局2021年工作总结", f"南宁市民政局{HOSTILE}2021年工作总结")
    return held_report(text.replace("分享：", f"分享：{HOSTILE}"), filename=f"{HOSTILE}.txt")


def test_script_in_a_report_is_shown_as_text_everywhere(admin_client: Client) -> None:
    report = hostile_report()
    assert HOSTILE in report.title
    pages = [LIST, page_of(report), reverse("admin:reports_report_delete", args=[report.pk])]
    pages += [reverse("admin:reports_report_history", args=[report.pk])]
    pages += [
        reverse("admin:reports_section_change", args=[section.pk])
        for section in report.sections.all()
    ]
    shown: list[Callable[[], Any]] = [lambda page=page: admin_client.get(page) for page in pages]  # type: ignore[misc]
    shown.append(lambda: upload(admin_client, report.original.read_bytes()))
    shown.append(
        lambda: upload(admin_client, report_text(also="新") + HOSTILE, name=report.filename)
    )
    shown.append(lambda: admin_client.post(f"{LIST}{report.pk}/publish/", follow=True))
    for show in shown:
        response = show()
        assert response.status_code == 200
        assert "<script>alert" not in words(response)
    assert "&lt;script&gt;alert(1)" in words(admin_client.get(page_of(report)))


def test_no_page_needs_an_inline_script_or_style(admin_client: Client) -> None:
    report = held_report()
    for page in (LIST, ADD, page_of(report), section_page(report, "养老服务工作"), "/admin/"):
        response = admin_client.get(page)
        assert "default-src 'self'" in response["Content-Security-Policy"]
        for needle in (" style=", "<style", " onclick=", "javascript:"):
            assert needle not in words(response)
        for script in words(response).split("<script")[1:]:
            assert "src=" in script.partition(">")[0] or 'type="application/json"' in script


def test_the_site_header_is_the_archives_name(client: Client) -> None:
    page = words(client.get("/admin/login/"))
    assert "民政报告档案 · 管理" in page
