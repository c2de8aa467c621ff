"""First step of the benchmark: the five reports of `fixtures/` → headings and clauses to recombine.

A clause is kept as a template: years, places and numbers in it are blanks that the report it goes into fills.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reports.parsing.document import ParsedReport, ParsedSection
from reports.parsing.headings import find_marker
from reports.parsing.mirror import mirror
from reports.parsing.pipeline import parse
from reports.parsing.regions import Gazetteer
from reports.reference import fixture, gazetteer, shipped_areas

#: Blanks of a template, as characters of Unicode's private use: the report's own place, some other place, and a
#: year so many before or after the report's.
OWN_PLACE, OTHER_PLACE, SAME_YEAR = "\ue000", "\ue001", "\ue100"
YEARS_AROUND = 16

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_BORDER = re.compile(r"[,;。:!?\s]+")
_ENUMERATION = re.compile(r"^(?:[一二三四五六七八九十]{1,3}是|其[一二三四五])")
_PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("(", ")"), ("[", "]"), ("「", "」"))
# Code points; what is shorter is no clause, what is longer a list of names.
_SHORTEST, _LONGEST = 3, 45


@dataclass(frozen=True, slots=True)
class Topic:
    """One section of a fixture: its heading and, in their order, the clauses below it."""

    heading: str
    top: bool
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """All there is to recombine, simplified; `traditional` turns some characters back."""

    topics: tuple[Topic, ...]
    traditional: dict[int, str]


@cache
def fixture_clauses() -> Clauses:
    """Take the five reports apart."""
    topics: list[Topic] = []
    traditional: dict[int, str] = {}
    for file in sorted(fixture("").glob("*.txt")):
        report = parse(
            file.read_bytes(), filename=file.name, gazetteer=gazetteer(), areas=shipped_areas()
        )
        text = report.extracted.text
        mirrored = mirror(text)
        if report.metadata.script == "hant":
            pairs = zip(mirrored, text, strict=True)
            traditional |= {ord(new): old for new, old in pairs if new != old and old > "\u3fff"}
        topics += _topics(report, mirrored)
    return Clauses(tuple(topic for topic in topics if topic.clauses), traditional)


def _topics(report: ParsedReport, mirrored: str) -> Iterator[Topic]:
    years = report.metadata.report_years or [year - 1 for year in report.metadata.plan_years]

    def template(text: str) -> str:
        places = _with_places(text, report.metadata.region or "", gazetteer())
        return _YEAR.sub(lambda year: _year_blank(int(year.group()) - years[-1]), places)

    def below(section: ParsedSection) -> Iterator[str]:
        for passage in section.passages:
            yield from _clauses(mirrored[passage.start : passage.end])
        for child in section.children:
            yield from below(child)

    for section in report.outline.walk():
        heading = " ".join(mirror(section.heading).split())
        if 4 <= len(heading) <= 30 and not find_marker(heading):
            yield Topic(template(heading), section.level == 1, tuple(map(template, below(section))))


def _year_blank(distance: int) -> str:
    if abs(distance) > YEARS_AROUND:
        return "2000"
    return chr(ord(SAME_YEAR) + distance)


def _with_places(text: str, own: str, regions: Gazetteer) -> str:
    pieces, end = [], 0
    for mention in regions.mentions(text):
        if mention.full:
            blank = OWN_PLACE if any(r.name == own for r in mention.regions) else OTHER_PLACE
            pieces += [text[end : mention.start], blank]
            end = mention.end
    return "".join(pieces) + text[end:]


def _clauses(text: str) -> Iterator[str]:
    """The clauses of a passage without what numbers them, leaving out those that are torn or no text."""
    for piece in _BORDER.split(text):
        marker = find_marker(piece)
        clause = _ENUMERATION.sub("", piece[marker.end :] if marker else piece)
        whole = all(clause.count(one) == clause.count(other) for one, other in _PAIRS)
        if whole and _SHORTEST <= len(clause) <= _LONGEST:
            yield clause
