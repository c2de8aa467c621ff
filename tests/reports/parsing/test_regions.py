"""The gazetteer finds places by their full names, the larger ones by their short names too."""

from __future__ import annotations

import pytest

from reports.parsing.regions import Gazetteer


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("南宁市民政局", ["南宁市"]),
        ("广西壮族自治区民政厅", ["广西壮族自治区"]),
        ("吴忠市利通区", ["吴忠市", "利通区"]),
        ("南通民政", ["南通市"]),
        ("宁夏和广西", ["宁夏回族自治区", "广西壮族自治区"]),
        ("没有地名", []),
    ],
)
def test_places_are_found_by_name(gazetteer: Gazetteer, text: str, names: list[str]) -> None:
    assert [item.regions[0].name for item in gazetteer.mentions(text)] == names


def test_a_name_of_several_places_gives_all_of_them(gazetteer: Gazetteer) -> None:
    (mention,) = gazetteer.mentions("鼓楼区")
    assert {gazetteer.province_of(region).name for region in mention.regions} == {
        "江苏省",
        "福建省",
        "河南省",
    }


def test_a_region_lies_within_itself_and_all_above(gazetteer: Gazetteer) -> None:
    nanning, guangxi, guangdong = (gazetteer.get(code) for code in ("450100", "450000", "440000"))
    assert nanning is not None
    assert guangxi is not None
    assert guangdong is not None
    assert gazetteer.within(nanning, nanning)
    assert gazetteer.within(nanning, guangxi)
    assert not gazetteer.within(nanning, guangdong)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("640302", ["宁夏回族自治区", "吴忠市", "利通区"]),
        ("110101", ["北京市", "东城区"]),
        ("450000", ["广西壮族自治区"]),
        ("999999", []),
        ("", []),
    ],
)
def test_a_path_leads_from_the_province_down(
    gazetteer: Gazetteer, code: str, names: list[str]
) -> None:
    assert [region.name for region in gazetteer.path(code)] == names
