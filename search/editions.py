"""Serves the index: which making of it readers see, and which is being made beside it.

Every row belongs to an edition.  One edition is the active one; while `manage.py reindex` makes the next, whatever
changes is written to both, so that at its end a single row has to be changed and nobody sees half of either.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import QuerySet

from reports.models import Report

from .models import IndexEdition, SectionIndex

# Any number that no other advisory lock of two numbers uses (see `collecting`): writers share the one, whoever
# begins or ends an edition has it alone; the other is held by whoever makes one.
_WRITING, _MAKING = (0x5EA2C4, 2), (0x5EA2C4, 3)
# Rows of former editions go in shares of so many reports.
SHARE = 500


class Busy(RuntimeError):  # noqa: N818 - it is an answer, not a defect
    """Somebody else is making an edition already."""


def editions_to_write(versions: str) -> list[int]:
    """The editions that a report's rows belong to now. Within a transaction, until whose end that does not change.

    The first rows of all make the first edition, of these versions.
    """
    _lock("pg_advisory_xact_lock_shared", _WRITING)
    if found := _numbers():
        return found
    first = IndexEdition(versions=versions, active=True)
    IndexEdition.objects.bulk_create([first], ignore_conflicts=True)
    return _numbers()


def _numbers() -> list[int]:
    with connection.cursor() as cursor:
        # Every report asks; a queryset takes four times as long.
        cursor.execute("SELECT number FROM search_indexedition ORDER BY number")
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def making() -> Iterator[None]:
    """Be the only one to make an edition. Raises Busy."""
    if not _lock("pg_try_advisory_lock", _MAKING):
        raise Busy
    try:
        yield
    finally:
        _lock("pg_advisory_unlock", _MAKING)


def begin(versions: str) -> int:
    """The number of the edition to make: one of these versions that was begun and not finished, or a new one."""
    with transaction.atomic():
        _lock("pg_advisory_xact_lock", _WRITING)
        for begun in IndexEdition.objects.filter(active=False):
            if begun.versions == versions:
                return begun.number
            begun.delete()
        return IndexEdition.objects.create(versions=versions, active=False).number


def active_edition() -> IndexEdition | None:
    """The edition that readers see; None before the first report is published."""
    return IndexEdition.objects.filter(active=True).first()


def unfinished() -> bool:
    """Whether an edition was begun and not finished."""
    return IndexEdition.objects.filter(active=False).exists()


def missing(edition: int) -> QuerySet[Report]:
    """The published reports that have no rows in an edition."""
    there = SectionIndex.objects.filter(edition=edition).values("report")
    return Report.objects.published().exclude(pk__in=there)


def activate(edition: int) -> bool:
    """Let readers see an edition instead of the one before; False, and nothing changed, if reports are missing."""
    with transaction.atomic():
        _lock("pg_advisory_xact_lock", _WRITING)
        if missing(edition).exists():
            return False
        IndexEdition.objects.exclude(number=edition).delete()
        IndexEdition.objects.filter(number=edition).update(active=True)
    return True


def clear() -> None:
    """Remove the rows of editions that are no more, a few reports at a time."""
    others = SectionIndex.objects.exclude(edition__in=_numbers())
    while reports := list(others.order_by().values_list("report", flat=True).distinct()[:SHARE]):
        others.filter(report__in=reports).delete()


def _lock(function: str, lock: tuple[int, int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", lock)
        # Some of these functions answer whether they could; the others return nothing.
        return (cursor.fetchone() or (False,))[0] is not False
