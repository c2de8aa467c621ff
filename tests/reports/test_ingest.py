"""The one entrance: what comes in, what takes whose place, and that a report is in whole or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from reports import review
from reports.ingest import NewEdition, Outcome, Refused, ingest, reparse
from reports.models import Passage, Region, Report, Section
from reports.parsing.pipeline import PARSER_VERSION
from tests.reports.factories import SEEDS, held_report, receiving, report_text


def take(data: bytes, *, filename: str = "报告.txt", **options: Any) -> Outcome:
    return ingest(data, filename=filename, **options)


def shape() -> tuple[int, int, int]:
    return Report.objects.count(), Section.objects.count(), Passage.objects.count()


def test_the_five_seeds_come_in_and_come_in_once(reference: None) -> None:
    first = [take(seed.read_bytes(), filename=seed.name) for seed in SEEDS]
    before = list(Report.objects.order_by("pk").values())
    again = [take(seed.read_bytes(), filename=seed.name) for seed in SEEDS]
    assert [outcome.kind for outcome in first] == ["new"] * 5
    assert [outcome.kind for outcome in again] == ["unchanged"] * 5
    assert [outcome.report for outcome in again] == [outcome.report for outcome in first]
    assert list(Report.objects.order_by("pk").values()) == before


def test_the_same_bytes_under_another_name_are_the_same_report(reference: None) -> None:
    held = held_report()
    outcome = take(report_text().encode(), filename="另一个名字.txt")
    assert (outcome.kind, outcome.report) == ("unchanged", held)


def test_the_original_is_kept_as_it_came(reference: None) -> None:
    data = report_text().replace("\n", "\r\n").encode("gb18030")
    report = take(data).report
    assert report is not None
    assert report.original.read_bytes() == data
    assert (report.encoding, report.size) == ("gb18030", len(data))
    assert "\r" not in report.text


def test_a_new_edition_keeps_address_status_and_corrections(reference: None) -> None:
    held = held_report(status="published")
    review.correct(held, {"title": "改过的标题", "region": Region.objects.get(name="桂林市")})
    outcome = take(report_text(also="补充一句。").encode(), status="draft")
    assert outcome.kind == "replaced"
    held.refresh_from_db()
    assert outcome.report == held
    assert (held.status, held.title, held.region_id) == ("published", "改过的标题", "450300")
    assert "补充一句。" in held.text
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "filename"),
    [
        (report_text(also="。"), "别的名字.txt"),
        (report_text(city="玉林市"), "报告.txt"),
        (report_text(year=2020), "报告.txt"),
        (report_text().replace("总结和2022年工作计划", "综述"), "新闻.txt"),
    ],
    ids=["another name", "another city", "another year", "another title and name"],
)
def test_what_differs_in_name_place_or_time_is_another_report(
    reference: None, text: str, filename: str
) -> None:
    held_report()
    assert take(text.encode(), filename=filename).kind == "new"


def test_a_name_alone_never_replaces_a_report_of_which_all_else_was_corrected(
    reference: None,
) -> None:
    held = held_report()
    yulin = Region.objects.get(name="玉林市")
    review.correct(held, {"region": yulin, "report_years": [2000], "plan_years": [2001]})
    assert take(report_text(also="。").encode()).kind == "new"


def test_who_does_not_agree_to_a_replacement_is_told_of_the_held_report(reference: None) -> None:
    held = held_report()
    with pytest.raises(NewEdition, match="已有同名") as refusal:
        take(report_text(also="。").encode(), may_replace=lambda report: False)
    assert refusal.value.held == held
    assert (
        take(report_text(also="。").encode(), may_replace=lambda report: report == held).kind
        == "replaced"
    )


def test_a_newer_parser_reads_the_same_bytes_again(reference: None) -> None:
    held = held_report()
    Report.objects.update(parser_version=PARSER_VERSION - 1, title="旧版识别的标题")
    outcome = take(report_text().encode(), may_replace=lambda report: False)
    assert (outcome.kind, outcome.report) == ("replaced", held)
    assert Report.objects.get().title == held.title


def test_a_dry_run_stores_nothing(reference: None, originals: Path) -> None:
    held = held_report()
    before = shape()
    assert take(report_text(year=2019).encode(), dry_run=True) == Outcome("new", None)
    assert take(report_text(also="。").encode(), dry_run=True) == Outcome("replaced", held)
    assert take(report_text().encode(), dry_run=True) == Outcome("unchanged", held)
    assert shape() == before
    assert len([path for path in originals.rglob("*") if path.is_file()]) == 1


def test_receivers_are_told_once_inside_the_transaction(reference: None) -> None:
    told: list[tuple[Report, int, bool]] = []

    def receiver(report: Report, **kwargs: Any) -> None:
        told.append((report, report.passages.count(), connection.in_atomic_block))

    with receiving(receiver):
        report = held_report()
        held_report()
    assert told == [(report, report.passages.count(), True)]


def test_a_failing_receiver_undoes_everything(reference: None) -> None:
    held = held_report()
    before = shape(), Report.objects.values().get()

    def receiver(**kwargs: Any) -> None:
        raise RuntimeError("the index is broken")

    with receiving(receiver):
        for text in (report_text(city="玉林市"), report_text(also="新版本。")):
            with pytest.raises(RuntimeError, match="broken"):
                take(text.encode())
        with pytest.raises(RuntimeError, match="broken"):
            review.publish(held)
    assert (shape(), Report.objects.values().get()) == before


def test_a_missing_or_damaged_original_cannot_be_read_again(reference: None) -> None:
    held = held_report()
    held.original.write_text("别的内容，不是原来的文件。")
    with pytest.raises(Refused, match="原文件已损坏"):
        reparse(held)
    held.original.unlink()
    with pytest.raises(Refused, match="读不到"):
        reparse(held)


def test_the_same_bytes_at_once_make_one_report(reference_committed: None) -> None:
    data = SEEDS[0].read_bytes()

    def one(_: int) -> str:
        try:
            return ingest(data, filename="同时.txt").kind
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        kinds = sorted(threads.map(one, range(4)))
    assert kinds == ["new", "unchanged", "unchanged", "unchanged"]
    report = Report.objects.get()
    assert report.passages.count() == len(set(report.passages.values_list("number", flat=True)))
