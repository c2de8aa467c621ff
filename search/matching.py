"""Query → the index rows it finds: words anywhere in a section, letters where they stand.

A row is found if it holds something of what was asked for itself, and its scope (its section with the
headings above) satisfies the query as a whole. A place or a year is satisfied by the report's own region and
by the year a section speaks of, too: 南通's report says 我市 where the reader types 南通.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from reports.facets import region_prefix
from reports.models import Report
from reports.reference import gazetteer

from .lexemes import TsQuery, leaf_query, recheck, scope_query
from .models import PassageIndex
from .query import All, AnyOf, Leaf, Letters, Node, Not, Query

Rows = QuerySet[PassageIndex]


def public_rows() -> Rows:
    """Everything the public may find. The index holds published reports alone; asking again costs nothing."""
    return PassageIndex.objects.filter(report__status=Report.Status.PUBLISHED)


def matching(query: Query) -> Rows:
    """The rows a query finds, in no order."""
    if query.root is None or query.is_empty:
        return PassageIndex.objects.none()
    leaves = query.positive_leaves()
    found = reduce(or_, map(own_condition, leaves))
    # One leaf, or any of several: the row alone decides. Otherwise its scope has to satisfy the rest.
    if not _alternatives_only(query.root):
        found = _scope_condition(query.root) & found
    return public_rows().filter(found)


def own_condition(leaf: Leaf) -> Q:
    """Rows that hold a leaf themselves."""
    return _condition(leaf, leaf_query(leaf))


def _condition(leaf: Leaf, literal: str | None) -> Q:
    condition = Q(vector=TsQuery(literal)) if literal else Q()
    open_question = recheck(leaf)
    if open_question:
        condition &= Q(folded__contains=open_question.contains)
        if open_question.pattern:
            condition &= Q(folded__regex=open_question.pattern)
    return condition


def _alternatives_only(node: Node) -> bool:
    if isinstance(node, AnyOf):
        return all(map(_alternatives_only, node.parts))
    return not isinstance(node, (All, Not))


def _scope_condition(node: Node) -> Q:
    """Rows whose scope satisfies a node."""
    match node:
        case All(parts):
            return reduce(and_, map(_scope_condition, parts))
        case AnyOf(parts):
            return reduce(or_, map(_scope_condition, parts))
        case Not(part):
            return ~_scope_condition(part)
    holding = PassageIndex.objects.filter(_condition(node, scope_query(node)))
    return Q(scope__in=holding.values("scope")) | _about(node)


_YEAR = re.compile(r"((?:19|20)\d\d)年?")


def _about(leaf: Leaf) -> Q:
    """Rows that are about the place or year a leaf names, whether or not the text repeats it.

    What was quoted is looked for letter by letter and nowhere else.
    """
    if isinstance(leaf, Letters) and not leaf.whole_numbers:
        return Q()
    year = _YEAR.fullmatch(leaf.text)
    if year:
        return Q(years__contains=[int(year.group(1))])
    named = next(gazetteer().mentions(leaf.text), None)
    if named is None or (named.start, named.end) != (0, len(leaf.text)):
        return Q()
    return reduce(
        or_, (Q(region__code__startswith=region_prefix(region.code)) for region in named.regions)
    )
