"""Filters in what people type: codes that the facets know, a sentence for what has none, chips that take them out."""

from __future__ import annotations

from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client

from reports.models import Report
from reports.selection import Selection
from reports.signals import report_changed
from search.filters import understand

from .test_results import everything, values

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("城市:中山 低保", {"region": ("442000",)}),
        ("城市：南寧、中山 低保", {"region": ("450100", "442000")}),
        ("省:广西 低保", {"region": ("450000",)}),
        ("年份:2021年度 低保", {"year": ("2021",)}),
        ("年:2022-2020 低保", {"year": ("2020", "2021", "2022")}),
        ("领域:养老 低保", {"area": ("elderly_care",)}),
        ("area:elderly_care 低保", {"area": ("elderly_care",)}),
        ("领域:未成年人 低保", {"area": ("child_welfare",)}),
        ("类型:工作计划 低保", {"type": ("计划",)}),
        ("类型:总结和计划 低保", {"type": ("总结", "计划")}),
        ("城市:中山 年份:2021 低保", {"region": ("442000",), "year": ("2021",)}),
    ],
)
def test_a_typed_filter_chooses_what_a_click_would(
    typed: str, chosen: dict[str, tuple[str, ...]]
) -> None:
    asked = understand(typed)
    assert asked.selection.chosen == chosen
    assert not [note for note in asked.notes if "筛选" in note]
    clicked = {name: list(codes) for name, codes in chosen.items()}
    assert everything(typed).passages == everything("低保", **clicked).passages


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("城市:某某", "没有叫“某某”的城市"),
        ("城市:通州区", "叫“通州区”的地方有 2 个（北京市通州区、江苏省南通市通州区）"),
        ("年份:二千", "“二千”不是年份"),
        ("年份:1921", "“1921”不是年份"),
        ("领域:航天", "没有叫“航天”的政策领域"),
        ("领域:社会", "“社会”可以指“社会救助”或“社会组织管理”或"),
        ("类型:小说", "没有叫“小说”的类型，可以写总结、计划、公报、新闻、其他"),
    ],
)
def test_what_the_archive_does_not_know_is_left_out_with_a_sentence(typed: str, note: str) -> None:
    asked = understand(f"低保 {typed}")
    assert any(note in told for told in asked.notes)
    assert not asked.selection
    assert asked.query.filters == ()


def test_typed_and_clicked_add_up_within_a_facet_and_narrow_across() -> None:
    asked = understand("城市:中山 低保", selection=Selection.of(region=["450100"], year=["2021"]))
    assert asked.selection.chosen == {"region": ("450100", "442000"), "year": ("2021",)}
    assert everything("城市:中山 养老", region=["450100"]).reports == 2


def test_a_question_is_narrowed_to_a_place_that_is_held() -> None:
    result = everything("宁夏低保对象多少人")
    assert result.selection.chosen == {"region": ("640000",)}
    assert result.understood.endswith("；城市：宁夏")
    assert everything("苏州有多少社工站").selection.chosen == {}
    assert everything("2021年哪些城市开展了时间银行").selection.chosen == {"year": ("2021",)}
    assert everything("1999年哪些城市开展了时间银行").selection.chosen == {}
    assert everything("广西南宁有多少养老机构").selection.chosen == {"region": ("450100",)}
    assert everything("宁夏 低保").selection.chosen == {}


def test_a_place_is_held_only_while_a_report_of_it_is_published() -> None:
    report = Report.objects.get(region_id="442000")
    assert understand("中山有多少低保对象").selection
    report.status = Report.Status.WITHDRAWN
    report.save()
    report_changed.send(sender=Report, report=report)
    assert not understand("中山有多少低保对象").selection


def test_what_a_query_names_beside_questions_is_looked_up_in_no_table(
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        understand("南宁 2021年 低保")


def _chips(client: Client, **parameters: str) -> dict[str, str]:
    """What each chip is called → where it leads."""
    page = client.get("/search/", parameters).content.decode()
    found = {}
    for piece in page.split('<a class="chip" href="')[1:]:
        href, _, rest = piece.partition('"')
        label = rest.partition('<span class="what">')[2].partition('<span class="x"')[0]
        found[label.replace("</span>", ":")] = unescape(href)
    return found


def test_each_typed_filter_has_a_chip_that_rewrites_what_was_typed(client: Client) -> None:
    chips = _chips(client, q="养老 城市:中山、南宁 年份:2021", area="elderly_care")
    also = "&area=elderly_care"
    assert chips == {
        "城市:中山市": f"/search/?q={quote('养老')}+{quote('城市:南宁')}+{quote('年份:2021')}{also}",
        "城市:南宁市": f"/search/?q={quote('养老')}+{quote('城市:中山')}+{quote('年份:2021')}{also}",
        "年份:2021年": f"/search/?q={quote('养老')}+{quote('城市:中山、南宁')}{also}",
        "政策领域:养老服务": f"/search/?q={quote('养老 城市:中山、南宁 年份:2021').replace('%20', '+')}",
    }


def test_the_chip_of_a_question_leaves_the_rest_of_it(client: Client) -> None:
    chips = _chips(client, q="宁夏有多少养老机构")
    assert chips["城市:宁夏回族自治区"] == f"/search/?q={quote('有多少养老机构')}"


def test_what_is_typed_and_clicked_has_one_chip_that_removes_both(client: Client) -> None:
    chips = _chips(client, q="养老 城市:中山", region="442000")
    assert chips == {"城市:中山市": f"/search/?q={quote('养老')}"}


def test_a_click_on_a_typed_value_takes_it_out_of_the_text(client: Client) -> None:
    page = client.get("/search/", {"q": "养老 城市:中山"}).content.decode()
    assert f'class="facet-link chosen" href="/search/?q={quote("养老")}"' in page
    assert f'class="clear" href="/search/?q={quote("养老")}"' in page


def test_filters_alone_lead_to_the_list_of_reports(client: Client) -> None:
    response = client.get("/search/", {"q": "城市:中山 类型:计划", "year": "2021"})
    assert response.status_code == 302
    assert response["Location"] == f"/reports/?region=442000&year=2021&type={quote('计划')}"


def test_a_filter_alone_that_is_not_known_says_so(client: Client) -> None:
    response = client.get("/search/", {"q": "城市:某某"})
    assert response.status_code == 200
    assert "没有叫“某某”的城市" in response.content.decode()


def test_what_was_understood_is_found_again_by_its_letters() -> None:
    result = everything("城市:南宁 民政")
    assert everything(result.letters_query).selection == result.selection


def test_the_role_of_a_section_decides_its_type() -> None:
    plans = everything("养老 类型:计划")
    roles = {h.passage.section.role for g in plans.groups for h in g.hits if h.passage.section}
    assert roles <= {"plan", ""}
    assert "plan" in roles
    counted = values(everything("养老").facets[3])
    for kind, number in counted.items():
        assert everything("养老", type=[kind]).reports == number
