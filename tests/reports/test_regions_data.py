"""The list of administrative divisions in fixtures/regions.csv (GB/T 2260 codes).

Plain checks of the file itself: no database, no Django.
"""

import csv
import re
from collections import Counter
from collections.abc import Hashable, Iterable
from pathlib import Path

import pytest

Row = dict[str, str]

REGIONS_CSV = Path(__file__).resolve().parents[2] / "fixtures" / "regions.csv"

MUNICIPALITIES = {"北京市", "天津市", "上海市", "重庆市"}
PREFECTURES_WITHOUT_COUNTIES = {"东莞市", "中山市", "儋州市", "嘉峪关市"}

KNOWN_CODES = {
    "450100": "南宁市",
    "450107": "西乡塘区",
    "450181": "横州市",
    "450900": "玉林市",
    "450902": "玉州区",
    "450981": "北流市",
    "442000": "中山市",
    "320600": "南通市",
    "320613": "崇川区",
    "320614": "海门区",
    "640000": "宁夏回族自治区",
    "640100": "银川市",
    "640202": "大武口区",
    "640205": "惠农区",
    "640302": "利通区",
    "640303": "红寺堡区",
    "640323": "盐池县",
    "640402": "原州区",
    "640522": "海原县",
}

# Changes since 2021: the new unit is listed, the one it replaced is not.
REPLACED_CODES = {
    "450127": "450181",  # 横县 -> 横州市
    "330103": "330105",  # 下城区 -> 拱墅区
    "330104": "330102",  # 江干区 -> 上城区
    "540530": "540581",  # 错那县 -> 错那市
    "500105": "500157",  # 江北区 -> 两江新区
    "500112": "500157",  # 渝北区 -> 两江新区
}

KNOWN_SHORT_NAMES = {
    "宁夏回族自治区": "宁夏",
    "广西壮族自治区": "广西",
    "内蒙古自治区": "内蒙古",
    "西藏自治区": "西藏",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "澳门特别行政区": "澳门",
    "台湾省": "台湾",
    "南宁市": "南宁",
    "延边朝鲜族自治州": "延边",
    "恩施土家族苗族自治州": "恩施",
    "黔东南苗族侗族自治州": "黔东南",
    "克孜勒苏柯尔克孜自治州": "克孜勒苏",
    "兴安盟": "兴安",
    "大兴安岭地区": "大兴安岭",
    "三江侗族自治县": "三江",
    "前郭尔罗斯蒙古族自治县": "前郭尔罗斯",
    "鄂伦春自治旗": "鄂伦春",
    "东乡族自治县": "东乡",
    "管城回族区": "管城",
    "浦东新区": "浦东",
    "神农架林区": "神农架",
    "沙县区": "沙县",
    "青秀区": "青秀",
    "马山县": "马山",
    "赵县": "赵县",
    "东区": "东区",
}


@pytest.fixture(scope="module")
def regions() -> list[Row]:
    with REGIONS_CSV.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def by_code(regions: list[Row]) -> dict[str, Row]:
    return {row["code"]: row for row in regions}


def repeated(values: Iterable[Hashable]) -> list[Hashable]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_the_file_is_utf8_with_unix_line_ends_and_the_agreed_header() -> None:
    raw = REGIONS_CSV.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert raw.decode("utf-8").splitlines()[0] == "code,name,short,level,parent"


def test_every_code_has_six_digits_and_the_rows_are_sorted_by_code(regions: list[Row]) -> None:
    codes = [row["code"] for row in regions]
    assert [code for code in codes if not re.fullmatch("[0-9]{6}", code)] == []
    assert codes == sorted(codes)


def test_no_code_appears_twice(regions: list[Row]) -> None:
    assert repeated(row["code"] for row in regions) == []


def test_no_name_appears_twice_under_the_same_parent(regions: list[Row]) -> None:
    assert repeated((row["name"], row["parent"]) for row in regions) == []


