"""What the search page is given: honest totals and facets, hits in order, marks that fit."""

from __future__ import annotations

import pytest

from reports.facets import Facet, FacetValue
from reports.models import Report
from reports.selection import Selection
from reports.signals import report_changed
from search.grammar import QueryError, parse
from search.marking import report_marks
from search.models import SectionIndex
from search.results import Order, SearchResult, search

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def everything(typed: str, **chosen: list[str]) -> SearchResult:
    """All hits of a query on one page."""
    return search(typed, selection=Selection.of(**chosen), per_page=100, hits_per_report=500)


def values(facet: Facet) -> dict[str, int]:
    flat: list[FacetValue] = []
    for value in facet.values:
        flat += [value, *value.children]
    return {value.label: value.reports for value in flat}


def test_totals_count_what_is_listed() -> None:
    result = everything("养老")
    assert result.reports == len(result.groups) == 5
    assert result.passages == sum(len(group.hits) for group in result.groups)
    assert all(group.total == len(group.hits) for group in result.groups)


def test_fewer_hits_a_report_are_shown_than_counted() -> None:
    result = search("养老", selection=Selection.of(), per_page=2, hits_per_report=3, page=2)
    assert (result.page, result.pages, result.reports) == (2, 3, 5)
    assert all(len(group.hits) == 3 and group.more == group.total - 3 for group in result.groups)


@pytest.mark.parametrize(("asked", "given"), [(-1, 3), (0, 3), (99, 3), (3, 3), (1, 1)])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(asked: int, given: int) -> None:
    assert search("养老", selection=Selection.of(), per_page=2, page=asked).page == given


def test_every_mark_is_what_was_asked_for_in_the_script_of_the_report() -> None:
    result = everything("养老服务")
    marked = {
        hit.passage.text[a:b] for group in result.groups for hit in group.hits for a, b in hit.marks
    }
    assert {"养老服务", "養老服務"} <= marked
    for group in result.groups:
        for hit in group.hits:
            assert "".join(piece.text for piece in hit.snippet).strip("…") in hit.passage.text


def test_every_hit_has_something_marked() -> None:
    for typed in ("低保标准", "殡葬 OR 公墓", '"一肩挑"', "养老 消防", "2021年"):
        assert all(hit.marks for group in everything(typed).groups for hit in group.hits), typed


def test_facets_count_reports_with_their_own_selection_removed() -> None:
    every = everything("养老")
    region, year, area, _ = every.facets
    assert (
        values(region)["广西壮族自治区"] == values(region)["南宁市"] + values(region)["玉林市"] == 2
    )
    assert values(region)["宁夏回族自治区"] == 1
    one = everything("养老", region=["450100"])
    assert one.reports == 1
    assert values(one.facets[0]) == values(region)
    assert values(one.facets[1]) == {"2022年": 1, "2021年": 1}
    assert values(area)["养老服务"] == 5
    assert set(values(year)) == {"2022年", "2021年", "2020年"}


def without(typed: str, **barred: list[str]) -> SearchResult:
    """All hits of a query but those of what is excluded."""
    return search(typed, selection=Selection.of().excluding(**barred), per_page=100)


def test_what_is_excluded_is_not_found_and_stays_in_its_facet() -> None:
    rest = without("养老", region=["450000"])
    assert rest.reports == 3
    assert not any((group.report.region_id or "").startswith("45") for group in rest.groups)
    (guangxi,) = (value for value in rest.facets[0].values if value.value == "450000")
    assert (guangxi.reports, guangxi.selected, guangxi.excluded) == (0, False, True)
    assert {group.report.pk for group in without("养老", region=["450100"]).groups} == {
        group.report.pk for group in everything("养老").groups if group.report.region_id != "450100"
    }


@pytest.mark.parametrize(
    ("facet", "value"), [("year", "2021"), ("area", "elderly_care"), ("type", "计划")]
)
def test_chosen_and_excluded_share_out_what_is_found(facet: str, value: str) -> None:
    """Every passage found is in a section that has the value, or in one that has not."""
    both = everything("养老").passages
    assert everything("养老", **{facet: [value]}).passages > 0
    excluded = without("养老", **{facet: [value]})
    assert everything("养老", **{facet: [value]}).passages + excluded.passages == both
    (shown,) = (one for one in excluded.facets if one.name == facet)
    assert value not in {one.value for one in shown.values if one.reports}


def test_every_count_beside_an_exclusion_is_what_a_click_gives() -> None:
    selection = Selection.of().excluding(area=["elderly_care"])
    (areas,) = (one for one in search("儿童", selection=selection).facets if one.name == "area")
    for value in areas.values:
        if not value.excluded:
            clicked = selection.toggled("area", value.value)
            assert search("儿童", selection=clicked).reports == value.reports, value.label


