"""headings and text → the policy areas of each section, by weighted terms that an editor can change.

A sentence belongs to the area whose terms weigh most in it; a section to the area of its heading and of
most of its text. A further area counts where a whole sentence is about it. The words that decided are kept.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .document import AreaScore, Outline, ParsedSection

# Tuned on the hand-labelled sections of three reports; how well they do is in tests/reports/parsing/test_areas.py.
# One weight of a heading's term stands for this many code points of text about its area.
HEADING_CHARS = 45.0
# Headings further up count less with every step.
ANCESTOR_SHARE = 0.3
# The least a sentence's terms must weigh together for the sentence to be about an area.
LEAST_SENTENCE_WEIGHT = 3.0
# An area is secondary from this share of the section's text, or with a sentence of its own.
PROBLEMS = re.compile(r"(?:存在|面临).{0,8}(?:问题|困难|不足|短板)|问题和(?:困难|不足)")
PROBLEMS_AREA = "capacity_building"
_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")


@dataclass(frozen=True, slots=True)
class AreaTerms:
    """One policy area: its code and its terms with their weights (3 names the field, 1 hints at it).

    A cross-cutting area (安全生产、乡村振兴) is primary only where the heading speaks of it alone.
    """

    code: str
    terms: Mapping[str, float]
    cross_cutting: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    term: str
    weights: Mapping[str, float]


class AreaModel:
    """All areas' terms in one table, so that a text is read once, longest term first."""

    def __init__(self, areas: Iterable[AreaTerms]) -> None:
        self.cross_cutting: set[str] = set()
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for area in areas:
            if area.cross_cutting:
                self.cross_cutting.add(area.code)
            for term, weight in area.terms.items():
                weights[term][area.code] = weight
        # Terms by their first two characters; a single character says too little to be a term.
        self._heads: dict[str, list[_Hit]] = {}
        for term, by_area in weights.items():
            self._heads.setdefault(term[:2], []).append(_Hit(term, by_area))
        for hits in self._heads.values():
            hits.sort(key=lambda hit: -len(hit.term))

    @classmethod
    def load(cls, path: Path) -> AreaModel:
        """Read the list of areas that `fixtures/policy_areas.json` holds."""
        rows = json.loads(path.read_text("utf-8"))
        return cls(AreaTerms(row["code"], row["terms"], row.get("cross_cutting", False)) for row in rows)

    def hits(self, mirrored: str) -> Iterator[_Hit]:
        """The terms in a mirrored text, longest first, without overlaps."""
        resume, heads = 0, self._heads
        for position in range(len(mirrored) - 1):
            candidates = heads.get(mirrored[position : position + 2])
            if candidates is None or position < resume:
                continue
            for hit in candidates:
                if mirrored.startswith(hit.term, position):
                    resume = position + len(hit.term)
                    yield hit
                    break

    def weigh(self, mirrored: str) -> tuple[Counter[str], dict[str, Counter[str]]]:
        """Weight of each area in a text, and of each of its terms."""
        areas: Counter[str] = Counter()
        terms: dict[str, Counter[str]] = defaultdict(Counter)
        for hit in self.hits(mirrored):
            for area, weight in hit.weights.items():
                areas[area] += weight
                terms[area][hit.term] += weight
        return areas, terms


@dataclass(slots=True)
class _Tally:
    """What the sentences of one section say, by area: code points, the heaviest sentence, terms."""

    chars: Counter[str]
    heaviest: Counter[str]
    terms: dict[str, Counter[str]]

    def add(self, other: _Tally) -> None:
        self.chars.update(other.chars)
        self.heaviest |= other.heaviest
        for area, terms in other.terms.items():
            self.terms[area].update(terms)


def give_areas(outline: Outline, mirrored: str, model: AreaModel) -> Outline:
    """The outline with the areas of every section, the primary one first."""
    sections = tuple(_with_areas(section, mirrored, model, Counter(), False)[0] for section in outline.sections)
    return replace(outline, sections=sections)


def _with_areas(
    section: ParsedSection, mirrored: str, model: AreaModel, above: Counter[str], problems: bool
) -> tuple[ParsedSection, _Tally]:
    title = mirrored[section.heading_start : section.heading_end]
    problems = problems or PROBLEMS.search(title) is not None
    own, own_terms = model.weigh(title)
    tally = _tally((mirrored[item.start : item.end] for item in section.passages), model)
    inherited = Counter({area: weight * ANCESTOR_SHARE for area, weight in above.items()})
    inherited.update(own)
    children = []
    for child in section.children:
        placed, below = _with_areas(child, mirrored, model, inherited, problems)
        children.append(placed)
        tally.add(below)
    areas = _decide(own, own_terms, inherited, tally, model, problems=problems)
    return replace(section, areas=areas, children=tuple(children)), tally


def _tally(passages: Iterable[str], model: AreaModel) -> _Tally:
    tally = _Tally(Counter(), Counter(), defaultdict(Counter))
    for passage in passages:
        for sentence in _SENTENCE.findall(passage):
            areas, terms = model.weigh(sentence)
            for area in terms:
                tally.terms[area].update(terms[area])
            main = {area: weight for area, weight in areas.items() if area not in model.cross_cutting}
            if main:
                leading = max(main, key=lambda area: main[area])
                tally.chars[leading] += len(sentence)
                tally.heaviest[leading] = max(tally.heaviest[leading], main[leading])
            for area in model.cross_cutting & areas.keys():
                tally.chars[area] += len(sentence)
                tally.heaviest[area] = max(tally.heaviest[area], areas[area])
    return tally


def _decide(
    own: Counter[str],
    own_terms: dict[str, Counter[str]],
    heading: Counter[str],
    tally: _Tally,
    model: AreaModel,
    *,
    problems: bool,
) -> tuple[AreaScore, ...]:
    scores = Counter({area: weight * HEADING_CHARS for area, weight in heading.items()})
    scores.update(tally.chars)
    if not scores:
        return (AreaScore(PROBLEMS_AREA, 1.0, ()),) if problems else ()
    primary = PROBLEMS_AREA if problems else _primary(scores, own, model)
    chosen = [primary]
    for area, _ in () if problems else scores.most_common():
        if area != primary and tally.heaviest[area] >= LEAST_SENTENCE_WEIGHT:
            chosen.append(area)
    total = sum(scores.values()) or 1.0
    result = []
    for area in chosen:
        terms = Counter(own_terms.get(area, {}))
        terms.update(tally.terms.get(area, {}))
        result.append(AreaScore(area, round(scores[area] / total, 4), tuple(term for term, _ in terms.most_common(8))))
    return tuple(result)


def _primary(scores: Counter[str], own: Counter[str], model: AreaModel) -> str:
    """The heaviest area; a cross-cutting one only where the section's own heading names no other."""
    ordinary = {area: score for area, score in scores.items() if area not in model.cross_cutting}
    named = {area for area in own if own[area] >= 2}
    if not ordinary or (named and named <= model.cross_cutting):
        return max(scores, key=lambda area: scores[area])
    return max(ordinary, key=lambda area: ordinary[area])
