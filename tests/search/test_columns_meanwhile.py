"""Columns while other transactions run: in a file of its own, because the others share one that is never committed."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from reports.reference import load_reference
from search.models import SectionIndex

from .test_columns import agrees, new


@pytest.mark.django_db(transaction=True)
def test_what_another_transaction_does_counts_once_it_is_done() -> None:
    load_reference()
    row = SectionIndex.objects.filter(report=new(1)).latest("first")
    first = agrees().sections
    row.pk, row.first = None, row.first + 1
    written, seen, failures = threading.Event(), threading.Event(), list[BaseException]()

    def write() -> None:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
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
        new(3)
        assert agrees().sections == 2 * first
    finally:
        seen.set()
        writer.join()
    assert not failures
    assert agrees().sections == 2 * first + 1
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE search_sectionindex")
    assert agrees().sections == 0
