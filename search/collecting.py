"""archive → suggestions: what a report gives to offer while somebody types, written when the report changes.

Terms that its passages hold, its short headings without their numbers, its region and those above. A report that
is not published gives nothing, and what no published report uses any more is removed in the same transaction.

Cost of a report of 17 kB with 100 terms and 24 headings on one core: see `tests/search/test_suggest.py` for what it
must do and README for what it takes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection, transaction
from django.db.models import Value

from reports.models import Region, Report
from reports.parsing.mirror import simplifications

from .fold import fold_text
from .models import ReportSuggestions, Suggestion
from .terms import known_terms
from .tokens import HAN_RUN

Kind = Suggestion.Kind
# Kind and text of a suggestion.
Item = tuple[int, str]

LONGEST_HEADING = 20
# From so many reports on, a suggestion belongs to the next tier: 1 → 0, 2 and 3 → 1, 4 to 7 → 2.
TIERS = [2**power for power in range(1, 20)]

# Signs that mean something in a query: a heading with one of them would not be looked up as it stands.
_SIGNS = re.compile(r"[-−|/()\[\]<>*:;?!]")
_SIMPLE = str.maketrans(simplifications())

# Arrays in place of lists of parameters, which take Django and psycopg longer than all the rest.
_FIND = "SELECT id, kind, text FROM search_suggestion WHERE text = ANY(%s)"
_COUNT = """
UPDATE search_suggestion
SET reports = reports + %(by)s, tier = width_bucket(reports + %(by)s, %(tiers)s::int[])
WHERE id = ANY(%(numbers)s)
"""
_CLEAR = "DELETE FROM search_suggestion WHERE id = ANY(%s) AND reports = 0"

# Any number that no other advisory lock of two numbers uses.
_LOCK = (0x5EA2C4, 1)


def on_report_changed(sender: Any, report: Report, **kwargs: Any) -> None:
    """Receiver of `reports.signals.report_changed`."""
    collect(report)


def on_report_deleted(sender: Any, instance: Report, **kwargs: Any) -> None:
    """Receiver of `pre_delete` of reports, inside the deletion's transaction."""
    _replace(instance, set())


def collect(report: Report) -> None:
    """Make the suggestions of one report anew; it takes all of them back where it is not published."""
    public = report.status == Report.Status.PUBLISHED
    _replace(report, set(_items(report)) if public else set())


def letters_of(text: str) -> str:
    """What suggestions are compared by: the folded letters and digits alone."""
    return "".join(letter for letter in fold_text(text) if letter.isalnum())


def _items(report: Report) -> Iterator[Item]:
    texts = report.passages.aggregate(all=StringAgg("text", Value("\n")))["all"] or ""
    for term in known_terms().held(fold_text(texts)):
        yield Kind.TERM, term
    for heading in report.sections.exclude(heading="").values_list("heading", flat=True):
        if text := _heading(heading):
            yield Kind.HEADING, text
    if code := report.region_id:
        above = [code, f"{code[:4]}00", f"{code[:2]}0000"]
        for name in Region.objects.filter(pk__in=above).values_list("name", flat=True):
            yield Kind.PLACE, name


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
        # Reports share suggestions. Writers that take turns cannot block each other crosswise.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _LOCK)
    row = ReportSuggestions.objects.filter(report=report).first()
    before = set(row.suggestions) if row else set()
    now, new = _existing(items)
    _count(now - before, by=1)
    _count(before - now, by=-1)
    now |= {made.pk for made in Suggestion.objects.bulk_create(map(_suggestion, sorted(new)))}
    if not now:
        ReportSuggestions.objects.filter(report=report).delete()
    elif now != before:
        ReportSuggestions(report=report, suggestions=sorted(now)).save(force_insert=row is None)


def _existing(items: Collection[Item]) -> tuple[set[int], set[Item]]:
    """Which of the suggestions there are, by number, and which are still to be made."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list({text for _, text in items})])
        numbers = {(kind, text): number for number, kind, text in cursor.fetchall()}
    return {numbers[item] for item in items if item in numbers}, {*items} - {*numbers}


def _suggestion(item: Item) -> Suggestion:
    from .pinyin import spell  # noqa: PLC0415 - its dictionary is for writers alone

    kind, text = item
    spelling = spell(text)
    return Suggestion(
        kind=kind,
        text=text,
        key=letters_of(text),
        pinyin=spelling.full,
        initials=spelling.initials,
    )


def _count(numbers: Collection[int], *, by: int) -> None:
    """So many published reports more or fewer use each of these; what none uses goes."""
    if not numbers:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"by": by, "tiers": TIERS, "numbers": sorted(numbers)})
        if by < 0:
            cursor.execute(_CLEAR, [sorted(numbers)])
