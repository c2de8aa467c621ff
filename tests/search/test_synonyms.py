"""Other ways of saying a thing are found too, one way only where the table says so, and quotes bypass it."""

from __future__ import annotations

import pytest
from django.test import Client

from search.grammar import parse
from search.models import Synonym
from search.synonyms import current_synonyms, on_reference_loaded

from .conftest import published
from .test_results import everything

TABLE = {"低保": ["最低生活保障"], "高龄津贴": ["高龄补助"], "社工": ["社会工作者"]}


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("低保标准", "（低保 或 “最低生活保障”） 标准"),
        ("高龄津贴", "（高龄 津贴） 或 “高龄补助”"),
        ("最低生活保障", "最低 生活 保障"),
        ('"低保"', "“低保”"),
        ("养老 -低保", "养老 非 低保"),
        ("社工站", "“社工站”"),
        ("低保 OR 特困", "低保 或 “最低生活保障” 或 特困"),
    ],
    ids=[
        "within a chunk",
        "several words",
        "one way",
        "quoted",
        "excluded",
        "part of a word",
        "or",
    ],
)
def test_a_term_of_the_table_is_read_with_its_others(typed: str, understood: str) -> None:
    assert parse(typed, synonyms=TABLE).understood() == understood


def test_what_was_added_is_told_and_does_not_count_as_typed() -> None:
    query = parse("低保", synonyms={"低保": [f"说法{number}" for number in range(40)]})
    assert len(query.synonyms) == 40
    assert "只查“低保”请加引号" in query.notes[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_an_edit_takes_effect_with_the_next_query() -> None:
    published("一、创新。推出银发守护员服务队伍，上门探访独居长者三千人次。")
    assert everything("老年志愿者").passages == 0
    Synonym.objects.create(term="老年志愿者", other="銀髮守護員")
    result = everything("老年志愿者")
    assert result.passages == 1
    (hit,) = result.groups[0].hits
    assert [hit.passage.text[a:b] for a, b in hit.marks] == ["银发守护员"]


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_what_was_typed_comes_before_its_synonym() -> None:
    published(
        "一、甲项。落实日照中心建设任务，全年完成投资。\n二、乙项。落实日间照料中心建设任务，全年完成投资。"
    )
    hits = [h.passage for g in everything("日照中心").groups for h in g.hits]
    ours = [passage.text for passage in hits if passage.report.filename == "试.txt"]
    assert ours[0].startswith("落实日照中心")
    assert any(text.startswith("落实日间照料中心") for text in ours)


@pytest.mark.django_db
def test_the_shipped_table_fills_an_empty_one_and_no_other() -> None:
    Synonym.objects.all().delete()
    on_reference_loaded(sender=None)
    assert current_synonyms()["福彩"] == ["福利彩票"]
    Synonym.objects.exclude(term="福彩").delete()
    on_reference_loaded(sender=None)
    assert current_synonyms() == {"福彩": ["福利彩票"]}


def test_the_table_is_edited_in_the_admin(admin_client: Client) -> None:
    address = "/admin/search/synonym/add/"
    assert admin_client.post(address, {"term": "银发饭堂", "other": "老年食堂"}).status_code == 302
    assert current_synonyms()["银发饭堂"] == ["老年食堂"]
    for other in ("银发饭堂", "老年食堂"):
        assert admin_client.post(address, {"term": "银发饭堂", "other": other}).status_code == 200
    assert current_synonyms()["银发饭堂"] == ["老年食堂"]
