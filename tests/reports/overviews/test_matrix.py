"""The table of what is held: gaps are gaps, marks lead somewhere, and rows and columns add up."""

from __future__ import annotations

import pytest

from reports.overviews.matrix import Finding, GroupHead, Matrix, RowHead, matrix, window


def _row(key: str) -> RowHead:
    return RowHead(key, f"{key}市", f"/places/{key}/", reports=2)


def _table(*findings: Finding, years: tuple[int, ...] = (2020, 2021, 2022)) -> Matrix:
    group = GroupHead("某省", "", (_row("a"), _row("b")), held=2, places=5)
    return matrix([group], findings, years=years)


def _shown(table: Matrix) -> list[list[str]]:
    """Every cell as its marks: “总”, “总2 计”, “” for a gap."""
    return [
        [
            " ".join(
                mark.sign + (str(mark.number) if mark.number > 1 else "")
                for link in cell.links
                for mark in link.marks
            )
            for cell in row.cells
        ]
        for row in table.groups[0].rows
    ]


def test_what_is_held_stands_in_its_cell_and_what_is_not_is_a_gap() -> None:
    table = _table(
        Finding("a", 2021, "计划", 1, "/1/"),
        Finding("a", 2021, "总结", 2, "/2/"),
        Finding("b", 2020, "新闻", 1, "/3/"),
    )
    assert _shown(table) == [["", "总2 计", ""], ["新", "", ""]]
    assert table.kinds == ("总结", "计划", "新闻")


def test_rows_sum_years_and_columns_sum_places() -> None:
    table = _table(
        Finding("a", 2020, "总结", 3, "/1/"),
        Finding("a", 2021, "总结", 1, "/2/"),
        Finding("b", 2021, "总结", 1, "/3/"),
        Finding("b", 2022, "计划", 1, "/3/"),
    )
    assert [row.sums for row in table.groups[0].rows] == [(2, 0), (1, 1)]
    assert [(total.kind, total.places) for total in table.sums] == [
        ("总结", (1, 2, 0)),
        ("计划", (0, 0, 1)),
    ]
    assert table.reports == 4


def test_a_number_of_places_counts_as_so_many_in_its_column() -> None:
    table = _table(
        Finding("a", 2021, "总结", 12, "/1/", places=12),
        Finding("b", 2021, "总结", 3, "/2/", places=3),
    )
    assert table.sums[0].places == (0, 15, 0)


def test_marks_that_lead_to_the_same_page_share_a_link() -> None:
    table = _table(
        Finding("a", 2021, "总结", 1, "/1/"),
        Finding("a", 2021, "计划", 1, "/1/"),
        Finding("a", 2022, "总结", 1, "/1/"),
        Finding("a", 2022, "计划", 1, "/2/"),
    )
    first = table.groups[0].rows[0]
    assert [[link.href for link in cell.links] for cell in first.cells] == [
        [],
        ["/1/"],
        ["/1/", "/2/"],
    ]


def test_other_years_and_other_rows_are_left_out() -> None:
    table = _table(Finding("a", 1999, "总结", 1, "/1/"), Finding("c", 2021, "公报", 1, "/2/"))
    assert _shown(table) == [["", "", ""], ["", "", ""]]
    assert table.kinds == ()
    assert table.sums == ()


@pytest.mark.parametrize(
    ("held", "until", "expected"),
    [
        pytest.param([], None, (), id="nothing is held"),
        pytest.param([2021], None, (2021,), id="one year"),
        pytest.param([2018, 2021], None, (2018, 2019, 2020, 2021), id="gaps are years too"),
        pytest.param([1950, 2021], None, (2018, 2019, 2020, 2021), id="the last ones of many"),
        pytest.param([1950, 2021], 2017, (2014, 2015, 2016, 2017), id="up to a year"),
        pytest.param([1950, 2021], 1951, (1950, 1951), id="not before the first"),
        pytest.param([2018, 2021], 1900, (2018,), id="up to a year before the first"),
        pytest.param([2018, 2021], 9999, (2018, 2019, 2020, 2021), id="up to a year to come"),
    ],
)
def test_the_years_of_a_table(held: list[int], until: int | None, expected: tuple[int]) -> None:
    assert window(held, until=until, most=4) == expected
