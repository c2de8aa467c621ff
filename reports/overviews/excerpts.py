"""Sections of a policy area → what a list shows of them: heading, year, where they stand, a sentence on the area.

Listed are the sections that the report page tags with the area, so that what a tag leads to holds what bears the
tag; where one within another bears it too, only the inner one, so that nothing is said twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef

from reports.models import Passage, Report, SectionArea, span_of
from reports.parsing.mirror import mirror

#: A lead is so long at most (code points); a sentence shorter than the least takes the next along.
LONGEST_LEAD, LEAST_LEAD = 60, 10

_SENTENCE = re.compile(rf".{{{LEAST_LEAD},}}?[。！？!?；;]|.+\Z", re.DOTALL)
# Where a clause ends; what follows can be read by itself.
_CLAUSE_END = re.compile(r"[，,、：:。！？!?；;\n]")
_TEXT_KINDS = (Passage.Kind.TEXT, Passage.Kind.ITEM)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A section that speaks of an area; `primary` where that is its main one.

    `terms` are the words that decided it, simplified, the heaviest first; none where a person gave the area.
    `year` is 0 where the section's own is not known. `anchor` and `lead` are empty until they are read.
    """

    area: str
    section: int
    report: int
    number: int
    heading: str
    year: int
    role: str
    primary: bool
    terms: tuple[str, ...]
    anchor: str = ""
    lead: str = ""

    @property
    def span(self) -> str:
        """As `Section.span`."""
        return span_of(self.year, self.role)


def area_sections(reports: Collection[int], *, area: str = "") -> list[Excerpt]:
    """The sections of these reports by area, or those of one area, in reading order; one query."""
    tags = SectionArea.objects.tags()
    inner = tags.filter(
        area=OuterRef("area"),
        section__report=OuterRef("section__report"),
        section__number__gt=OuterRef("section__number"),
        section__start__lt=OuterRef("section__end"),
    )
    rows = tags.filter(~Exists(inner), section__report__in=reports)
    if area:
        rows = rows.filter(area=area)
    columns = rows.order_by("section__report_id", "section__number").values_list(
        *("area_id", "section_id", "section__report_id", "section__number"),
        *("section__marker", "section__heading", "section__year", "section__role", "rank", "terms"),
    )
    return [
        Excerpt(
            *(code, section, report, number),
            heading=f"{marker}{heading}" or f"第 {number} 节",
            year=year or 0,
            role=role,
            primary=rank == 1,
            terms=tuple(terms),
        )
        for code, section, report, number, marker, heading, year, role, rank, terms in columns
    ]


@dataclass(frozen=True, slots=True)
class _Line:
    """A passage of a section by its number in the report."""

    number: int
    kind: str
    text: str


def with_leads(excerpts: Iterable[Excerpt]) -> list[Excerpt]:
    """The excerpts with their anchors and leads; one query."""
    known = list(excerpts)
    lines: dict[int, list[_Line]] = defaultdict(list)
    rows = Passage.objects.filter(section__in={one.section for one in known}).order_by("number")
    for section, number, kind, text in rows.values_list("section_id", "number", "kind", "text"):
        lines[section or 0].append(_Line(number, kind, text))
    return [_with_lead(one, lines[one.section]) for one in known]


def _with_lead(excerpt: Excerpt, lines: Sequence[_Line]) -> Excerpt:
    """With the sentence that tells why it is here, and the way there; else with how the section begins."""
    if not lines:
        return excerpt
    spoken = [line for line in lines if line.kind in _TEXT_KINDS]
    opening = spoken[:1]
    for line, at, length in _telling(spoken, excerpt):
        first = lines[0] if line in opening else line
        return replace(excerpt, anchor=f"p{first.number}", lead=lead(line.text, at, length))
    begins = "".join(lead(line.text) for line in opening)
    return replace(excerpt, anchor=f"p{lines[0].number}", lead=begins)


def _telling(lines: Sequence[_Line], excerpt: Excerpt) -> Iterator[tuple[_Line, int, int]]:
    """Lines with the place and length of a word that decided.

    What is mainly on the area is best told by how it begins to speak of it, anything else by the heaviest word.
    """
    mirrored = [(line, mirror(line.text)) for line in lines]
    for terms in [excerpt.terms] if excerpt.primary else [(term,) for term in excerpt.terms]:
        for line, text in mirrored:
            if found := [(at, len(term)) for term in terms if (at := text.find(term)) >= 0]:
                yield (line, *min(found))


def lead(text: str, at: int = 0, length: int = 1) -> str:
    """The sentence of a text around some words, exactly as it stands there; … where it had to be cut.

    The words stand at `at` and are `length` code points long; without them it is the first sentence.
    """
    for sentence in _SENTENCE.finditer(text):
        if at < sentence.end():
            return _cut(text[sentence.start() : sentence.end()], at + length - sentence.start())
    return ""


def _cut(sentence: str, needed: int) -> str:
    """A sentence short enough, with its first `needed` code points or at least the clause they end with."""
    start = 0
    if needed > LONGEST_LEAD:
        ends = [mark.end() for mark in _CLAUSE_END.finditer(sentence, 0, needed)]
        start = next((end for end in ends if needed - end <= LONGEST_LEAD), needed - LONGEST_LEAD)
    shown = sentence[start : start + LONGEST_LEAD]
    return f"{'…' if start else ''}{shown}{'…' if start + LONGEST_LEAD < len(sentence) else ''}"


def latest_first(excerpts: Iterable[Excerpt], reports: Mapping[int, Report]) -> list[Excerpt]:
    """By the year spoken of, else the report's latest; sections mainly of the area before the others."""

    def order(one: Excerpt) -> tuple[int, bool, int, int, int]:
        report = reports[one.report]
        day = report.published_on.toordinal() if report.published_on else 0
        return (
            -(one.year or max(report.years, default=0)),
            not one.primary,
            -day,
            report.pk,
            one.number,
        )

    return sorted((one for one in excerpts if one.report in reports), key=order)
