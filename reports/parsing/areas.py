"""headings and text → the policy areas of each section, by weighted terms that an editor can change.

A sentence belongs to the area whose terms weigh most in it; a section to the area of its heading and of
most of its text. A further area counts where a whole sentence is about it. The words that decided are kept.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .document import AreaScore, Outline, ParsedSection
from .phrases import Phrases

# Tuned on the hand-labelled sections of three reports; README says how well they do there.
# One weight of a heading's term stands for this many code points of text about its area.
HEADING_CHARS = 45.0
# Headings further up count less with every step.
ANCESTOR_SHARE = 0.5
# Of several areas in one heading the first is what the section is about before the others.
FIRST_NAMED_BONUS = 0.15
# The least a sentence's terms must weigh together for the sentence to be about an area.
LEAST_SENTENCE_WEIGHT = 3.0
# A section on what is wrong belongs to the bureau's own capacity, whatever it complains of.
PROBLEMS = re.compile(r"(?:存在|面临).{0,8}(?:问题|困难|不足|短板)|问题和(?:困难|不足)")
PROBLEMS_AREA = "capacity_building"
_SENTENCE = re.compile(r"[^。;!?\n]+[。;!?]?")

Weights = defaultdict[str, float]


@dataclass(frozen=True, slots=True)
class AreaTerms:
    """One policy area: its code and its terms with their weights (3 names the field, 1 hints at it).

    A cross-cutting area (安全生产、乡村振兴) is primary only where the heading speaks of it alone.
    """

    code: str
    terms: Mapping[str, float]
    cross_cutting: bool = False


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
        self._terms = Phrases(weights.items())

    @classmethod
    def load(cls, path: Path) -> AreaModel:
        """Read the list of areas that `fixtures/policy_areas.json` holds."""
        rows = json.loads(path.read_text("utf-8"))
        return cls(
            AreaTerms(row["code"], row["terms"], row.get("cross_cutting", False)) for row in rows
        )

    def weigh(self, mirrored: str) -> tuple[Weights, dict[str, Weights]]:
        """Weight of each area in a text, and of each of its terms."""
        areas = _weights()
        terms: dict[str, Weights] = defaultdict(_weights)
        for _, term, by_area in self._terms.find(mirrored):
            for area, weight in by_area.items():
                areas[area] += weight
                terms[area][term] += weight
        return areas, terms


@dataclass(slots=True)
class _Tally:
    """What the sentences of one section say, by area: code points, the heaviest sentence, terms."""

    chars: Weights = field(default_factory=lambda: defaultdict(float))
    heaviest: Weights = field(default_factory=lambda: defaultdict(float))
    terms: dict[str, Weights] = field(default_factory=lambda: defaultdict(_weights))

    def add(self, other: _Tally) -> None:
        _increase(self.chars, other.chars)
        for area, weight in other.heaviest.items():
            self.heaviest[area] = max(self.heaviest[area], weight)
        for area, terms in other.terms.items():
            _increase(self.terms[area], terms)


def _weights() -> Weights:
    return defaultdict(float)


def _increase(weights: Weights, by: Mapping[str, float], *, share: float = 1.0) -> None:
    for key, weight in by.items():
        weights[key] += weight * share


def _heaviest(weights: Mapping[str, float]) -> list[str]:
    """The keys by falling weight; equal ones in the order they were met."""
    return sorted(weights, key=lambda key: -weights[key])


def give_areas(outline: Outline, mirrored: str, model: AreaModel) -> Outline:
    """The outline with the areas of every section, the primary one first."""
    sections = tuple(
        _with_areas(section, mirrored, model, {}, problems=False)[0] for section in outline.sections
    )
    return replace(outline, sections=sections)


def areas_spoken_of(mirrored: str, model: AreaModel) -> frozenset[str]:
    """The areas that a whole sentence of a text is about, as a section gets its further areas."""
    heaviest = _tally([mirrored], model).heaviest
    return frozenset(area for area in heaviest if heaviest[area] >= LEAST_SENTENCE_WEIGHT)


def _with_areas(
    section: ParsedSection,
    mirrored: str,
    model: AreaModel,
    above: Mapping[str, float],
    *,
    problems: bool,
) -> tuple[ParsedSection, _Tally]:
    title = mirrored[section.heading_start : section.heading_end]
    problems = problems or PROBLEMS.search(title) is not None
    own, own_terms = model.weigh(title)
    tally = _tally((mirrored[item.start : item.end] for item in section.passages), model)
    heading = _weights()
    _increase(heading, above, share=ANCESTOR_SHARE)
    _increase(heading, own)
    for first in list(own)[:1]:
        heading[first] += own[first] * FIRST_NAMED_BONUS
    children = []
    for child in section.children:
        placed, below = _with_areas(child, mirrored, model, heading, problems=problems)
        children.append(placed)
        tally.add(below)
    scores = _weights()
    _increase(scores, heading, share=HEADING_CHARS)
    _increase(scores, tally.chars)
    chosen = _chosen(scores, own, tally, model, problems=problems)
    areas = tuple(_score(area, scores, own_terms, tally) for area in chosen)
    return replace(section, areas=areas, children=tuple(children)), tally


def _tally(passages: Iterable[str], model: AreaModel) -> _Tally:
    tally = _Tally()
    for passage in passages:
        for sentence in _SENTENCE.findall(passage):
            areas, terms = model.weigh(sentence)
            for area in terms:
                _increase(tally.terms[area], terms[area])
            main = {
                area: weight for area, weight in areas.items() if area not in model.cross_cutting
            }
            if main:
                leading = _heaviest(main)[0]
                tally.chars[leading] += len(sentence)
                tally.heaviest[leading] = max(tally.heaviest[leading], main[leading])
            for area in filter(model.cross_cutting.__contains__, areas):
                tally.chars[area] += len(sentence)
                tally.heaviest[area] = max(tally.heaviest[area], areas[area])
    return tally


def _chosen(
    scores: Weights, own: Weights, tally: _Tally, model: AreaModel, *, problems: bool
) -> list[str]:
    """The codes of a section's areas, the primary one first."""
    if problems:
        return [PROBLEMS_AREA]
    if not scores:
        return []
    primary = _primary(scores, own, model)
    ripe = [area for area in _heaviest(scores) if tally.heaviest[area] >= LEAST_SENTENCE_WEIGHT]
    return [primary, *(area for area in ripe if area != primary)]


def _score(area: str, scores: Weights, own_terms: dict[str, Weights], tally: _Tally) -> AreaScore:
    terms = _weights()
    _increase(terms, own_terms.get(area, {}))
    _increase(terms, tally.terms.get(area, {}))
    share = scores[area] / (sum(scores.values()) or 1.0)
    return AreaScore(area, round(share, 4), tuple(_heaviest(terms)[:8]))


def _primary(scores: Weights, own: Weights, model: AreaModel) -> str:
    """The heaviest area; a cross-cutting one only where the section's own heading names no other."""
    ordinary = {area: score for area, score in scores.items() if area not in model.cross_cutting}
    named = {area for area in own if own[area] >= 2}
    if not ordinary or (named and named <= model.cross_cutting):
        return _heaviest(scores)[0]
    return _heaviest(ordinary)[0]
