"""Upload: a file comes in as a draft, or the page says why it does not."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from pytest_django import Settings

from reports.models import Report
from tests.reports.admin.pages import (
    ADD,
    CHIEF,
    EDITOR,
    page_of,
    upload,
    words,
)
from tests.reports.factories import SEEDS, Staff, held_report, report_text

pytestmark = pytest.mark.usefixtures("reference")


def test_a_text_comes_in_as_a_draft_and_the_page_says_what_was_recognised(staff: Staff) -> None:
    editor = staff(*EDITOR)
    response = upload(editor, report_text())
    report = Report.objects.get()
    assert response.redirect_chain[-1][0] == page_of(report)
    assert (report.status, str(report.uploaded_by)) == ("draft", "李编辑")
    page = words(response)
    assert "已收录为草稿" in page
    assert "广西壮族自治区 南宁市，总结和计划，2021 总结、2022 计划，6 个章节" in page
    assert LogEntry.objects.get().get_change_message() == "上传"


def test_a_saved_page_comes_in(staff: Staff) -> None:
    paragraphs = "</p><p>".join(report_text().splitlines())
    page = f"<!doctype html><html><head><meta charset=gbk></head><body><p>{paragraphs}</p></body></html>"
    upload(staff(*EDITOR), page.encode("gb18030"), name="页面.html")
    report = Report.objects.get()
    assert (report.region_id, report.encoding) == ("450100", "gb18030")
    assert "<p>" not in report.text


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_every_seed_can_be_uploaded_and_looked_over(staff: Staff, seed: Any) -> None:
    response = upload(staff(*EDITOR), seed.read_bytes(), name=seed.name)
    report = Report.objects.get()
    assert response.status_code == 200
    assert words(response).count('<tr id="section-') == report.sections.count()


def test_the_page_says_of_each_field_where_it_was_read(staff: Staff) -> None:
    text = report_text().replace("南宁市民政局2021年工作总结和2022年工作计划\n", "")
    page = words(
        upload(
            staff(*EDITOR), text.replace("发布日期：2022-01-20 ", "").replace("2022年1月20日\n", "")
        )
    )
    assert '<span class="origin read">原文</span> 「南宁市民政局」' in page
    assert '<span class="origin inferred">推定</span> 原文没有直接写明，请核对' in page
    assert '<span class="origin missing">缺少</span> 原文里没有找到，请补上' in page
    assert "标题、类型、发布日期：原文没有直接写明，请核对后再发布。" in page
    assert "信息来源：南宁市民政局 分享：" in page  # the furniture that was taken out


BAD_UPLOADS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "文件是空的。"),
    "PDF": (b"%PDF-1.4 ...", "这是PDF"),
    "docx": (b"PK\x03\x04....", "docx"),
    "binary": (b"abc\x00\x01\x02" * 99, "二进制"),
    "punctuation": ("……——".encode(), "没有文字"),
    "no encoding": (b"\xff\xff\x80\x80" * 50, "无法识别文件的文字编码"),
}


@pytest.mark.parametrize(("data", "reason"), BAD_UPLOADS.values(), ids=BAD_UPLOADS)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_stored(
    staff: Staff, data: bytes, reason: str
) -> None:
    response = upload(staff(*EDITOR), data)
    assert response.status_code == 200
    assert reason in words(response)
    assert not Report.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_file_over_the_limit_is_refused(staff: Staff, settings: Settings) -> None:
    settings.REPORT_MAX_BYTES = 1024
    response = upload(staff(*EDITOR), "救助" * 1024)
    assert "文件有 6.0\xa0KB，超过了 1.0\xa0KB 的上限。" in words(response)
    assert "不超过 1.0\xa0KB" in words(response)


def test_no_file_at_all_is_an_error_of_the_form(staff: Staff) -> None:
    response = staff(*EDITOR).post(ADD, {})
    assert response.status_code == 200
    assert 'class="errorlist"' in words(response)


def test_where_the_disk_takes_no_file_the_clerk_is_told(staff: Staff, settings: Settings) -> None:
    settings.MEDIA_ROOT = "/dev/null"
    assert "服务器存不下这个文件，什么也没有收录" in words(upload(staff(*EDITOR), report_text()))
    assert not Report.objects.exists()


def test_the_same_bytes_lead_to_the_held_report(staff: Staff) -> None:
    held = held_report(status="published")
    page = words(upload(staff(*EDITOR), report_text(), name="又一次.txt"))
    assert "没有重复收录" in page
    assert f'<a href="{page_of(held)}">《{held.title}》</a>（已发布）' in page
    assert Report.objects.count() == 1


def test_a_new_edition_replaces_a_report_only_when_the_clerk_says_so(staff: Staff) -> None:
    editor, held = staff(*EDITOR), held_report()
    newer = report_text(also="新版本。")
    page = words(upload(editor, newer))
    assert f'<a href="{page_of(held)}">《{held.title}》</a>（草稿），这个文件没有收录。' in page
    assert f'<input type="checkbox" name="replace" value="{held.pk}"' in page
    assert "作为该报告的新版本替换" in page
    held.refresh_from_db()
    assert "新版本" not in held.text
    response = upload(editor, newer, replace=held.pk)
    held.refresh_from_db()
    assert "已换成新版本" in words(response)
    assert "新版本。" in held.text
    assert Report.objects.count() == 1


def test_a_confirmation_counts_only_for_the_report_it_named(staff: Staff) -> None:
    editor, held = staff(*EDITOR), held_report()
    other = held_report(report_text(city="玉林市"), filename="玉林.txt")
    upload(editor, report_text(also="新版本。"), replace=other.pk)
    held.refresh_from_db()
    assert "新版本" not in held.text


def test_a_published_report_is_replaced_only_by_who_may_publish(staff: Staff) -> None:
    held, newer = held_report(status="published"), report_text(also="新版本。")
    page = words(upload(staff(*EDITOR), newer, replace=held.pk))
    assert "您没有替换它的权限" in page
    assert 'name="replace"' not in page
    upload(staff(*CHIEF, name="王主任"), newer, replace=held.pk)
    held.refresh_from_db()
    assert (held.status, "新版本。" in held.text) == ("published", True)


def test_who_may_only_add_is_not_sent_to_a_page_that_is_closed(staff: Staff) -> None:
    response = upload(staff("add_report"), report_text())
    assert response.status_code == 200
    assert response.redirect_chain[-1][0] == "/admin/"
    assert Report.objects.count() == 1
