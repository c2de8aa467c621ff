"""fixtures and editors → the table of synonyms that every query is read with."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from reports.reference import fixture

from .fold import fold_text
from .models import Synonym
from .query import Letters
from .rows import read_synonyms


def current_synonyms() -> dict[str, list[Letters]]:
    """Folded term → the other ways of saying it, folded, with their years, as editors keep them now."""
    table: dict[str, list[Letters]] = defaultdict(list)
    for term, other, first, last in read_synonyms():
        years = None if first is last is None else (first, last)
        table[fold_text(term)].append(Letters(fold_text(other), years=years))
    return dict(table)


def on_reference_loaded(sender: Any, **kwargs: Any) -> None:
    """Receiver of `reports.signals.reference_loaded`: fills an empty table from the fixture.

    A table that holds anything is an editor's and stays as it is.
    """
    if not Synonym.objects.exists():
        Synonym.objects.bulk_create(shipped_synonyms(fixture("synonyms.json").read_text("utf-8")))


def shipped_synonyms(text: str) -> Iterator[Synonym]:
    """The rows of the fixture, not stored: `term: [other, …]`, or `{"other": …, "from": …, "to": …}`
    for one that holds for certain years, where either year may be missing.
    """
    for term, others in json.loads(text).items():
        for other in others:
            row: dict[str, Any] = {"other": other} if isinstance(other, str) else other
            yield Synonym(
                term=term,
                other=row["other"],
                from_year=row.get("from"),
                to_year=row.get("to"),
            )
