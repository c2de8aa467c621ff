"""The catalogue while other transactions run: in a file of its own, because these are really committed."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from reports.models import Report

from .drawn import Drawn
from .test_catalogue import agrees, published

pytestmark = pytest.mark.usefixtures("reference_committed")


def test_what_another_transaction_does_counts_once_it_is_done() -> None:
    drawn = Drawn(1)
    there = drawn.archive(12)
    first = published(agrees())
    written, seen, failures = threading.Event(), threading.Event(), list[BaseException]()

    def write() -> None:
        try:
            with transaction.atomic():
                Report.objects.filter(pk=first[0]).update(status="withdrawn")
                Report.objects.filter(pk=first[1]).update(region_id="110000", years=[1999])
                written.set()
                assert seen.wait(20)
        except BaseException as failure:
            failures.append(failure)
            raise
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.wait(20)
        # A later transaction is done before the earlier one, and hides nothing of it.
        there[-1].delete()
        drawn.add()
        assert first[0] in published(agrees())
    finally:
        seen.set()
        writer.join()
    assert not failures
    catalogue = agrees()
    assert first[0] not in published(catalogue)
    assert catalogue.values("years", catalogue.published)["1999"] == 1


def test_a_table_that_is_emptied_leaves_an_empty_catalogue() -> None:
    Drawn(2).archive(8)
    assert published(agrees())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reports_passage")
    catalogue = agrees()
    assert catalogue.passages_of(catalogue.published) == 0
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reports_report CASCADE")
    assert published(agrees()) == []


def test_threads_are_given_the_same_catalogue() -> None:
    Drawn(3).archive(20)
    expected = published(agrees())
    found: list[list[int]] = []

    def look() -> None:
        found.append(published(agrees()))
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
