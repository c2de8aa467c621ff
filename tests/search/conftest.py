"""What the search tests share: an archive of the five seed reports, stored once a module and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from reports.ingest import ingest
from reports.models import Report
from reports.reference import load_reference

SEEDS = sorted((Path(__file__).parents[2] / "fixtures").glob("*.txt"))


def published(text: str, *, filename: str = "试.txt") -> Report:
    """A published report of a text."""
    report = ingest(text.encode(), filename=filename, status=Report.Status.PUBLISHED).report
    assert report is not None
    return report


@pytest.fixture(scope="module")
def archive(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The five seeds, published. What a test changes is undone after it.

    Tests name `django_db` too: without that mark no test database is made.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        for seed in SEEDS:
            ingest(seed.read_bytes(), filename=seed.name, status=Report.Status.PUBLISHED)
        yield
        transaction.set_rollback(True)
