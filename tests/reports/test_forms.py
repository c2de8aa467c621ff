"""What an address asks for of the facets: what does not exist is left out, and said so in one sentence."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.test import Client

from reports.forms import read_form
from reports.selection import Selection

from .conftest import load_light_reference

pytestmark = pytest.mark.django_db

SENTENCES = {
    "none": ("", ""),
    "empty values": ("region=&year=&-area=&type=", ""),
    "known": ("region=450000&year=2021&area=elderly_care&-type=计划", ""),
    "a place": ("region=999999", "没有代码为 999999 的地方，这项筛选已忽略。"),
    "a year": ("year=abc", "没有“abc”这个年份，这项筛选已忽略。"),
    "a year too early": ("year=1066", "没有“1066”这个年份，这项筛选已忽略。"),
    "an area": ("area=foo", "没有代码为 foo 的政策领域，这项筛选已忽略。"),
    "a type": ("type=啊", "没有“啊”这个类型，这项筛选已忽略。"),
    "excluded": ("-region=999999", "没有代码为 999999 的地方，这项筛选已忽略。"),
    "beside a known one": ("region=450000&region=1", "没有代码为 1 的地方，这项筛选已忽略。"),
    "twice the same": ("year=x&year=x&-year=x", "没有“x”这个年份，这项筛选已忽略。"),
    "three": (
        "type=b&region=999999&year=a",
        "没有代码为 999999 的地方、“a”这个年份、“b”这个类型，这些筛选已忽略。",
    ),
    "more than three": (
        "year=a&year=b&year=c&year=d",
        "没有“a”这个年份、“b”这个年份、“c”这个年份等，这些筛选已忽略。",
    ),
    "20 characters": (f"type={'啊' * 20}", f"没有“{'啊' * 20}”这个类型，这项筛选已忽略。"),
    "a long one": (f"type={'啊' * 999}", f"没有“{'啊' * 19}…”这个类型，这项筛选已忽略。"),
    "unseen letters": (
        "area=%00a%E2%80%AE%0A",
        "没有代码为 \ufffda\ufffd\ufffd 的政策领域，这项筛选已忽略。",
    ),
}


@pytest.mark.parametrize(("asked", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_what_does_not_exist_is_named_in_one_sentence(asked: str, sentence: str) -> None:
    load_light_reference()
    assert read_form(QueryDict(asked)).ignored == sentence


def test_the_selection_is_what_is_known() -> None:
    load_light_reference()
    form = read_form(QueryDict("region=999999&region=450000&-year=x&-year=2020"))
    assert form.selection == Selection.of(region=["450000"]).excluding(year=["2020"])


@pytest.mark.parametrize("path", ["/reports/?", "/areas/elderly_care/?", "/search/?q=低保&"])
def test_a_list_says_what_it_left_out(client: Client, path: str) -> None:
    load_light_reference()
    response = client.get(f"{path}region=999999&year=<b>2021")
    assert response.status_code == 200
    page = response.content.decode()
    sentence = "没有代码为 999999 的地方、“&lt;b&gt;2021”这个年份，这些筛选已忽略。"
    assert page.count(sentence) == 1
    assert page.index(sentence) < page.index('class="narrowed"')
    assert "已忽略" not in client.get(f"{path}year=2021").content.decode()
