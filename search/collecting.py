"""archive → suggestions: what a report gives to offer while somebody types, written when the report changes.

Terms that its passages hold, indicators that they give numbers for, its short headings without their numbers, its
region and those above. A report that is not published gives nothing, and what no published report uses any more is
removed in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from reports.contents import Contents, contents_of
from reports.models import Report
from reports.parsing.mirror import simplifications

from .fold import fold_all, fold_text
from .indicators import known_indicators
from .models import Suggestion
from .terms import known_terms, pairs_of
from .tokens import HAN_RUN

Kind = Suggestion.Kind
# Kind, text and query of a suggestion.
Item = tuple[int, str, str]

LONGEST_HEADING = 20
# From so many reports on, a suggestion belongs to the next tier: 1 → 0, 2 and 3 → 1, 4 to 7 → 2.
TIERS = [2**power for power in range(1, 20)]

# Signs that mean something in a query: a heading with one of them would not be looked up as it stands.
_SIGNS = re.compile(r"[-−|/()\[\]<>*:;?!]")
_SIMPLE = str.maketrans(simplifications())

# Written out, because this is done for every report: querysets and lists of parameters take as long again as all
# that PostgreSQL does here.
_USED = "SELECT suggestions FROM search_reportsuggestions WHERE report_id = %s"
_FIND = "SELECT id, kind, text, query FROM search_suggestion WHERE text = ANY(%s)"
_COUNT = """
UPDATE search_suggestion
SET reports = reports + %(by)s, tier = width_bucket(reports + %(by)s, %(tiers)s::int[])
WHERE id = ANY(%(numbers)s)
"""
_CLEAR = "DELETE FROM search_suggestion WHERE id = ANY(%s) AND reports = 0"
_KEEP = """
INSERT INTO search_reportsuggestions (report_id, suggestions) VALUES (%s, %s)
ON CONFLICT (report_id) DO UPDATE SET suggestions = excluded.suggestions
"""
_FORGET = "DELETE FROM search_reportsuggestions WHERE report_id = %s"

# Any number that no other advisory lock of two numbers uses.
_LOCK = (0x5EA2C4, 1)


def on_report_changed(
    sender: Any, report: Report, contents: Contents | None = None, **kwargs: Any
) -> None:
    """Receiver of `reports.signals.report_changed`."""
    collect(report, contents)


def on_report_deleted(sender: Any, instance: Report, **kwargs: Any) -> None:
    """Receiver of `pre_delete` of reports, inside the deletion's transaction."""
    _replace(instance, set())


def collect(report: Report, contents: Contents | None = None) -> None:
    """Make the suggestions of one report anew; it takes all of them back where it is not published.

    `contents` are what it holds, where the caller knows them.
    """
    public = report.status == Report.Status.PUBLISHED
    _replace(report, set(_items(contents or contents_of(report))) if public else set())


def letters_of(text: str) -> str:
    """What suggestions are compared by: the folded letters and digits alone."""
    return "".join(letter for letter in fold_text(text) if letter.isalnum())


def _items(contents: Contents) -> Iterator[Item]:
    folded = " ".join(fold_all([passage.text for passage in contents.passages]))
    pairs = pairs_of(folded)
    for term in known_terms().held(folded, pairs):
        yield Kind.TERM, term, ""
    for name, query in known_indicators().held(folded, pairs):
        yield Kind.INDICATOR, name, query
    for section in contents.sections.values():
        if heading := _heading(section.heading):
            yield Kind.HEADING, heading, ""
    for place in contents.places:
        yield Kind.PLACE, place.name, ""


def _heading(heading: str) -> str:
    """A heading as it is offered, in simplified script; empty where it is none to offer."""
    text = " ".join(heading.split()).rstrip("。，、；：,.;: ").translate(_SIMPLE)
    folded = fold_text(text)
    fits = 2 <= len(text) <= LONGEST_HEADING and HAN_RUN.search(folded)
    return text if fits and not _SIGNS.search(folded) and folded.count('"') % 2 == 0 else ""


# The caller's transaction is the only one: whatever fails here undoes the change of the report.
@transaction.atomic(savepoint=False)
def _replace(report: Report, items: Collection[Item]) -> None:
    """Let a report use these suggestions and no others."""
    with connection.cursor() as cursor:
        # PostgreSQL checks references when a transaction ends; no other writer has to wait for those so far.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        # Reports share suggestions. Writers that take turns cannot block each other crosswise.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK)
        cursor.execute(_USED, [report.pk])
        before = {number for row in cursor.fetchall() for number in row[0]}
        cursor.execute(_FIND, [list({text for _, text, _ in items})])
        there = {tuple(item): number for number, *item in cursor.fetchall()}
        now = {there[item] for item in items if item in there}
        _count(cursor, now - before, by=1)
        _count(cursor, before - now, by=-1)
        new = map(_suggestion, sorted({*items} - {*there}))
        now |= {made.pk for made in Suggestion.objects.bulk_create(new)}
        if not now:
            cursor.execute(_FORGET, [report.pk])
        elif now != before:
            cursor.execute(_KEEP, [report.pk, sorted(now)])


def _suggestion(item: Item) -> Suggestion:
    from .pinyin import spell  # noqa: PLC0415 - its dictionary is for writers alone

    kind, text, query = item
    spelling = spell(text)
    return Suggestion(
        kind=kind,
        text=text,
        query=query,
        key=letters_of(text),
        pinyin=spelling.full,
        initials=spelling.initials,
    )


def _count(cursor: CursorWrapper, numbers: Collection[int], *, by: int) -> None:
    """So many published reports more or fewer use each of these; what none uses goes."""
    if not numbers:
        return
    cursor.execute(_COUNT, {"by": by, "tiers": TIERS, "numbers": sorted(numbers)})
    if by < 0:
        cursor.execute(_CLEAR, [sorted(numbers)])
