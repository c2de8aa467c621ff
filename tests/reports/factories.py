"""Reports for tests to begin with: the five seeds as received, and short ones made to measure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import Client

from reports.ingest import ingest
from reports.models import Report
from reports.signals import report_changed

# staff("view_report", name="李编辑") logs a member of staff in.
Staff = Callable[..., Client]

SEEDS = sorted((settings.BASE_DIR / "fixtures").glob("*.txt"))


def report_text(*, city: str = "南宁市", year: int = 2021, also: str = "") -> str:
    """A report on one year with a plan for the next: six sections, and `also` in the first of them."""
    return f"""\
信息来源：{city}民政局 发布日期：{year + 1}-01-20 分享：
{city}民政局{year}年工作总结和{year + 1}年工作计划
一、{year}年工作完成情况
（一）社会救助工作。全年发放低保金1000万元，保障城乡低保对象2.3万人。{also}
（二）养老服务工作。建成居家养老服务中心12个，养老机构床位达到3500张。
二、{year + 1}年工作计划
（一）完善社会救助制度。继续提高城乡低保标准，做好临时救助工作。
（二）加快发展养老服务。新建养老服务中心5个。
{city}民政局
{year + 1}年1月20日
"""


def held_report(
    text: str | None = None, *, filename: str = "报告.txt", status: str = Report.Status.DRAFT
) -> Report:
    """A report as the archive holds it after taking in this text."""
    data = (report_text() if text is None else text).encode()
    report = ingest(data, filename=filename, status=status).report
    assert report is not None
    return report


@contextmanager
def receiving(receiver: Callable[..., None]) -> Iterator[None]:
    """Be told of changed reports inside the block."""
    report_changed.connect(receiver, weak=False)
    try:
        yield
    finally:
        report_changed.disconnect(receiver)
