"""Places as people write them: one region, too many, or none."""

import pytest

from search.places import Ambiguous, find_place


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("中山", "中山市"),
        ("中山市", "中山市"),
        ("海南", "海南省"),
        ("吉林", "吉林省"),
        ("吉林市", "吉林市"),
        ("广西南宁", "南宁市"),
        ("广西壮族自治区 南宁市", "南宁市"),
        ("如东", "如东县"),
        ("江苏省南通市通州区", "通州区"),
        ("450100", "南宁市"),
    ],
)
def test_a_name_finds_its_region(written: str, name: str) -> None:
    assert find_place(written).name == name


def test_a_name_of_several_regions_of_one_level_says_which() -> None:
    with pytest.raises(Ambiguous) as told:
        find_place("通州区")
    assert told.value.named == ["北京市通州区", "江苏省南通市通州区"]


@pytest.mark.parametrize("written", ["某某", "", "中山大学", "江苏南宁", "999999", "中"])
def test_what_is_no_region_is_not_found(written: str) -> None:
    with pytest.raises(LookupError) as told:
        find_place(written)
    assert not isinstance(told.value, Ambiguous)
