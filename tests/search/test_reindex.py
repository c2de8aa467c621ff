"""The index is made anew while the old one answers, goes on after a stop, and is put in its place at the end."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import connect

from reports.models import Report
from reports.selection import Selection
from reports.signals import report_changed
from search import columns, editions, indexing
from search.editions import active_edition, editions_to_write
from search.indexing import VERSIONS, is_stale
from search.management.commands import reindex as command
from search.models import IndexEdition, SectionIndex
from search.results import SearchResult, search
from search.rows import read_versions

from .conftest import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def rows() -> set[tuple[bytes, str]]:
    """What all rows of the index say."""
    found = SectionIndex.objects.values_list("facts", "lexemes")
    return {(bytes(facts), lexemes) for facts, lexemes in found}


def reindex(*arguments: str) -> str:
    """Run the command; what it says."""
    out = StringIO()
    call_command("reindex", *arguments, stdout=out)
    return out.getvalue()


def found(typed: str = "养老") -> SearchResult:
    """What a reader finds."""
    return search(typed, selection=Selection.of())


def make_stale() -> None:
    """Have the index be one of another dictionary."""
    IndexEdition.objects.update(versions="0")


def break_off(monkeypatch: pytest.MonkeyPatch, *, after: int) -> None:
    """Run the command until so many reports are done, then stop it as Ctrl-C does."""
    done: list[Report] = []

    def add(report: Report, contents: object, *, edition: int) -> int:
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(report)
        return indexing.add_to_edition(report, None, edition=edition)

    with monkeypatch.context() as patched:
        patched.setattr(command, "add_to_edition", add)
        with pytest.raises(KeyboardInterrupt):
            reindex("--all")


def test_the_same_index_is_made_anew() -> None:
    before = rows()
    SectionIndex.objects.all().delete()
    assert "5 份报告" in reindex("--all")
    assert rows() == before
    assert SectionIndex.objects.values("edition").distinct().count() == 1


def test_only_what_is_missing_is_made_where_nothing_is_old() -> None:
    kept, gone = Report.objects.order_by("pk")[:2]
    SectionIndex.objects.filter(report=gone).delete()
    before = set(SectionIndex.objects.filter(report=kept).values_list("pk", flat=True))
    assert "1 份报告" in reindex()
    assert set(SectionIndex.objects.filter(report=kept).values_list("pk", flat=True)) == before
    assert "0 份报告" in reindex()


def test_an_old_index_is_told_of_until_a_new_one_is_whole() -> None:
    make_stale()
    assert is_stale(read_versions())
    assert "reindex" in str(found().notes)
    assert "5 份报告" in reindex()
    assert not is_stale(read_versions())
    assert found().notes == ()


def test_an_archive_without_an_index_gets_one() -> None:
    IndexEdition.objects.all().delete()
    SectionIndex.objects.all().delete()
    assert found().reports == 0
    assert "5 份报告" in reindex()
    assert found().reports == 5
    assert active_edition() is not None


def test_readers_see_the_old_index_while_the_new_one_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = found()
    make_stale()
    break_off(monkeypatch, after=3)
    assert SectionIndex.objects.values("edition").distinct().count() == 2
    # A process that starts now sees what one that has been running sees.
    monkeypatch.setattr(columns, "_CURRENT", columns._Current())
    meanwhile = found()
    assert (meanwhile.reports, meanwhile.passages) == (before.reports, before.passages)
    assert "reindex" in str(meanwhile.notes)


def test_what_was_done_before_a_stop_is_not_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    break_off(monkeypatch, after=3)
    assert "2 份报告" in reindex()
    assert found().reports == 5
    assert IndexEdition.objects.get().active


def test_what_another_version_had_begun_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    break_off(monkeypatch, after=3)
    make_stale()
    assert "5 份报告" in reindex()
    assert SectionIndex.objects.values("edition").distinct().count() == 1


def test_what_changes_meanwhile_is_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    break_off(monkeypatch, after=3)
    new = published("一、养老。新的养老报告。")
    assert len(editions_to_write(VERSIONS)) == 2
    assert found().reports == 6
    withdrawn = Report.objects.order_by("pk")[0]
    withdrawn.status = Report.Status.WITHDRAWN
    withdrawn.save()
    report_changed.send(sender=Report, report=withdrawn)
    assert found().reports == 5
    reindex()
    numbers = {group.report.pk for group in found().groups}
    assert new.pk in numbers
    assert withdrawn.pk not in numbers
    assert len(numbers) == 5


def test_a_report_that_is_missing_at_the_end_keeps_the_new_index_from_readers() -> None:
    with editions.making():
        edition = editions.begin(VERSIONS)
        assert not editions.activate(edition)
    assert found().reports == 5


def test_only_one_makes_an_index_at_a_time() -> None:
    parameters = connection.get_connection_params()
    known = {
        key: parameters[key]
        for key in ("host", "port", "user", "password", "dbname")
        if key in parameters
    }
    with connect(**known) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", editions._MAKING)
        with pytest.raises(CommandError, match="另一个"):
            reindex()
        other.execute("SELECT pg_advisory_unlock(%s, %s)", editions._MAKING)
        reindex()
