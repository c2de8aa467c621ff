"""The numbering grammar: the table's own examples, and where a heading ends."""

import pytest

from reports.parsing.headings import MARKER_RULES, find_marker, heading_extent
from reports.parsing.mirror import mirror


@pytest.mark.parametrize(
    ("kind", "line"), [(rule.kind, example) for rule in MARKER_RULES for example in rule.examples]
)
def test_every_example_of_the_table_is_read_as_its_kind(kind: str, line: str) -> None:
    marker = find_marker(mirror(line))
    assert marker is not None
    assert marker.kind == kind


@pytest.mark.parametrize("line", [line for rule in MARKER_RULES for line in rule.counter_examples])
def test_no_counter_example_is_a_marker(line: str) -> None:
    assert find_marker(mirror(line)) is None


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("十二、加强", 12),
        ("（二十一）推进", 21),
        ("3．健全", 3),
        ("③完善", 3),
        ("⑵完善", 2),
        ("㈣完善", 4),
    ],
)
def test_markers_know_their_number(line: str, number: int) -> None:
    marker = find_marker(mirror(line))
    assert marker is not None
    assert marker.number == number


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("2021年工作完成情况", "2021年工作完成情况"),
        ("完善社会救助制度。全面贯彻落实。", "完善社会救助制度"),
        ("总体思路:以" + "高质量发展" * 12 + "。", "总体思路"),
        ("加强管理:", "加强管理"),
    ],
)
def test_a_heading_ends_at_its_first_full_stop_or_with_the_line(rest: str, words: str) -> None:
    extent = heading_extent(rest, 0)
    assert extent is not None
    assert rest[: extent.words_end] == words


@pytest.mark.parametrize(
    "rest", ["一是推进信息化工作。二是健全机制。", "推进" * 40 + "。", "符合条件的人员;", ""]
)
def test_a_marker_may_come_without_a_heading(rest: str) -> None:
    assert heading_extent(rest, 0) is None
