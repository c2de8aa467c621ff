"""Facts: what is written of a section is counted, however much it is about."""

from __future__ import annotations

import pytest

from reports.models import PolicyArea, Report
from reports.selection import Selection
from search.columns import current_columns
from search.counting import count
from search.editions import editions_to_write
from search.facts import Facts
from search.indexing import area_numbers
from search.models import SectionIndex

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def test_a_section_counts_under_all_its_years_areas_and_types() -> None:
    report = Report.objects.get(region_id="450100")
    areas = list(PolicyArea.objects.values_list("code", flat=True))
    years = list(range(1949, 2101))
    facts = Facts(years=years, areas=areas, types=["总结", "其他"])
    (edition,) = editions_to_write("")
    SectionIndex.objects.all().delete()
    SectionIndex.objects.create(
        report=report,
        first=1,
        last=1,
        day=0,
        facts=facts.written(report, first=1, numbers=area_numbers(areas)),
        edition=edition,
        lexemes="",
    )
    columns = current_columns()
    rows = columns.alive
    counted = count(columns, rows, Selection.of())
    assert counted.values["region"] == {"450100": 1}
    assert counted.values["year"] == {str(year): 1 for year in years}
    assert counted.values["area"] == dict.fromkeys(areas, 1)
    assert counted.values["type"] == {"总结": 1, "其他": 1}
    for name in ("year", "area", "type"):
        for value in counted.values[name]:
            assert count(columns, rows, Selection.of(**{name: [value]})).reports.size == 1
    assert count(columns, rows, Selection.of(type=["计划"])).reports.size == 0
