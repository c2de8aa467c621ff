"""What a list shows of a section: where it stands, and how its text begins, letter by letter."""

from __future__ import annotations

import pytest

from reports.models import Passage, Report, SectionArea
from reports.overviews.excerpts import area_sections, latest_first, lead, with_leads
from tests.reports.factories import held_report, report_text

LONG = "进一步健全分层分类的社会救助体系，" * 9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "全年发放低保金1000万元。保障2万人。", "全年发放低保金1000万元。", id="one sentence"
        ),
        pytest.param(
            "一是提标。二是扩面，应保尽保。三是", "一是提标。二是扩面，应保尽保。", id="a short one"
        ),
        pytest.param("新建养老服务中心5个", "新建养老服务中心5个", id="without an end"),
        pytest.param("", "", id="nothing"),
        pytest.param(LONG, f"{LONG[:60]}…", id="too long"),
        pytest.param("建成颐养中心\n共12个。还有", "建成颐养中心\n共12个。", id="across lines"),
        pytest.param("𠮷" * 12 + "。" + "后", "𠮷" * 12 + "。", id="beyond the basic plane"),
    ],
)
def test_a_lead_is_how_the_text_begins(text: str, expected: str) -> None:
    assert lead(text) == expected
    assert text.startswith(lead(text).removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        pytest.param(
            "学习贯彻会议精神走深走实。为老年人提供助餐服务3万次。",
            "老年人",
            "为老年人提供助餐服务3万次。",
            id="in the second sentence",
        ),
        pytest.param(
            f"{LONG}为老年人提供助餐服务3万次。",
            "老年人",
            "…进一步健全分层分类的社会救助体系，进一步健全分层分类的社会救助体系，"
            "进一步健全分层分类的社会救助体系，为老年人提供助餐服…",
            id="late in a long one",
        ),
        pytest.param(
            f"{'救' * 90}老年人。", "老年人", f"…{'救' * 57}老年人…", id="late without a comma"
        ),
    ],
)
def test_a_lead_is_the_sentence_around_some_words(text: str, words: str, expected: str) -> None:
    found = lead(text, text.index(words), len(words))
    assert found == expected
    assert found.strip("…") in text


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("words", ["居家养老服务机构", "居家養老服務機構"])
def test_a_section_that_speaks_of_an_area_in_passing_shows_where(words: str) -> None:
    text = (
        "某某市民政局2021年工作总结\n一、党的建设\n（一）加强党建引领作用\n"
        "深入学习贯彻党的十九届六中全会精神，推进党史学习教育走深走实。\n"
        f"组织党员干部到{words}为老年人助餐、助浴、助洁，走访高龄、失能老人5000人次，慰问敬老院12所。\n"
    )
    report = held_report(text, status=Report.Status.PUBLISHED)
    (found,) = with_leads(area_sections([report.pk], area="elderly_care"))
    assert not found.primary
    assert found.lead.startswith(f"组织党员干部到{words}")
    assert Passage.objects.get(report=report, number=int(found.anchor[1:])).text.startswith("组织")


@pytest.mark.usefixtures("reference")
def test_sections_of_an_area_are_found_with_their_year_place_and_lead() -> None:
    report = held_report(status=Report.Status.PUBLISHED)
    found = with_leads(area_sections([report.pk], area="elderly_care"))
    assert [(one.heading, one.span, one.lead) for one in found] == [
        ("（二）养老服务工作", "2021 总结", "建成居家养老服务中心12个，养老机构床位达到3500张。"),
        ("（二）加快发展养老服务", "2022 计划", "新建养老服务中心5个。"),
    ]
    for one in found:
        heading = Passage.objects.get(report=report, number=int(one.anchor[1:]))
        assert heading.kind == Passage.Kind.HEADING
        assert heading.section_id == one.section


@pytest.mark.usefixtures("reference")
def test_what_is_told_of_a_section_is_not_told_of_those_around_it() -> None:
    report = held_report(status=Report.Status.PUBLISHED)
    above = dict(report.sections.values_list("pk", "parent"))
    tagged = {(tag.area_id, tag.section_id) for tag in SectionArea.objects.tags()}
    told = {(one.area, one.section) for one in area_sections([report.pk])}
    assert told < tagged
    for area, section in told:
        around = above[section]
        while around:
            assert (area, around) not in told
            around = above[around]
    # Where nothing inside bears the tag, the section itself is told.
    inside = {(area, above[section]) for area, section in tagged}
    assert {one for one in tagged if one not in inside} <= told


@pytest.mark.usefixtures("reference")
def test_a_section_that_speaks_of_the_area_before_others_begin_below_it_is_told() -> None:
    text = (
        "某某市民政局2021年工作总结\n一、养老服务工作\n"
        "新建养老服务中心5个，养老机构床位达到3500张，为老年人助餐、助浴5000人次。\n"
        "（一）加强党的建设\n推进党史学习教育走深走实，开展党建示范点创建。\n"
        "（二）抓好安全生产\n开展消防安全大排查，整改安全隐患30处。\n"
    )
    report = held_report(text, status=Report.Status.PUBLISHED)
    (found,) = with_leads(area_sections([report.pk], area="elderly_care"))
    assert found.heading == "一、养老服务工作"
    assert found.lead.startswith("新建养老服务中心5个")


@pytest.mark.usefixtures("reference")
def test_an_area_in_passing_is_left_out_unless_a_person_gave_it() -> None:
    report = held_report(status=Report.Status.PUBLISHED)
    section = report.sections.get(heading__startswith="养老服务工作")
    given = SectionArea.objects.create(section=section, area_id="funeral", rank=9, score=0.01)
    assert not area_sections([report.pk], area="funeral")
    section.areas_corrected = True
    section.save()
    (found,) = area_sections([report.pk], area="funeral")
    assert found.section == given.section_id
    assert not found.primary


@pytest.mark.usefixtures("reference")
def test_the_latest_year_comes_first() -> None:
    for year in (2019, 2021):
        held_report(report_text(year=year), filename=f"{year}.txt", status="published")
    reports = {report.pk: report for report in Report.objects.published()}
    found = latest_first(area_sections(list(reports), area="elderly_care"), reports)
    assert [one.year for one in found] == [2022, 2021, 2020, 2019]
