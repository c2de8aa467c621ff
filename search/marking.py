"""Query and an opened report → what is marked in it."""

from __future__ import annotations

from reports.models import FIRST_YEAR, LAST_YEAR, Passage, Report

from .facts import years_of
from .filters import understand
from .highlight import Mark, find_marks
from .query import Leaf, Letters


def report_marks(report: Report, typed: str, synonyms: bool = True) -> dict[int, tuple[Mark, ...]]:
    """What a query finds in an opened report: marks by passage number, without the unmarked ones.

    A synonym of certain years is marked in what is about one of them. Raises QueryError as `search` does.
    """
    leaves = understand(typed, synonyms=synonyms).query.positive_leaves()
    if not leaves:
        return {}
    found = {
        row.number: find_marks(
            row.text, [leaf for leaf in leaves if _is_of_its_years(leaf, report, row)]
        )
        for row in report.passages.all()
    }
    return {number: marks for number, marks in found.items() if marks}


def _is_of_its_years(leaf: Leaf, report: Report, passage: Passage) -> bool:
    """Whether a leaf is looked for in a passage, by the years it speaks of."""
    if not isinstance(leaf, Letters) or leaf.years is None:
        return True
    first, last = leaf.years[0] or FIRST_YEAR, leaf.years[1] or LAST_YEAR
    return any(first <= year <= last for year in years_of(report, passage.section))
