"""From a parsed report to rows: nothing lost, nothing twice, and a person's corrections stay."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from reports import review
from reports.contents import Contents, contents_of
from reports.doctypes import types_of
from reports.ingest import Outcome, ingest, reparse
from reports.models import Passage, Region, Report, Section
from reports.parsing.pipeline import PARSER_VERSION, parse
from reports.reference import gazetteer, shipped_areas
from reports.store import moved_year
from tests.reports.factories import SEEDS, held_report, receiving, report_text

pytestmark = pytest.mark.usefixtures("reference")

PAGE = f"<html><head><title>不算</title></head><body><p>{'</p><p>'.join(report_text().splitlines())}</p>"
TEXTS = {
    **{seed.name: seed.read_text("utf-8") for seed in SEEDS},
    "short": report_text(),
    "a web page": PAGE,
    "without any heading": "今天上午，市民政局召开会议。会议强调，要做好救助工作。",
    "characters beyond the basic plane": "一、𠮷祥镇工作总结\n\n\n　　𠮷祥镇发放低保金12万元。\u3000\n",
    "blanks of all sorts": "\ufeff一、工作总结\r\n\u3000\u3000\u00a0发放\u2003低保金。\t\r\n\x0c二、工作计划\r\n",
}


def furniture_and_passages(report: Report) -> Counter[int]:
    """How often each place in the text belongs to something."""
    places: Counter[int] = Counter()
    for item in report.furniture:
        places.update(range(item["start"], item["end"]))
    for passage in report.passages.all():
        places.update(range(passage.start, passage.end))
    return places


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_passages_and_furniture_hold_every_character_once(text: str) -> None:
    report = held_report(text)
    places = furniture_and_passages(report)
    assert set(places.values()) == {1}
    lost = [i for i, char in enumerate(report.text) if i not in places and not char.isspace()]
    assert [report.text[i] for i in lost] == []


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_passage_is_the_text_at_its_offsets_and_numbers_follow_the_reading_order(
    text: str,
) -> None:
    report = held_report(text)
    passages = list(report.passages.order_by("start"))
    assert [passage.number for passage in passages] == list(range(1, len(passages) + 1))
    assert [p.text for p in passages] == [report.text[p.start : p.end] for p in passages]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_announced_is_what_is_stored(text: str) -> None:
    announced: list[Contents | None] = []

    def receive(report: Report, contents: Contents | None = None, **kwargs: object) -> None:
        announced.append(contents)

    with receiving(receive):
        report = held_report(text)
        assert announced == [contents_of(report)]
        section = report.sections.order_by("-level").first()
        if section:
            review.correct_section(section, year=1999, role="plan", areas=["marriage"])
            reparse(report)
            assert announced[-1] == contents_of(report)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_sections_stand_in_the_database_as_in_the_outline(seed: Path) -> None:
    parsed = parse(seed.read_bytes(), filename="x", gazetteer=gazetteer(), areas=shipped_areas())
    report = held_report(seed.read_text("utf-8"), filename=seed.name)
    expected = [
        (
            s.start,
            s.level,
            s.marker or "",
            s.heading,
            s.year,
            s.role or "",
            [a.code for a in s.areas],
        )
        for s in parsed.outline.walk()
    ]
    rows = list(report.sections.order_by("number"))
    assert [
        (
            s.start,
            s.level,
            s.marker,
            s.heading,
            s.year,
            s.role,
            [r.area_id for r in s.area_ranks.all()],
        )
        for s in rows
    ] == expected
    children = {s.start: [c.start for c in s.children] for s in parsed.outline.walk()}
    assert {s.start: [c.start for c in s.children.order_by("number")] for s in rows} == children


def test_a_heading_is_a_passage_of_its_section_and_what_follows_lies_in_it() -> None:
    report = held_report()
    section = report.sections.get(heading="社会救助工作")
    assert [(p.kind, p.text) for p in section.passages.all()] == [
        ("heading", "（一）社会救助工作。"),
        ("text", "全年发放低保金1000万元，保障城乡低保对象2.3万人。"),
    ]
    assert [p.kind for p in report.passages.filter(section=None)] == [
        "title",
        "signature",
        "signature",
    ]


def test_the_facets_hold_the_years_and_areas_of_the_sections() -> None:
    report = held_report()
    assert report.years == [2021, 2022]
    assert report.areas == ["social_assistance", "elderly_care"]


def test_a_report_that_is_both_counts_under_both_types() -> None:
    report = held_report()
    assert (report.doc_type, report.types) == ("总结和计划", ["总结", "计划"])
    review.correct(report, {"doc_type": "公报"})
    report.refresh_from_db()
    assert report.types == ["公报"]


def test_the_role_of_a_section_goes_before_the_type_of_its_report() -> None:
    assert types_of("总结", role="plan") == ["计划"]
    assert types_of("新闻", role="plan") == ["新闻"]
    assert types_of("总结和计划", role="report") == ["总结"]
    assert types_of("新闻", role="") == ["新闻"]


def test_a_report_without_years_in_its_sections_counts_under_its_own() -> None:
    report = held_report("会议强调，要做好救助工作。")
    assert (report.report_years, report.plan_years, report.years) == ([], [], [])
    review.correct(report, {"report_years": [2019]})
    report.refresh_from_db()
    assert report.years == [2019]


def test_what_was_read_where_is_kept_with_the_report() -> None:
    report = held_report()
    start, end = report.evidence["region"]
    assert report.text[start:end] == "南宁市"
    assert report.parser_version == PARSER_VERSION
    assert [item["kind"] for item in report.furniture] == ["meta"]


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ([2021], [2020], {2021: 2020}),
        ([2020, 2021], [2020, 2022], {2021: 2022}),
        ([2021], [2021], {}),
        ([2021], [], {}),
        ([], [2021], {}),
        ([2021], [2019, 2020], {}),
        ([2020, 2021], [2019], {}),
    ],
)
def test_a_year_moves_only_where_one_gives_way_to_one(
    before: list[int], after: list[int], moved: dict[int, int]
) -> None:
    assert moved_year(before, after) == moved


def new_edition(text: str) -> Outcome:
    return ingest(text.encode(), filename="报告.txt")


def test_corrected_fields_survive_a_re_parse_and_a_new_edition() -> None:
    report = held_report()
    guilin = Region.objects.get(name="桂林市")
    review.correct(report, {"title": "改过的标题", "region": guilin, "report_years": [2020]})
    reparse(report)
    outcome = new_edition(report_text(also="另有一句。"))
    report.refresh_from_db()
    assert (outcome.kind, outcome.report) == ("replaced", report)
    assert (report.title, report.region, report.report_years) == ("改过的标题", guilin, [2020])
    assert report.issuer == "南宁市民政局"
    assert "另有一句。" in report.text


def test_sections_follow_a_corrected_year_again_when_the_text_is_parsed_again() -> None:
    report = held_report()
    review.correct(report, {"report_years": [2020]})
    reparse(report)
    report.refresh_from_db()
    assert set(report.sections.filter(role="report").values_list("year", flat=True)) == {2020}
    assert set(report.sections.filter(role="plan").values_list("year", flat=True)) == {2022}
    assert report.years == [2020, 2022]


def correct_elderly_care(report: Report) -> Section:
    section = report.sections.get(heading="养老服务工作")
    review.correct_section(
        section, year=2019, role="report", areas=["disability_welfare", "elderly_care"]
    )
    return section


@pytest.mark.parametrize("also", ["", "先前没有的一句话。"], ids=["same text", "new edition"])
def test_a_corrected_section_keeps_its_year_and_areas(also: str) -> None:
    report = held_report()
    before = correct_elderly_care(report)
    if also:
        assert new_edition(report_text(also=also)).kind == "replaced"
    else:
        reparse(report)
    after = report.sections.get(heading="养老服务工作")
    assert after.pk != before.pk
    assert (after.year, after.scope_corrected, after.areas_corrected) == (2019, True, True)
    ranks = [(rank.rank, rank.area_id) for rank in after.area_ranks.all()]
    assert ranks == [(1, "disability_welfare"), (2, "elderly_care")]
    assert after.area_ranks.get(rank=2).terms
    report.refresh_from_db()
    assert report.years == [2019, 2021, 2022]
    assert "disability_welfare" in report.areas


def test_a_correction_does_not_stray_to_another_section_of_a_new_edition() -> None:
    report = held_report()
    correct_elderly_care(report)
    new_edition(report_text().replace("养老服务工作", "殡葬管理工作"))
    assert not report.sections.filter(areas_corrected=True).exists()


def test_where_two_sections_of_a_new_edition_could_be_meant_neither_is_given_a_correction() -> None:
    report = held_report()
    correct_elderly_care(report)
    new_edition(report_text().replace("加快发展养老服务", "养老服务工作"))
    assert report.sections.filter(heading="养老服务工作").count() == 2
    assert not report.sections.filter(areas_corrected=True).exists()


def test_passages_keep_their_numbers_when_the_same_text_is_parsed_again() -> None:
    report = held_report()
    before = list(report.passages.values_list("number", "start", "text"))
    reparse(report)
    assert list(report.passages.values_list("number", "start", "text")) == before


def test_kinds_of_passages_are_those_the_parser_knows() -> None:
    kinds = {
        passage.kind
        for seed in SEEDS
        for passage in held_report(seed.read_text("utf-8"), filename=seed.name).passages.all()
    }
    assert kinds <= set(Passage.Kind.values)
