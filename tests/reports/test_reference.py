"""Reference data: loading it is repeatable and respects what editors changed."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from reports.models import AreaTerm, PolicyArea, Region
from reports.reference import current_areas, gazetteer, load_areas, load_reference, shipped_areas

pytestmark = pytest.mark.django_db


def test_loading_brings_in_every_region_under_its_parent_and_all_areas_with_terms() -> None:
    regions, areas = load_reference()
    assert regions == Region.objects.count() == len(list(gazetteer()))
    assert areas == PolicyArea.objects.count() == 17
    nanning = Region.objects.get(code="450100")
    assert (nanning.name, nanning.parent_id) == ("南宁市", "450000")
    assert not PolicyArea.objects.filter(terms=None).exists()


def test_loading_again_changes_nothing_and_mends_a_region() -> None:
    load_reference()
    before = list(AreaTerm.objects.values_list("pk", "term", "weight"))
    Region.objects.filter(code="450100").update(name="邕州")
    load_reference()
    assert Region.objects.get(code="450100").name == "南宁市"
    assert list(AreaTerm.objects.values_list("pk", "term", "weight")) == before


def test_an_editors_terms_survive_loading() -> None:
    load_areas()
    area = PolicyArea.objects.get(code="social_assistance")
    area.terms.all().delete()
    area.terms.create(term="济困", weight=3)
    load_areas()
    assert list(area.terms.values_list("term", "weight")) == [("济困", 3.0)]


def test_a_freshly_loaded_model_weighs_as_the_shipped_one() -> None:
    load_areas()
    words = "提高城乡低保标准,建设养老机构,推进婚姻登记和殡葬改革"
    assert current_areas().weigh(words) == shipped_areas().weigh(words)
    assert current_areas().cross_cutting == shipped_areas().cross_cutting


def test_an_editors_new_word_weighs_at_once() -> None:
    load_areas()
    assert not current_areas().weigh("幸福里食堂")[0]
    AreaTerm.objects.create(area_id="elderly_care", term="幸福里食堂", weight=2)
    assert current_areas().weigh("幸福里食堂")[0] == {"elderly_care": 2.0}


def test_the_command_says_what_it_loaded_in_one_line() -> None:
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert out.getvalue() == f"已载入 {Region.objects.count()} 个地区、17 个政策领域。\n"
