"""你是不是要找: what may have been meant, known to find something where the reader is."""

from __future__ import annotations

import pytest

from reports.models import Report
from reports.selection import Selection
from reports.signals import report_changed
from search.collecting import letters_of
from search.corrections import MOST, Correction
from search.models import Suggestion
from search.pinyin import spell
from search.results import SearchResult, search

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def _search(typed: str, **chosen: list[str]) -> SearchResult:
    return search(typed, selection=Selection.of(**chosen))


def _offers(typed: str, **chosen: list[str]) -> list[str]:
    return [offer.typed for offer in _search(typed, **chosen).advice.corrections]


def _offered(text: str, reports: int = 1) -> None:
    """A term that the archive is said to offer while somebody types."""
    spelling = spell(text)
    Suggestion.objects.create(
        kind=Suggestion.Kind.TERM,
        text=text,
        key=letters_of(text),
        pinyin=spelling.full,
        initials=spelling.initials,
        reports=reports,
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("地保", "低保", id="the same sound, though a word too"),
        pytest.param("养劳", "养老", id="the same sound, and no word"),
        pytest.param("民证", "民政", id="a word that is only in the dictionary"),
        pytest.param("时间银航", "时间银行", id="a part of a word"),
        pytest.param("社会组只", "社会组织", id="the whole of what was cut up"),
        pytest.param("社组会织", "社会组织", id="two characters swapped"),
        pytest.param("社会会组织", "社会组织", id="one character too many"),
        pytest.param("社站", "社工站", id="one character left out"),
        pytest.param("社会祖制", "社会组织", id="two characters of the same sound"),
        pytest.param("dibao", "低保", id="pinyin"),
        pytest.param("ＤＩＢＡＯ", "低保", id="pinyin in full-width capitals"),
        pytest.param("dibaobiaozhun", "低保标准", id="pinyin of two words"),
        pytest.param("養勞", "养老", id="the other script"),
        pytest.param("养劳 服务", "养老 服务", id="one word of two"),
        pytest.param("养劳 床味", "养老 床位", id="both of two words"),
        pytest.param("地保彪准", "低保标准", id="two words typed in one go"),
        pytest.param('"地保标准"', '"低保标准"', id="a phrase"),
        pytest.param("“社会组只”", "“社会组织”", id="a phrase that is one word"),
        pytest.param("养劳 -消防 年份:2021", "养老 -消防 年份:2021", id="with signs and filters"),
        pytest.param("难宁 养老", "南宁 养老", id="a place"),
        pytest.param("城市:难宁 养老", "城市:南宁 养老", id="a place in a filter"),
    ],
)
def test_what_was_meant_is_offered_first(typed: str, meant: str) -> None:
    assert _offers(typed)[:1] == [meant]


def test_an_offer_finds_what_it_promises_and_shows_what_is_new() -> None:
    result = _search("养劳 服务", region=["450000"])
    offer = result.advice.corrections[0]
    assert offer.reports == _search(offer.typed, region=["450000"]).reports == 2
    assert [piece.text for piece in offer.pieces if piece.marked] == ["养老"]
    assert "".join(piece.text for piece in offer.pieces) == offer.typed
    # The words typed are kept.
    assert result.query == "养劳 服务"
    assert result.reports == 0


def test_nothing_is_offered_that_finds_nothing_under_the_filters() -> None:
    assert _offers("时间银航")
    assert _offers("时间银航", region=["442000"]) == []
    assert _offers("养劳 月球") == []


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("养老", id="enough is found"),
        pytest.param("月球", id="nothing sounds like it"),
        pytest.param("苏州", id="a place that there is"),
        pytest.param("养老 -地保", id="an exclusion"),
        pytest.param("2027年", id="a number"),
        pytest.param("app", id="no pinyin"),
        pytest.param("养老 城市:火星", id="no place"),
        pytest.param('"养""劳"', id="doubled quotation marks"),
        pytest.param("养老服务 年份:2010", id="words that are found under other filters"),
    ],
)
def test_nothing_is_offered_for(typed: str) -> None:
    assert _offers(typed) == []


def test_a_word_of_the_language_was_written_by_no_slip() -> None:
    published("一、工作。试行养老花园，招聘图书员。", filename="甲.txt")
    _offered("养老花园")
    _offered("图书员")
    assert _offers("养老草园") == ["养老花园"]
    assert _offers("图书馆") == []


def test_a_rare_word_is_corrected_only_into_one_far_more_frequent() -> None:
    for number in range(12):
        published(f"一、救助。第{number}所：发放临时补贴，做好临时补贴。", filename=f"{number}.txt")
    published("一、救助。发放临时卜贴，做好工作。", filename="卜.txt")
    result = _search("卜贴")
    assert result.reports == 1
    assert [offer.typed for offer in result.advice.corrections] == ["补贴"]
    # The reverse is no slip.
    assert _offers("补贴") == []


def test_the_commonest_comes_first_and_at_most_three() -> None:
    published("一、工作。开展申报、神保工作，做好申报。", filename="甲.txt")
    offers = _offers("shenbao")
    assert offers[0] == "申报"
    assert len(offers) <= MOST


def test_what_is_far_less_likely_than_the_best_is_not_offered() -> None:
    published("一、工作。建成一处博物中心。", filename="甲.txt")
    assert _offers("居家养老服伍") == ["居家养老服务"]


def test_what_is_no_longer_published_is_not_offered() -> None:
    assert _offers("难宁 养老")
    report = Report.objects.get(region_id="450100")
    report.status = Report.Status.WITHDRAWN
    report.save()
    report_changed.send(sender=Report, report=report)
    assert _offers("难宁 养老") == []


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "养_",
        "'",
        "\\",
        "\x00",
        "养劳" * 50,
        "\x00养劳\x00",
        "地保 " * 20,
        '"',
        "城市:",
        '城市:"',
        "地保 OR",
    ],
)
def test_any_string_has_an_answer(typed: str) -> None:
    offers = _search(typed).advice.corrections
    assert len(offers) <= MOST
    assert all(isinstance(offer, Correction) and offer.reports for offer in offers)
