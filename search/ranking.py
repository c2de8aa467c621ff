"""rows found → their order: rare words over common ones, headings and closeness over scattered mention."""

from __future__ import annotations

from functools import reduce
from math import log
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import Case, Count, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Length

from .lexemes import TsQuery, heading_query, leaf_query
from .matching import Rows, own_condition, public_rows
from .query import Leaf, Query

# What the weights D, C, B, A of a lexeme count (see lexemes): the text, –, headings above, own heading.
WEIGHTS = [0.35, 0.0, 0.1, 0.5]
# A passage of this length (code points) counts in full, longer ones gradually less.
USUAL_LENGTH = 220
# What holding a typed chunk letter by letter is worth, in shares of the idf of its words.
PHRASE_BONUS = 0.6
# What a synonym counts of what the word itself would.
SYNONYM_SHARE = 0.7
KIND_SHARE = {"heading": 0.55, "title": 0.5, "signature": 0.2}


def ranked(rows: Rows, query: Query) -> QuerySet[Any]:
    """The rows with a `score`, highest first where they are ordered by it.

    The score is a sum over the query's leaves of idf · ts_rank (which saturates with repetition as BM25
    does), with a bonus for phrases, divided by a measure of length and weighed by the kind of passage.
    """
    leaves = query.positive_leaves()
    rarity = _rarity(leaves)
    weight = {leaf: SYNONYM_SHARE if leaf in query.synonyms else 1.0 for leaf in leaves}
    parts = [_leaf_score(leaf) * Value(rarity[leaf] * weight[leaf]) for leaf in leaves]
    average = sum(rarity.values()) / max(len(rarity), 1)
    parts += [_holds(phrase) * Value(PHRASE_BONUS * average) for phrase in query.phrases]
    total = reduce(add, parts, Value(0.0))
    length = Value(0.6) + Value(0.4) * Length("folded") / Value(float(USUAL_LENGTH))
    score = (
        total
        * _kind_share()
        / Func(length, Value(1.0), function="greatest", output_field=FloatField())
    )
    return rows.annotate(
        score=Func(score, template="(%(expressions)s)::float8", output_field=FloatField())
    )


def _rarity(leaves: tuple[Leaf, ...]) -> dict[Leaf, float]:
    """The idf of each leaf over all published passages (Robertson and Spärck Jones, as in BM25)."""
    counts: dict[str, Any] = {
        f"n{i}": Count("pk", filter=own_condition(leaf)) for i, leaf in enumerate(leaves)
    }
    found = public_rows().aggregate(total=Count("pk"), **counts)
    total = found["total"]
    return {
        leaf: log(1 + (total - found[f"n{i}"] + 0.5) / (found[f"n{i}"] + 0.5))
        for i, leaf in enumerate(leaves)
    }


def _leaf_score(leaf: Leaf) -> Combinable:
    """0–1 for how much a row is about a leaf."""
    literal, heading = leaf_query(leaf), heading_query(leaf)
    if heading is None:
        # Letters have no positions to rank by: they are there or not.
        return Case(
            When(own_condition(leaf), then=Value(WEIGHTS[0])),
            default=Value(0.0),
            output_field=FloatField(),
        )
    return SearchRank(F("vector"), TsQuery(f"{literal} | {heading}"), weights=Value(WEIGHTS))


def _holds(phrase: str) -> Combinable:
    return Case(
        When(Q(folded__contains=phrase), then=Value(1.0)),
        default=Value(0.0),
        output_field=FloatField(),
    )


def _kind_share() -> Combinable:
    whens = [When(kind=kind, then=Value(share)) for kind, share in KIND_SHARE.items()]
    return Case(*whens, default=Value(1.0), output_field=FloatField())
