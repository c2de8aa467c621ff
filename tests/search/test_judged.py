"""Search as a reader judges it: queries of every kind against real documents, read beforehand.

The documents are not part of the project; the environment variable MINZHENG_CORPUS names the folder
that holds them.  ``judged.json`` names each relevant passage by its file and a few characters of it
(the evidence), and grades it: 3 is what was asked for, 2 bears on it, 1 mentions it.  What is not
listed counts 0.  The judgements were made by reading the files, not what some search returned.

nDCG@10 is the discounted cumulated gain of the first ten hits, in the order shown, over that of the
best possible order (Järvelin and Kekäläinen, ACM TOIS 20(4), 2002), with gain 2^grade - 1 and
discount log2(rank + 1) (Burges et al., ICML 2005).  Recall is the share of the passages graded 2 or
3 that are found at all, where there are none of those: of all graded ones.  Both are means over the
queries that have relevant passages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import log2
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from reports.ingest import ingest
from reports.models import Report
from reports.reference import load_reference
from reports.selection import Selection
from search.fold import fold, fold_text
from search.management.commands.search import in_order_shown
from search.results import search

JUDGED: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("judged.json").read_text("utf-8")
)["queries"]
FOLDER = os.environ.get("MINZHENG_CORPUS", "")

#: What was reached, less a small margin.
LEAST_NDCG = 0.90  # of 0.914
LEAST_RECALL = 0.955  # of 0.966

pytestmark = pytest.mark.django_db

#: A passage by its file and its number in it.
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one query returned, beside what was judged of it."""

    query: str
    found: tuple[Place, ...]
    grades: Mapping[Place, int]
    forbidden: frozenset[Place]
    strict: bool
    expect_empty: bool

    @property
    def good(self) -> set[Place]:
        """The passages that must not be missed."""
        return {place for place, grade in self.grades.items() if grade > 1} or set(self.grades)

    def ndcg(self) -> float:
        """0 to 1."""
        gains = [self.grades.get(place, 0) for place in self.found]
        return _gain(gains) / _gain(sorted(self.grades.values(), reverse=True))

    def recall(self) -> float:
        """0 to 1."""
        return len(self.good & set(self.found)) / len(self.good)


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades[:10], start=1))


@pytest.fixture(scope="module")
def outcomes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Outcome]]:
    """Every judged query, asked of the documents. They are gone again afterwards."""
    if not FOLDER:
        pytest.skip("MINZHENG_CORPUS names no folder of documents")
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        for path in sorted(Path(FOLDER).glob("*.txt")):
            ingest(path.read_bytes(), filename=path.name, status=Report.Status.PUBLISHED)
        yield [_outcome(judged) for judged in JUDGED]
        transaction.set_rollback(True)


def _outcome(judged: Mapping[str, Any]) -> Outcome:
    result = search(judged["query"], selection=Selection({}), per_page=1_000, hits_per_report=1_000)
    hits = [(group.report.filename, hit.passage.number) for group, hit in in_order_shown(result)]
    grades: dict[Place, int] = {}
    for one in judged.get("relevant", []):
        place = _place(one["file"], one["evidence"])
        assert place is not None, one
        grades[place] = max(grades.get(place, 0), one["grade"])
    return Outcome(
        query=judged["query"],
        found=tuple(hits),
        grades=grades,
        forbidden=frozenset(
            place
            for one in judged.get("must_not", [])
            if (place := _place(one["file"], one["evidence"]))
        ),
        strict=judged.get("strict", False),
        expect_empty=judged.get("expect_empty", False),
    )


def _place(file: str, evidence: str) -> Place | None:
    """The passage that holds the evidence, or most of it; None for furniture, which is in none."""
    report = Report.objects.get(filename=file)
    folded, wanted = fold(report.text), fold_text(evidence)
    assert folded.text.count(wanted) == 1, f"{evidence} is not unique in {file}"
    at = folded.text.index(wanted)
    start, end = folded.original_span(at, at + len(wanted))
    holding = report.passages.filter(start__lt=end, end__gt=start)
    shares = {row.number: min(row.end, end) - max(row.start, start) for row in holding}
    return (file, max(shares, key=shares.__getitem__)) if shares else None


def test_the_judged_set_is_whole() -> None:
    queries = [judged["query"] for judged in JUDGED]
    assert len(queries) == len(set(queries)) >= 25
    for judged in JUDGED:
        assert bool(judged.get("relevant")) != judged.get("expect_empty", False), judged["query"]
    lists = product(JUDGED, ("relevant", "must_not"))
    evidence = [one["evidence"] for judged, name in lists for one in judged.get(name, [])]
    assert max(map(len, evidence)) <= 15


def test_the_best_passages_come_first(outcomes: list[Outcome]) -> None:
    reached = {one.query: one.ndcg() for one in outcomes if one.grades}
    mean = sum(reached.values()) / len(reached)
    worst = sorted(reached.items(), key=lambda item: item[1])[:8]
    assert mean >= LEAST_NDCG, f"{mean:.3f}, worst: {worst}"


def test_what_is_relevant_is_found(outcomes: list[Outcome]) -> None:
    reached = {one.query: one.recall() for one in outcomes if one.grades}
    mean = sum(reached.values()) / len(reached)
    worst = sorted(reached.items(), key=lambda item: item[1])[:8]
    assert mean >= LEAST_RECALL, f"{mean:.3f}, worst: {worst}"


def test_where_the_set_is_certain_exactly_it_is_found(outcomes: list[Outcome]) -> None:
    differing = {
        one.query: (set(one.grades) - set(one.found), set(one.found) - set(one.grades))
        for one in outcomes
        if one.strict and set(one.found) != set(one.grades)
    }
    assert differing == {}


def test_nothing_forbidden_is_found(outcomes: list[Outcome]) -> None:
    assert {one.query: one.forbidden & set(one.found) for one in outcomes if one.forbidden} == {
        one.query: frozenset() for one in outcomes if one.forbidden
    }


def test_what_the_archive_lacks_is_not_found(outcomes: list[Outcome]) -> None:
    assert {one.query: one.found for one in outcomes if one.expect_empty} == {
        one.query: () for one in outcomes if one.expect_empty
    }