def test_reports_open_with_all_their_hits_the_others_stay() -> None:
    closed = search("养老", selection=Selection.of())
    pks = [group.report.pk for group in closed.groups]
    opened = search("养老", selection=Selection.of(), opened=(pks[1], pks[3], 0))
    assert [len(group.hits) for group in closed.groups] == [3] * 5
    assert [group.report.pk for group in opened.groups] == pks
    assert [group.opened for group in opened.groups] == [False, True, False, True, False]
    assert [group.more for group in opened.groups] == [
        0 if number in (1, 3) else group.more for number, group in enumerate(closed.groups)
    ]


def test_each_report_that_is_opened_shows_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.results.MOST_HITS", 5)
    closed = search("养老", selection=Selection.of())
    pks = [group.report.pk for group in closed.groups]
    opened = search("养老", selection=Selection.of(), opened=pks)
    assert [len(group.hits) for group in opened.groups] == [
        min(group.total, 5) for group in closed.groups
    ]
    assert max(group.more for group in opened.groups) > 0


def test_every_facet_value_gives_what_it_promises() -> None:
    for facet in everything("儿童").facets:
        for value in facet.values:
            for one in (value, *value.children):
                assert everything("儿童", **{facet.name: [one.value]}).reports == one.reports, (
                    facet.name,
                    one.label,
                )


def test_values_of_one_facet_add_and_facets_narrow() -> None:
    assert everything("养老", region=["450100", "442000"]).reports == 2
    assert everything("养老", region=["450000"]).reports == 2
    assert (
        everything(
            "养老", region=["450100", "442000"], year=["2022"], area=["elderly_care"]
        ).reports
        == 2
    )
    plans = everything("养老", region=["442000"], year=["2022"])
    assert {hit.year for group in plans.groups for hit in group.hits} == {2022}


def test_letters_that_are_no_words_are_counted_apart() -> None:
    published("一、会议。自治区人民政府办公厅印发通知。\n二、民政工作。推进改革。")
    result = everything("民政")
    letters = everything(result.letters_query)
    assert result.literal > 0
    assert letters.passages == result.passages + result.literal
    assert letters.literal == 0


def test_drafts_and_withdrawn_reports_are_found_nowhere() -> None:
    report = Report.objects.get(region_id="442000")
    before = everything("养老")
    for status in (Report.Status.DRAFT, Report.Status.WITHDRAWN):
        report.status = status
        report.save()
        # Even before the index has followed.
        assert everything("养老").reports == before.reports - 1
        report_changed.send(sender=Report, report=report)
        assert not SectionIndex.objects.filter(report=report).exists()
        assert "中山市" not in values(everything("养老").facets[0])
    report.status = Report.Status.PUBLISHED
    report.save()
    report_changed.send(sender=Report, report=report)
    assert everything("养老").passages == before.passages


def test_every_published_passage_is_in_the_index_once() -> None:
    for report in Report.objects.all():
        rows = SectionIndex.objects.filter(report=report).values_list("first", "last")
        held = [number for first, last in rows for number in range(first, last + 1)]
        assert sorted(held) == list(range(1, report.passages.count() + 1))


@pytest.mark.parametrize("typed", ["养" * 201, " ".join(map(chr, range(0x4E00, 0x4E28)))])
def test_too_long_a_query_is_told_so(typed: str) -> None:
    with pytest.raises(QueryError, match=r"太长|太多"):
        everything(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE reports_report; --",
        "\x00",
        "((((((",
        '"""',
        "a*",
        "%_\\",
        "'",
        "&|!:*",
        "𠮷",
        "-" * 50,
    ],
)
def test_hostile_queries_are_only_words(typed: str) -> None:
    result = everything(typed)
    assert result.passages == 0 or result.groups


def test_a_report_shows_its_marks_by_passage() -> None:
    report = Report.objects.get(region_id="640000")
    marks = report_marks(report, "养老")
    texts = dict(report.passages.values_list("number", "text"))
    assert marks
    assert all("養老" in texts[number] for number in marks)
    assert report_marks(report, "") == {}


def test_what_was_understood_is_told() -> None:
    assert everything("殡葬 OR 公墓").understood == "殡葬 或 公墓"
    assert parse("低保标准").understood() == "低保 标准"


def test_reports_are_sorted_by_date_or_city() -> None:
    by_date = search("养老", selection=Selection.of(), order=Order.DATE).groups
    days = [group.report.published_on for group in by_date if group.report.published_on]
    assert len(days) > 2
    assert days == sorted(days, reverse=True)
    by_city = search("养老", selection=Selection.of(), order=Order.CITY).groups
    regions = [str(group.report.region_id) for group in by_city]
    assert regions == sorted(regions)
    by_relevance = search("养老", selection=Selection.of()).groups
    assert {group.report.pk for group in by_date} == {group.report.pk for group in by_relevance}
