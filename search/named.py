"""Serves matching and coverage: a word of a query → the place or the year that it names, if it names one."""

from __future__ import annotations

import re

from reports.parsing.regions import RegionName
from reports.reference import gazetteer

_YEAR = re.compile(r"((?:19|20)\d\d)年?")


def named_year(folded: str) -> str | None:
    """2021 for 2021年."""
    match = _YEAR.fullmatch(folded)
    return match.group(1) if match else None


def named_regions(folded: str) -> tuple[RegionName, ...]:
    """All regions of the name that a word is as a whole."""
    named = next(gazetteer().mentions(folded), None)
    if named is None or (named.start, named.end) != (0, len(folded)):
        return ()
    return named.regions
