"""fixtures and editors → the table of synonyms that every query is read with."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from reports.reference import fixture

from .fold import fold_text
from .models import Synonym


def current_synonyms() -> dict[str, list[str]]:
    """Folded term → the other ways of saying it, folded, as editors keep them now."""
    table: dict[str, list[str]] = defaultdict(list)
    for term, other in Synonym.objects.values_list("term", "other"):
        table[fold_text(term)].append(fold_text(other))
    return dict(table)


def on_reference_loaded(sender: Any, **kwargs: Any) -> None:
    """Receiver of `reports.signals.reference_loaded`: fills an empty table from the fixture.

    A table that holds anything is an editor's and stays as it is.
    """
    if Synonym.objects.exists():
        return
    shipped: dict[str, list[str]] = json.loads(fixture("synonyms.json").read_text("utf-8"))
    Synonym.objects.bulk_create(
        Synonym(term=term, other=other) for term, others in shipped.items() for other in others
    )
