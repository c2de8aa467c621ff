"""What reports say of themselves, and that what was not read is not passed off as read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reports.parsing.document import ParsedReport, Span

from .conftest import SEEDS, Parse

SEED_FACTS: dict[str, dict[str, Any]] = {
    "000": {
        "issuer": "南宁市民政局",
        "region": "南宁市",
        "province": "广西壮族自治区",
        "doc_type": "总结和计划",
        "published": date(2021, 11, 29),
        "report_years": (2021,),
        "plan_years": (2022,),
        "script": "hans",
    },
    "001": {
        "issuer": "玉林市民政局",
        "region": "玉林市",
        "province": "广西壮族自治区",
        "doc_type": "计划",
        "published": None,
        "report_years": (),
        "plan_years": (2020,),
        "script": "hans",
    },
    "002": {
        "title": "2021年民政工作总结和2022年工作计划",
        "issuer": "中山市民政局",
        "region": "中山市",
        "province": "广东省",
        "doc_type": "总结和计划",
        "published": date(2022, 1, 29),
        "report_years": (2021,),
        "plan_years": (2022,),
    },
    "003": {
        "issuer": "宁夏回族自治区民政厅",
        "region": "宁夏回族自治区",
        "province": "宁夏回族自治区",
        "doc_type": "新闻",
        "published": date(2021, 12, 27),
        "report_years": (2021,),
        "plan_years": (),
        "script": "hant",
    },
    "004": {
        "title": "南通民政聚焦民生改善,化解群众急难愁盼——奋力谱写民政事业发展新华章",
        "issuer": "南通市民政局",
        "region": "南通市",
        "province": "江苏省",
        "doc_type": "新闻",
        "published": date(2023, 1, 6),
        "report_years": (2022,),
        "plan_years": (),
    },
}


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_the_seeds_say_of_themselves_what_a_reader_finds(
    parse_bytes: Callable[[bytes], ParsedReport], seed: Path
) -> None:
    metadata = parse_bytes(seed.read_bytes()).metadata
    wanted = SEED_FACTS[seed.name[:3]]
    assert {name: getattr(metadata, name) for name in wanted} == wanted


def test_evidence_is_the_place_or_nothing(parse_bytes: Callable[[bytes], ParsedReport]) -> None:
    report = parse_bytes(SEEDS[0].read_bytes())
    quoted = {
        name: report.extracted.text[span.start : span.end] if isinstance(span, Span) else None
        for name, span in report.evidence.items()
    }
    assert quoted["issuer"] == "南宁市民政局"
    assert quoted["published"] == "2021年11月29日"
    assert quoted["report_years"] == "2021年工作完成情况"
    assert quoted["title"] is None, "the text has no title line: it was made up and has to say so"


def test_a_text_without_any_place_gets_no_region(parse_text: Parse) -> None:
    metadata = parse_text(
        "工作总结\n一、社会救助\n提高低保标准。\n二、养老服务\n建设设施。"
    ).metadata
    assert (metadata.region, metadata.province, metadata.issuer) == (None, None, None)


BODY = (
    "一、社会救助\n我{level}提高城乡低保标准，落实民政各项政策，民政对象得到保障。\n"
    "二、养老服务\n全{level}民政系统建设养老设施。\n"
)


@pytest.mark.parametrize(
    ("head", "level", "region", "issuer"),
    [
        ("苏州市民政局2023年工作总结", "市", "苏州市", "苏州市民政局"),
        ("云南省民政厅2022年工作要点", "省", "云南省", "云南省民政厅"),
        ("马山县民政局2021年工作总结", "县", "马山县", "马山县民政局"),
        (
            "延边朝鲜族自治州民政局2021年工作总结",
            "州",
            "延边朝鲜族自治州",
            "延边朝鲜族自治州民政局",
        ),
        ("上海市民政局2023年工作总结", "市", "上海市", "上海市民政局"),
        ("内蒙古自治区民政厅2022年工作总结", "区", "内蒙古自治区", "内蒙古自治区民政厅"),
    ],
)
def test_region_and_issuer_are_read_from_the_title(
    parse_text: Parse, head: str, level: str, region: str, issuer: str
) -> None:
    metadata = parse_text(f"{head}\n{BODY.format(level=level)}").metadata
    assert (metadata.region, metadata.issuer) == (region, issuer)


def test_a_provinces_report_on_a_citys_site_stays_the_provinces(parse_text: Parse) -> None:
    report = parse_text(
        "江苏省民政厅2022年工作总结\n信息来源：南通市民政局　发布日期：2023-01-09\n"
        + BODY.format(level="省")
    )
    assert report.metadata.region == "江苏省"
    assert report.metadata.published == date(2023, 1, 9)


@pytest.mark.parametrize(
    ("title", "doc_type", "report_years", "plan_years"),
    [
        ("某市民政局2023年工作总结", "总结", (2023,), ()),
        ("某市民政局2024年工作要点", "计划", (), (2024,)),
        ("某市民政局2023年工作总结和2024年工作计划", "总结和计划", (2023,), (2024,)),
        ("某市民政局2023年工作总结及2024年工作打算", "总结和计划", (2023,), (2024,)),
        ("2022年民政事业发展统计公报", "公报", (2022,), ()),
        ("关于2023年上半年工作总结和下半年工作安排的报告", "总结和计划", (2023,), (2023,)),
    ],
)
def test_type_and_years_are_read_from_the_title(
    parse_text: Parse,
    title: str,
    doc_type: str,
    report_years: tuple[int, ...],
    plan_years: tuple[int, ...],
) -> None:
    metadata = parse_text(f"{title}\n{BODY.format(level='市')}").metadata
    assert (metadata.doc_type, metadata.report_years, metadata.plan_years) == (
        doc_type,
        report_years,
        plan_years,
    )


def test_next_years_plan_without_a_year_is_the_year_after(parse_text: Parse) -> None:
    report = parse_text(
        "某市民政局2023年工作总结\n一、2023年工作情况\n(一)社会救助。提高标准。\n二、下一步工作打算\n(一)养老服务。建设设施。"
    )
    years = [(section.heading, section.year, section.role) for section in report.outline.walk()]
    assert years == [
        ("2023年工作情况", 2023, "report"),
        ("社会救助", 2023, "report"),
        ("下一步工作打算", 2024, "plan"),
        ("养老服务", 2024, "plan"),
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021年11月29日", date(2021, 11, 29)),
        ("二〇二一年十一月二十九日", date(2021, 11, 29)),
        ("2021-11-29", date(2021, 11, 29)),
        ("2021.1.9", date(2021, 1, 9)),
        ("２０２１年１月９日", date(2021, 1, 9)),
    ],
)
def test_signatures_date_the_report(parse_text: Parse, written: str, day: date) -> None:
    report = parse_text(
        f"一、社会救助。提高标准。\n二、养老服务。建设设施。\n某市民政局\n{written}"
    )
    assert report.metadata.published == day
    assert [item.kind for item in report.outline.passages] == ["signature", "signature"]


def test_a_name_that_several_districts_bear_is_left_to_a_person(parse_text: Parse) -> None:
    report = parse_text("鼓楼区民政局2022年工作总结\n" + BODY.format(level="区"))
    assert (report.metadata.region, report.metadata.issuer) == (None, "鼓楼区民政局")
    assert any("鼓楼区" in warning for warning in report.warnings)


def test_a_name_that_several_districts_bear_is_told_by_its_city(parse_text: Parse) -> None:
    report = parse_text("南京市鼓楼区民政局2022年工作总结\n" + BODY.format(level="区"))
    assert (report.metadata.region, report.metadata.province) == ("鼓楼区", "江苏省")
    assert report.metadata.region_code == "320106"


def test_a_text_about_the_whole_country_gets_no_region(parse_text: Parse) -> None:
    report = parse_text(
        "2023年度人力资源和社会保障事业发展统计公报\n一、就业\n年末全国就业人员74041万人。\n"
        "二、人才\n分别与云南省、安徽省人民政府签署协议。"
    )
    assert report.metadata.region is None


def test_points_that_are_issued_with_a_notice_are_a_plan(parse_text: Parse) -> None:
    metadata = parse_text(
        "云南省民政厅关于印发\n《2023年全省民政工作要点》的通知\n各州、市民政局：\n"
        "现将《2023年全省民政工作要点》印发给你们，请认真贯彻落实。\n云南省民政厅\n2023年2月15日\n"
        "2023年全省民政工作要点\n一、党的建设\n1.学习贯彻。把学习作为首要任务。\n二、社会救助\n2.提高标准。提高5%。\n"
    ).metadata
    assert metadata.title == "云南省民政厅关于印发 《2023年全省民政工作要点》的通知"
    assert (metadata.doc_type, metadata.plan_years, metadata.published) == (
        "计划",
        (2023,),
        date(2023, 2, 15),
    )
