"""What is kept in memory of the index is what the database holds, whatever happens to it and wherever."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from django.db import connection, transaction
from numpy.typing import NDArray

from reports.models import FIRST_YEAR, Report
from reports.reference import load_reference
from reports.selection import Selection
from reports.signals import report_changed
from search import columns as in_memory
from search import postings as kept
from search.columns import Columns, Tag, current_columns
from search.counting import count
from search.facts import FACTS, SETS, Facts
from search.models import SectionIndex
from search.postings import postings
from search.rows import searching

from .conftest import published

TEXT = "一、养老服务\n建设养老机构{}家。\n二、社会救助\n低保对象{}人，2021年。\n"
LITERALS = ["'养老'", "'低保'", "'救助' & '低保'", "'_保'", "'鸬鹚'"]


def agrees() -> Columns:
    """The columns, after comparing all of them, and what the literals find, with the database."""
    with searching():
        columns = current_columns()
        alive = columns.places(columns.alive)
        stored = {
            pk: np.frombuffer(facts, FACTS)[0]
            for pk, facts in SectionIndex.objects.values_list("pk", "facts")
        }
        assert sorted(columns.ids[alive].tolist()) == sorted(stored)
        assert columns.sections == len(stored)
        for place in alive.tolist():
            facts = stored[int(columns.ids[place])]
            report = columns.report[place]
            assert columns.keys[report] == facts["report"]
            assert columns.regions[report] == facts["region"]
            assert columns.days[report] == facts["day"]
            assert _tags(columns, place) == {
                (name, number) for name in SETS for number in _numbers(facts[name])
            }
        for literal in LITERALS:
            found = columns.ids[columns.places(postings(columns, literal))]
            assert sorted(found.tolist()) == _matching(literal)
    days = [(-int(columns.days[one]), columns.keys[one]) for one in columns.latest]
    assert days == sorted(days)
    assert len(days) == len(columns.keys)
    # Counting goes by the rows of a report standing side by side.
    assert np.all(np.diff(columns.report[alive].astype(int)) >= 0)
    return columns


def _numbers(bits: NDArray[np.uint8]) -> list[int]:
    return list(np.flatnonzero(np.unpackbits(bits, bitorder="little")).tolist())


def _tags(columns: Columns, place: int) -> set[Tag]:
    return {
        tag for tag, bit in columns.tags.items() if columns.tagged[bit // 64, place] >> bit % 64 & 1
    }


def _matching(literal: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM search_sectionindex WHERE lexemes::tsvector @@ %s::tsquery ORDER BY id",
            [literal],
        )
        return [row[0] for row in cursor.fetchall()]


def new(number: int) -> Report:
    """A published report like no other."""
    return published(TEXT.format(number, number * 7), filename=f"{number}.txt")


def withdraw(report: Report) -> None:
    """Take a report back as an editor does."""
    report.status = Report.Status.WITHDRAWN
    report.save()
    report_changed.send(sender=Report, report=report)


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_columns_follow_every_change() -> None:
    agrees()
    report = new(1)
    agrees()
    SectionIndex.objects.filter(report=report).update(lexemes="'养老'")
    agrees()
    withdraw(report)
    agrees()
    report.delete()
    agrees()


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_columns_follow_what_is_taken_back() -> None:
    before = agrees().sections
    with transaction.atomic():
        report = new(2)
        SectionIndex.objects.exclude(report=report).delete()
        assert agrees().sections < before
        transaction.set_rollback(True)
    assert agrees().sections == before


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_columns_follow_a_hundred_changes_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_memory, "DEAD", 20)
    monkeypatch.setattr(kept, "MANY_NEW", 15)
    chance = random.Random(7)
    there: list[Report] = []
    eras = set()
    for number in range(100):
        if there and chance.random() < 0.4:
            withdraw(there.pop(chance.randrange(len(there))))
        else:
            there.append(new(number))
        if chance.random() < 0.6:
            eras.add(agrees().era)
    agrees()
    assert len(eras) > 1  # the dead were left behind now and then


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_an_archive_may_be_about_more_than_a_word_has_bits() -> None:
    before = agrees()
    assert len(before.tagged) == 1
    report = new(1)
    facts = Facts(years=range(FIRST_YEAR, FIRST_YEAR + 100), areas=(), types=())
    row = SectionIndex.objects.filter(report=report).earliest("first")
    row.facts = facts.written(report, first=row.first, numbers={})
    row.save()
    columns = agrees()
    assert len(columns.tagged) == 2
    with searching():
        counted = count(columns, columns.alive, Selection.of(year=[str(FIRST_YEAR + 99)]))
    assert columns.keys[counted.reports].tolist() == [report.pk]
    assert len(counted.values["year"]) >= 100
    assert counted.values["year"][str(FIRST_YEAR + 99)] == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("archive")
def test_kept_sets_stay_within_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    most = 2 * agrees().alive.nbytes
    monkeypatch.setattr(kept, "MOST_BYTES", most)
    new(1)
    agrees()
    assert 0 < kept._KEPT._bytes <= most


@pytest.mark.django_db
@pytest.mark.parametrize("change", [lambda: new(1), lambda: None])
def test_an_archive_without_reports_has_columns_too(change: Callable[[], object]) -> None:
    load_reference()
    change()
    agrees()