def test_no_field_but_the_parent_of_a_province_is_empty_or_padded(regions: list[Row]) -> None:
    for row in regions:
        for column, value in row.items():
            assert value == value.strip(), row
            if column == "parent" and row["level"] == "province":
                assert value == "", row
            else:
                assert value, row


def test_parents_exist_and_the_levels_nest(regions: list[Row], by_code: dict[str, Row]) -> None:
    allowed = {"prefecture": {"province"}, "county": {"province", "prefecture"}}
    assert {row["level"] for row in regions} == {"province", "prefecture", "county"}
    for row in regions:
        if row["level"] == "province":
            continue
        assert row["parent"] in by_code, row
        assert by_code[row["parent"]]["level"] in allowed[row["level"]], row


def test_the_code_of_a_unit_starts_with_the_code_of_its_parent(
    regions: list[Row], by_code: dict[str, Row]
) -> None:
    for row in regions:
        if row["parent"]:
            significant = 2 if by_code[row["parent"]]["level"] == "province" else 4
            assert row["code"][:significant] == row["parent"][:significant], row


def test_there_are_34_provinces_333_prefectures_and_about_2850_counties(regions: list[Row]) -> None:
    counts = Counter(row["level"] for row in regions)
    assert counts["province"] == 34
    assert counts["prefecture"] >= 333
    assert 2800 <= counts["county"] <= 2900


def test_the_districts_of_a_municipality_belong_to_it_directly(
    regions: list[Row], by_code: dict[str, Row]
) -> None:
    codes = {row["code"] for row in regions if row["name"] in MUNICIPALITIES}
    assert len(codes) == len(MUNICIPALITIES)
    for code in codes:
        children = [row for row in regions if row["parent"] == code]
        assert children
        assert {row["level"] for row in children} == {"county"}


@pytest.mark.parametrize("name", ["济源市", "仙桃市", "五指山市", "石河子市"])
def test_a_county_run_by_its_province_has_it_as_parent(
    regions: list[Row], by_code: dict[str, Row], name: str
) -> None:
    [row] = [row for row in regions if row["name"] == name]
    assert row["level"] == "county"
    assert by_code[row["parent"]]["level"] == "province"


def test_there_are_no_artificial_collecting_nodes(regions: list[Row]) -> None:
    names = {row["name"] for row in regions}
    assert names & {"市辖区", "县"} == set()
    assert [name for name in names if "直辖县级" in name] == []


def test_only_the_four_known_prefectures_have_no_counties(regions: list[Row]) -> None:
    parents = {row["parent"] for row in regions}
    prefectures = [row for row in regions if row["level"] == "prefecture"]
    childless = {row["name"] for row in prefectures if row["code"] not in parents}
    assert childless == PREFECTURES_WITHOUT_COUNTIES


@pytest.mark.parametrize(("code", "name"), KNOWN_CODES.items())
def test_a_well_known_code_names_the_right_unit(
    by_code: dict[str, Row], code: str, name: str
) -> None:
    assert by_code[code]["name"] == name


@pytest.mark.parametrize(("old", "new"), REPLACED_CODES.items())
def test_an_abolished_code_has_given_way_to_its_successor(
    by_code: dict[str, Row], old: str, new: str
) -> None:
    assert old not in by_code
    assert new in by_code


def test_every_short_name_is_a_prefix_of_the_name_with_at_least_two_characters(
    regions: list[Row],
) -> None:
    wrong = [
        (row["name"], row["short"])
        for row in regions
        if len(row["short"]) < 2 or not row["name"].startswith(row["short"])
    ]
    assert wrong == []


def test_no_province_or_prefecture_keeps_its_generic_suffix_in_the_short_name(
    regions: list[Row],
) -> None:
    upper = [row for row in regions if row["level"] != "county"]
    assert [row["name"] for row in upper if row["short"] == row["name"]] == []


@pytest.mark.parametrize(("name", "short"), KNOWN_SHORT_NAMES.items())
def test_the_everyday_short_name_is_used(regions: list[Row], name: str, short: str) -> None:
    assert {row["short"] for row in regions if row["name"] == name} == {short}
