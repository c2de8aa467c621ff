"""The table of indicators: the shipped one loads, and what is wrong with another is told with file and entry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reports.parsing.indicators import (
    Indicator,
    IndicatorError,
    IndicatorKind,
    load_indicators,
)
from reports.reference import indicators

GOOD = {
    "name": "养老床位数",
    "unit": "张",
    "kind": "数量",
    "area": "elderly_care",
    "words": [["养老床位"], ["养老机构", "床位"]],
}


def load(path: Path, *entries: Any) -> tuple[Indicator, ...]:
    path.write_text(json.dumps(entries, ensure_ascii=False), "utf-8")
    return load_indicators(path, areas={"elderly_care"})


def test_an_entry_is_read_with_the_unit_that_stands_after_its_numbers(tmp_path: Path) -> None:
    standard = GOOD | {"name": "高龄津贴标准", "unit": "元/月", "kind": "标准"}
    homes = GOOD | {"name": "养老机构数", "unit": "家", "written": ["家", "所"]}
    beds, allowance, places = load(tmp_path / "指标.json", GOOD, standard, homes)
    assert beds == Indicator(
        "养老床位数",
        "张",
        IndicatorKind.QUANTITY,
        "elderly_care",
        ("张",),
        (("养老床位",), ("养老机构", "床位")),
    )
    assert allowance.written == ("元",)
    assert places.written == ("家", "所")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("养老床位数", "应写明 name、unit、kind、area 和 words"),
        (GOOD | {"name": ""}, "缺少 name"),
        (GOOD | {"unit": None}, "缺少 unit"),
        (GOOD | {"name": "床" * 41}, "名称至多 40 个字"),
        (GOOD | {"kind": "个数"}, "kind 应是金额、人数、标准、数量、比率之一"),
        (GOOD | {"area": "beds"}, "没有 beds 这个领域"),
        (GOOD | {"note": "?"}, "不认识 note"),
        (GOOD | {"written": []}, "written 应列出至少一个词"),
        (GOOD | {"words": []}, "缺少 words"),
        (GOOD | {"words": ["养老床位"]}, "words 的每一组应列出至少一个词"),
        (GOOD | {"words": [[""]]}, "words 的每一组应列出至少一个词"),
        (GOOD | {"words": [["床"]]}, "“床”应是两个字以上的简体词"),
        (GOOD | {"words": [["養老床位"]]}, "“養老床位”应是两个字以上的简体词"),
        (GOOD | {"words": [["养老-床位"]]}, "“养老-床位”应是两个字以上的简体词"),
        (GOOD | {"words": [["养老", "床位"], ["床位", "养老"]]}, "words 里有一组写了两次"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_entry(tmp_path: Path, entry: Any, fault: str) -> None:
    name = entry["name"] if isinstance(entry, dict) else entry
    other = GOOD | {"name": "床位数"}
    with pytest.raises(IndicatorError) as error:
        load(tmp_path / "指标.json", other, entry)
    assert str(error.value).startswith(f"指标.json 第 2 项“{name}”：{fault}")


def test_a_name_stands_once(tmp_path: Path) -> None:
    with pytest.raises(IndicatorError, match=r"第 2 项“养老床位数”：这个名称前面已有"):
        load(tmp_path / "指标.json", GOOD, GOOD)


@pytest.mark.parametrize("text", ["{}", "[", "\ufeff["])
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "指标.json"
    path.write_text(text, "utf-8")
    with pytest.raises(IndicatorError, match=r"^指标\.json "):
        load_indicators(path, areas=())


def test_the_shipped_table_is_in_order() -> None:
    table = indicators()
    assert 60 <= len(table) <= 110
    assert len({one.area for one in table}) >= 12
