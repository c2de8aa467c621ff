"""Whatever is typed and chosen gets an answer or a sentence, from the whole search over PostgreSQL, and soon.

`MINZHENG_QUERIES` says how many are drawn (300; 20,000 take nine minutes), `MINZHENG_QUERIES_SEED` draws others.
"""

from __future__ import annotations

import os
from time import perf_counter

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, Phase, given, seed, settings

from reports.browse import read_page
from reports.forms import read_selection
from search.forms import SearchForm
from search.grammar import MAX_LENGTH, QueryError
from search.highlight import Piece
from search.results import Order, SearchResult, search

from .conftest import published
from .drawn import CHOSEN, TEXT, TYPED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]

QUERIES = int(os.environ.get("MINZHENG_QUERIES", "300"))
SEED = int(os.environ.get("MINZHENG_QUERIES_SEED", "0"))
#: No query may take longer (seconds); on a quiet machine none takes a tenth of it.
LONGEST = 2.0


def _answered(typed: str, chosen: dict[str, list[str]]) -> tuple[SearchResult | None, float]:
    """What the search page would be given for an address, None for a sentence; and the seconds it took."""
    address = QueryDict(mutable=True)
    for name, values in chosen.items():
        address.setlist(name, values)
    form = SearchForm(address)
    form.is_valid()
    began = perf_counter()
    try:
        result = search(
            typed,
            selection=read_selection(address),
            synonyms=form.cleaned_data["synonyms"],
            order=form.cleaned_data["sort"],
            page=read_page(address),
        )
    except QueryError:
        result = None
    return result, perf_counter() - began


def _check(result: SearchResult) -> None:
    """What must hold for any answer."""
    assert 1 <= result.page <= result.pages
    assert (result.reports == 0) == (not result.groups)
    assert result.passages >= sum(len(group.hits) for group in result.groups) or result.about
    for group in result.groups:
        assert 0 < len(group.hits) <= group.total
        for hit in group.hits:
            shown = [*hit.snippet, *(piece for heading in hit.headings for piece in heading)]
            assert all(isinstance(piece, Piece) and piece.text for piece in shown)
            assert all(0 <= start < end <= len(hit.passage.text) for start, end in hit.marks)
    str(result.understood.encode("utf-8", "surrogatepass"))


def test_any_query_gets_an_answer_or_a_sentence() -> None:
    slowest: list[tuple[float, str]] = []
    sentences = 0

    @seed(SEED)
    @settings(
        max_examples=QUERIES,
        derandomize=not SEED,
        phases=[Phase.generate] if QUERIES > 1000 else [Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(TYPED, CHOSEN)
    def ask(typed: str, chosen: dict[str, list[str]]) -> None:
        nonlocal sentences, slowest
        result, seconds = _answered(typed, chosen)
        if result is None:
            sentences += 1
        else:
            _check(result)
        slowest = sorted([*slowest, (seconds, typed)], reverse=True)[:5]

    _answered("养老", {})  # loads the dictionaries
    ask()
    for seconds, typed in slowest:
        print(f"{seconds * 1000:.0f} ms {typed!r}")
    print(f"{sentences} sentences")
    assert slowest[0][0] < LONGEST, slowest


WORST = {
    "prefixes and digits": "|".join(
        [*(f"{d}*" for d in range(10)), *(f'"{d}"' for d in range(10))]
    ),
    "thirty letters": "|".join(f'"{letter}"' for letter in TEXT[3000:3400] if letter.isalpha())[
        : 4 * 30 - 1
    ],
    "thirty phrases, all": " ".join(f'"{TEXT[at : at + 4]}"' for at in range(2000, 4800, 100)),
    "thirty phrases, any": "|".join(f'"{TEXT[at : at + 4]}"' for at in range(2000, 4800, 100)),
    "thirty phrases, none": "的 "
    + " ".join(f'-"{TEXT[at : at + 3]}"' for at in range(2000, 4800, 100)),
    "common letters that stand nowhere together": " ".join(
        f'"{a}{b}"' for a, b in zip("工作服务民政社会养老", "的年月日和为中在全各", strict=True)
    ),
    "punctuation": '"，"|"。"|"、"|"(一)"|"%"|"《"|"》"',
    "long words": "社会工作服务站|最低生活保障|特困人员供养|未成年人保护|流浪乞讨人员|婚姻登记|人民政府|社会组织",
}


@pytest.mark.parametrize("typed", WORST.values(), ids=WORST)
def test_the_hardest_queries_are_answered_soon(typed: str) -> None:
    whole = (TEXT.replace("，", "").replace("。", "") * 3)[:30_000]
    published(f"桂林市民政局2019年工作总结\n一、汇总\n{whole}", filename="长.txt")
    _answered("养老", {})
    result, seconds = _answered(typed[:MAX_LENGTH], {})
    assert result is not None
    _check(result)
    assert seconds < LONGEST


@pytest.mark.parametrize("page", [0, -1, 2, 10**9, 10**30])
@pytest.mark.parametrize("typed", ["养老", "月球基地"])
@pytest.mark.parametrize("order", list(Order))
def test_any_page_is_one_there_is(typed: str, page: int, order: Order) -> None:
    result = search(typed, selection=read_selection(QueryDict()), order=order, page=page)
    assert 1 <= result.page <= result.pages
