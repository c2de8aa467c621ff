"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from reports.models import Passage, PolicyArea, Region, Report, Section, SectionArea
from tests.reports.factories import held_report

pytestmark = pytest.mark.usefixtures("reference")


def refused() -> Any:
    """The block breaks a constraint; what came before it stays."""
    return pytest.raises(IntegrityError)


WRONG_REPORTS: list[tuple[str, dict[str, Any]]] = [
    ("a status that does not exist", {"status": "secret"}),
    ("a script that does not exist", {"script": "kana"}),
    ("no text", {"text": ""}),
    ("no title", {"title": ""}),
    ("a hash that is none", {"sha256": "0" * 63 + "g"}),
    ("a hash in capitals", {"sha256": "A" * 64}),
    ("no hash", {"sha256": ""}),
    ("a negative size", {"size": -1}),
]


@pytest.mark.parametrize("values", [v for _, v in WRONG_REPORTS], ids=[i for i, _ in WRONG_REPORTS])
def test_a_report_cannot_have(values: dict[str, Any]) -> None:
    report = held_report()
    with refused(), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**values)


def test_no_two_reports_share_their_bytes() -> None:
    first = held_report()
    second = held_report("二、别的报告。", filename="别的.txt")
    with refused(), transaction.atomic():
        Report.objects.filter(pk=second.pk).update(sha256=first.sha256)


def test_a_report_cannot_name_a_region_that_is_not_there() -> None:
    report = held_report()
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Report.objects.filter(pk=report.pk).update(region_id="999999")


WRONG_SECTIONS: list[tuple[str, dict[str, Any]]] = [
    ("an end before its heading's", {"end": F("heading_end") - 1}),
    ("a heading before its start", {"heading_start": F("start") - 1}),
    ("a heading that ends before it begins", {"heading_end": F("heading_start") - 1}),
    ("the level 0", {"level": 0}),
    ("the number 0", {"number": 0}),
    ("the number of another", {"number": 1}),
]


@pytest.mark.parametrize(
    "values", [v for _, v in WRONG_SECTIONS], ids=[i for i, _ in WRONG_SECTIONS]
)
def test_a_section_cannot_have(values: dict[str, Any]) -> None:
    section = held_report().sections.get(number=2)
    with refused(), transaction.atomic():
        Section.objects.filter(pk=section.pk).update(**values)


WRONG_PASSAGES: list[tuple[str, dict[str, Any]]] = [
    ("an end further than its text", {"end": F("end") + 1}),
    ("a start and an end that leave nothing", {"end": F("start"), "text": ""}),
    ("another text than its length allows", {"text": "短"}),
    ("the number of another", {"number": 1}),
]


@pytest.mark.parametrize(
    "values", [v for _, v in WRONG_PASSAGES], ids=[i for i, _ in WRONG_PASSAGES]
)
def test_a_passage_cannot_have(values: dict[str, Any]) -> None:
    passage = held_report().passages.get(number=3)
    with refused(), transaction.atomic():
        Passage.objects.filter(pk=passage.pk).update(**values)


def test_no_two_passages_begin_at_one_place() -> None:
    report = held_report()
    first, second = report.passages.order_by("number")[:2]
    with refused(), transaction.atomic():
        Passage.objects.create(
            report=report,
            number=99,
            kind=second.kind,
            start=first.start,
            end=first.start + 1,
            text=first.text[0],
        )


def test_characters_beyond_the_basic_plane_count_as_one_in_passages() -> None:
    report = held_report("一、𠮷祥镇工作总结\n今年𠮷祥镇发放低保金12万元。")
    passage = report.passages.get(text__startswith="今年")
    assert (passage.text[2], passage.end - passage.start) == ("𠮷", len(passage.text))


def test_an_area_stands_once_in_a_section_and_a_rank_is_given_once() -> None:
    section = held_report().sections.get(number=1)
    area = section.area_ranks.get(rank=1).area
    with refused(), transaction.atomic():
        SectionArea.objects.create(section=section, area=area, rank=9)
    other = PolicyArea.objects.exclude(sections=section)[0]
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        SectionArea.objects.create(section=section, area=other, rank=1)


def test_two_ranks_can_be_swapped_in_one_transaction() -> None:
    section = held_report().sections.get(number=1)
    first, second = section.area_ranks.all()
    with transaction.atomic(), connection.cursor() as cursor:
        SectionArea.objects.filter(pk=first.pk).update(rank=2)
        SectionArea.objects.filter(pk=second.pk).update(rank=1)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert [rank.pk for rank in section.area_ranks.all()] == [second.pk, first.pk]


@pytest.mark.parametrize(
    "values",
    [
        {"code": "45010", "level": "prefecture", "parent_id": "450000"},
        {"code": "45010x", "level": "prefecture", "parent_id": "450000"},
        {"code": "990000", "level": "province", "parent_id": "450000"},
        {"code": "459900", "level": "prefecture", "parent_id": None},
    ],
    ids=["five digits", "a letter", "a province with a parent", "a city without one"],
)
def test_a_region_cannot_have(values: dict[str, Any]) -> None:
    with refused(), transaction.atomic():
        Region.objects.create(name="某地", short="某", **values)


def test_a_region_with_reports_and_an_area_with_sections_cannot_go() -> None:
    report = held_report()
    for row in (report.region, PolicyArea.objects.get(code="elderly_care")):
        assert row is not None
        with refused():
            row.delete()


def test_the_public_sees_what_is_published_and_nothing_else() -> None:
    for number, status in enumerate(Report.Status.values):
        held_report(f"一、工作总结\n第{number}份。", filename=f"{number}.txt", status=status)
    assert [report.status for report in Report.objects.published()] == ["published"]


def test_reports_come_in_the_order_they_are_asked_for_and_what_is_not_there_is_left_out() -> None:
    first, second, hidden = (
        held_report(f"一、工作总结\n第{number}份。", filename=f"{number}.txt", status=status)
        for number, status in enumerate(["published", "published", "draft"])
    )
    asked = [second.pk, hidden.pk, 0, first.pk]
    assert Report.objects.published().in_order(asked) == [second, first]
    assert Report.objects.in_order([]) == []
