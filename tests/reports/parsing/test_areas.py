"""Policy areas: the heading leads, the text decides, and the words that decided are told."""

from __future__ import annotations

import pytest

from reports.parsing.areas import AreaModel, AreaTerms, give_areas

from .conftest import Parse


@pytest.mark.parametrize(
    ("heading", "body", "primary"),
    [
        ("加快发展养老服务", "新建日间照料中心8个，改造敬老院3所。", "elderly_care"),
        ("兜牢民生底线", "发放城乡低保金8.6亿元，实施临时救助5760人次。", "social_assistance"),
        ("加强儿童保障", "散居孤儿基本生活费提高至2200元，配备儿童主任279名。", "child_welfare"),
        ("深化殡葬改革", "推进公益性公墓建设，免除基本殡葬费用506万元。", "funeral"),
        ("规范婚姻登记", "办理结婚登记12319对，婚俗改革试点稳步推进。", "marriage"),
        ("规范区划地名管理", "完成县级界线联检5条，设置路牌55座。", "divisions_placenames"),
        ("抓好安全生产", "开展消防安全大检查，整治隐患869条。", "safety_epidemic"),
        ("存在的主要问题", "养老设施不足，殡葬设施薄弱。", "capacity_building"),
    ],
)
def test_primary_area_is_what_the_section_is_about(
    parse_text: Parse, heading: str, body: str, primary: str
) -> None:
    report = parse_text(f"一、{heading}。{body}\n二、其他工作。完成各项任务。")
    assert next(report.outline.walk()).areas[0].code == primary


def test_a_whole_sentence_on_another_area_makes_it_secondary(parse_text: Parse) -> None:
    report = parse_text(
        "一、强化养老服务监管。完善养老机构监管制度。持续推进养老机构消防安全达标和疫情防控工作。\n二、其他。完成任务。"
    )
    codes = [area.code for area in next(report.outline.walk()).areas]
    assert codes[0] == "elderly_care"
    assert "safety_epidemic" in codes


def test_the_deciding_words_are_told(parse_text: Parse) -> None:
    report = parse_text("一、推进殡葬改革。新建公墓2处，殡仪馆1座。\n二、其他。完成任务。")
    assert {"殡葬改革", "公墓", "殡仪馆"} <= set(next(report.outline.walk()).areas[0].terms)


def test_an_editors_term_decides_at_once(parse_text: Parse) -> None:
    report = parse_text("一、推广时间储蓄。设立时间储蓄站点60个。\n二、其他。完成任务。")
    text = report.extracted.text
    model = AreaModel([AreaTerms("charity_volunteering", {"时间储蓄": 3.0})])
    section = give_areas(report.outline, text, model).sections[0]
    assert section.areas[0].code == "charity_volunteering"
    assert section.areas[0].terms == ("时间储蓄",)


def test_a_section_about_nothing_known_has_no_area(parse_text: Parse) -> None:
    assert parse_text("一、甲乙。丙丁。\n二、戊己。庚辛。").outline.sections[0].areas == ()


def test_areas_that_weigh_the_same_come_in_the_order_they_are_met(parse_text: Parse) -> None:
    """Whatever the order of a set is in this process."""
    names = ["甲区域", "乙区域", "丙区域", "丁区域", "戊区域"]
    model = AreaModel(AreaTerms(name, {name: 3.0}, cross_cutting=True) for name in reversed(names))
    outline = parse_text(f"一、其他工作\n统筹{'、'.join(names)}发展。\n").outline
    (section,) = give_areas(
        outline, f"一、其他工作\n统筹{'、'.join(names)}发展。\n", model
    ).sections
    assert [area.code for area in section.areas] == names
