"""Page furniture: the table's own examples, a whole saved page, and what only looks like furniture."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest

from reports.admin.notes import FURNITURE_KINDS
from reports.parsing.document import FurnitureKind, ParsedReport
from reports.parsing.furniture import LINE_RULES
from reports.parsing.mirror import mirror

from .conftest import Parse


@pytest.mark.parametrize(
    ("kind", "line"), [(rule.kind, example) for rule in LINE_RULES for example in rule.examples]
)
def test_every_example_of_the_table_matches_a_rule_of_its_kind(kind: str, line: str) -> None:
    rules = [rule for rule in LINE_RULES if rule.kind == kind]
    assert any(rule.pattern.fullmatch(mirror(line)) for rule in rules)


PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>2023年工作总结_民政局网站</title>
<script>var visits = 120;</script></head><body>
<div><a>柳州市人民政府</a> | <a>无障碍</a> <a>登录</a></div>
<ul><li>首页</li><li>机构职能</li><li>计划总结</li><li>通知公告</li></ul>
<div>您现在的位置：<a>首页</a> &gt; <a>政务公开</a> &gt; 计划总结</div>
<h1>柳州市民政局2023年工作总结及2024年工作计划</h1>
<div>发布时间：2024-01-12 10:20　来源：柳州市民政局　点击数：120　【字体：大 中 小】</div>
<p>　　2023年，在市委、市政府的坚强领导下，全市民政系统扎实推进各项工作，取得新的成效。</p>
<p>　　一、2023年工作总结</p><p>　　（一）社会救助。发放低保金2.3亿元，惠及5.6万人。</p>
<p>　　二、2024年工作计划</p><p>　　（一）提高标准。城乡低保标准提高5%。</p>
<p>柳州市民政局</p><p>2024年1月10日</p>
<div>【打印本页】【关闭窗口】</div><ul><li>上一篇：无</li><li>友情链接</li></ul>
<div>主办：柳州市民政局　桂ICP备12345678号</div></body></html>"""


def test_of_a_saved_page_only_the_report_is_left(
    parse_bytes: Callable[[bytes], ParsedReport],
) -> None:
    report = parse_bytes(PAGE.encode())
    text = report.extracted.text
    removed = " ".join(text[item.start : item.end] for item in report.furniture)
    for words in (
        "机构职能",
        "通知公告",
        "您现在的位置",
        "点击数",
        "打印本页",
        "友情链接",
        "ICP备",
    ):
        assert words in removed
    passages = [text[item.start : item.end] for item in report.outline.passages]
    assert passages[0] == "柳州市民政局2023年工作总结及2024年工作计划"
    assert passages[-2:] == ["柳州市民政局", "2024年1月10日"]
    assert [section.heading for section in report.outline.sections] == [
        "2023年工作总结",
        "2024年工作计划",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "来源于慈善捐赠的资金全部用于困难群众，累计支出120万元，惠及3000人。",
        "时间银行试点扩大到64个社区。",
        "打印设备更新12台。",
        "下载使用人数超过1万人的小程序上线运行。",
        "地址：全市统一编制标准地名12条。",
    ],
)
def test_text_that_begins_like_furniture_stays_text(parse_text: Parse, line: str) -> None:
    report = parse_text(
        f"某市民政局2023年工作总结\n一、社会救助\n{line}\n二、养老服务\n建设设施若干。"
    )
    assert line in {
        report.extracted.text[item.start : item.end]
        for section in report.outline.walk()
        for item in section.passages
    }


def test_captions_above_an_article_are_no_text_of_it(parse_text: Parse) -> None:
    report = parse_text(
        "银川市金凤区社区中心举办暖心饺子宴。\n固原市原州区民政局启动民主协商议事会。\n"
        "2021年，站在历史交汇点，全区民政系统接续奋斗，在基层治理、救助兜底、养老服务等方面取得了积极成效。\n"
        "守牢民生底线\n改革完善社会救助制度。认真贯彻落实各项部署，出台实施意见，覆盖全部县区。"
    )
    assert [item.kind for item in report.furniture] == ["caption", "caption"]


def test_every_kind_of_furniture_has_a_name_for_people() -> None:
    assert set(FURNITURE_KINDS) == set(get_args(FurnitureKind))
