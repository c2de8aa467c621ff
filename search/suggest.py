"""A few typed letters → what they may become: terms, headings, places and indicators of published reports.

Bounded work, however many suggestions begin that way: in each index the tiers (orders of magnitude of the number
of reports) are asked from the top down, a few rows each, until enough are there. So the order among the rows that
are fetched is exact, and only within one crowded tier may a row be missed that leads another by less than twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from .collecting import TIERS, letters_of
from .models import Suggestion

Kind = Suggestion.Kind

MOST = 8
# No kind takes more places than this while another waits. Indicators that begin alike are many (养老…), and in nearly
# every report, as terms are: together they leave two places to headings, which are in few.
MOST_OF_A_KIND = {Kind.TERM: 4, Kind.HEADING: 4, Kind.PLACE: 4, Kind.INDICATOR: 2}
# Rows fetched for each kind and index; more of them make the order more exact and the answer slower.
FETCHED = 24
# Nothing that is offered is longer.
LONGEST = 40

# PostgreSQL stops asking tiers as soon as the outer LIMIT is reached. USING ~<~ is the order of the index.
_LOOK_UP = """
(SELECT found.kind, found.text, found.query, found.key, found.reports
 FROM generate_series({top}, 0, -1) AS tiers(tier)
 CROSS JOIN LATERAL (
     SELECT kind, text, query, key, reports FROM search_suggestion
     WHERE kind = {kind} AND search_suggestion.tier = tiers.tier AND {column} LIKE %s
     ORDER BY {column} USING ~<~ LIMIT {limit}
 ) AS found
 LIMIT {limit})
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """One suggestion with the number of published reports that use it; `query` is what to search for it with."""

    text: str
    kind: Kind
    reports: int
    query: str


@dataclass(frozen=True, slots=True)
class _Found:
    offer: Offer
    key: str
    exact: bool


def suggest(typed: str) -> list[Offer]:
    """At most eight texts that what was typed may be the beginning of, the likeliest first.

    It is read as letters only, whatever signs are between them: in Chinese of either script, in pinyin or by
    initials. A text that begins with the very letters comes before one that only sounds so; then the one comes
    first that more reports use. An indicator is searched by the words that most reports tell it in.
    """
    key = letters_of(typed[: LONGEST + 1])
    if not key or len(typed) > LONGEST:
        return []
    once: dict[str, Offer] = {}
    for row in sorted(_look_up(key), key=_rank):
        once.setdefault(row.key, row.offer)
    return _mixed(list(once.values()))


def _rank(row: _Found) -> tuple[object, ...]:
    offer = row.offer
    return (
        not row.exact,
        -offer.reports,
        len(offer.text),
        offer.kind,
        offer.text,
        len(offer.query),
        offer.query,
    )


def _mixed(offers: Sequence[Offer]) -> list[Offer]:
    """The first few, in their order; those of a kind that has had its share only where there is room."""
    shares: Counter[Kind] = Counter()
    within: list[Offer] = []
    beyond: list[Offer] = []
    for offer in offers:
        shares[offer.kind] += 1
        (within if shares[offer.kind] <= MOST_OF_A_KIND[offer.kind] else beyond).append(offer)
    chosen = {*[*within, *beyond][:MOST]}
    return [offer for offer in offers if offer in chosen]


def _look_up(key: str) -> Iterable[_Found]:
    """Candidates from the indexes; those of pinyin are asked only for what can be pinyin."""
    latin = key.replace("ü", "v")
    columns = [("key", key)]
    if latin.isascii() and not latin.isdigit():
        columns += [("pinyin", latin), ("initials", latin)]
    parts = [
        _LOOK_UP.format(top=len(TIERS), kind=int(kind), column=column, limit=FETCHED)
        for column, _ in columns
        for kind in Kind
    ]
    patterns = [f"{text}%" for _, text in columns for _ in Kind]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), patterns)
        for kind, text, query, own, reports in cursor.fetchall():
            offer = Offer(text, Kind(kind), reports, query or text)
            yield _Found(offer, own, exact=own.startswith(key))
