"""text and frame → whose report it is: the region and the office, with the place each was read at.

Every clue votes for a region with a weight; the weights order the clues as a reader would.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .document import Span
from .regions import Gazetteer, Level, Mention, RegionName

# How much one clue of a kind counts. A source line may name the web site of another city, so the title
# and the signature outweigh it; plain mentions decide only where nothing else does.
WEIGHTS = {"signature": 12.0, "title": 9.0, "issuer": 6.0, "office": 4.0, "mention": 1.0}
_MOST_MENTIONS = 8.0
_OFFICES = (
    "民政厅|民政局|民政和社会保障局|民政部|统计局|人力资源和社会保障厅|人力资源和社会保障局|"
    "人力资源社会保障局|人民政府办公室|人民政府|民政"
)
_OFFICE = re.compile(rf"(?:{_OFFICES})")
_SELF = {
    "province": re.compile(r"[我全]省|[我全]自治区|自治区(?:党委|政府|民政厅)|省委、省政府"),
    "prefecture": re.compile(r"[我全]市|市委、市政府|市民政局|[我全]州|州委"),
    "county": re.compile(r"[我全](?:县|旗)|县委|县民政局|区民政局|区委、区政府|(?<!自治)区委"),
}
_COUNTRY = re.compile(r"全国|我国|国务院")


@dataclass(frozen=True, slots=True)
class Clue:
    """A stretch of text that may tell whose report it is."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Office:
    """A named office of a region, as the text writes it: 南宁市民政局 at its place."""

    name: str
    region: RegionName
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """The region a report is about and the clue that says so most strongly.

    `rivals` are regions of the same name that it might be just as well: then a person has to choose.
    """

    region: RegionName
    evidence: Span
    rivals: tuple[RegionName, ...] = ()


def find_place(
    mirrored: str, clues: Sequence[Clue], body: Sequence[Span], gazetteer: Gazetteer
) -> Place | None:
    """The region with the most votes, or None where the text names none."""
    votes: dict[str, float] = defaultdict(float)
    strongest: dict[str, tuple[float, Span]] = {}

    def vote(mention: Mention, weight: float, offset: int, most: float = 1e9) -> None:
        for region in mention.regions:
            votes[region.code] = min(votes[region.code] + weight, max(most, votes[region.code]))
            if weight > strongest.get(region.code, (0.0, None))[0]:
                strongest[region.code] = (
                    weight,
                    Span(offset + mention.start, offset + mention.end),
                )

    for span in body:
        piece = mirrored[span.start : span.end]
        for mention in _outermost(gazetteer, piece):
            office = _OFFICE.match(piece, mention.end)
            kind = (
                "office"
                if office and (mention.full or piece.startswith("民政", mention.end))
                else "mention"
            )
            vote(mention, WEIGHTS[kind], span.start, 16.0 if kind == "office" else _MOST_MENTIONS)
    for clue in clues:
        for mention in _outermost(gazetteer, mirrored[clue.span.start : clue.span.end]):
            vote(mention, WEIGHTS[clue.kind], clue.span.start)
    levels = _levels(mirrored, body)
    best = _best(votes, levels, gazetteer)
    if not best:
        return None
    weight, evidence = strongest[best[0].code]
    # A text that only names places, and speaks of itself as the country, is about all of it.
    if weight <= WEIGHTS["office"] and not any(levels.values()):
        return None
    return Place(best[0], evidence, tuple(best[1:]))


def _outermost(gazetteer: Gazetteer, piece: str) -> Iterator[Mention]:
    """In 吴忠市利通区民政局 the last name of a chain counts, as the place of that name in 吴忠市."""
    chain: Mention | None = None
    for mention in gazetteer.mentions(piece):
        if chain and chain.end == mention.start:
            above = chain.regions
            inside = [r for r in mention.regions if any(gazetteer.within(r, a) for a in above)]
            chain = replace(mention, regions=tuple(inside) or mention.regions)
            continue
        if chain:
            yield chain
        chain = mention
    if chain:
        yield chain


def _levels(mirrored: str, body: Sequence[Span]) -> dict[Level, float]:
    """How much the text speaks of itself as a province, a city or a county (shares of 1).

    Nothing at all where it speaks of the country more often.
    """
    text = "".join(mirrored[span.start : span.end] for span in body)
    counts = {level: len(pattern.findall(text)) for level, pattern in _SELF.items()}
    total = sum(counts.values()) or 1
    if len(_COUNTRY.findall(text)) > total:
        return {"province": 0.0, "prefecture": 0.0, "county": 0.0}
    return {level: counts[level] / total for level in ("province", "prefecture", "county")}


def _best(
    votes: dict[str, float], levels: dict[Level, float], gazetteer: Gazetteer
) -> list[RegionName]:
    """The region with the highest score, and after it those of the same name that score as high."""
    ranked = []
    for code, weight in votes.items():
        region = gazetteer.get(code)
        if region is None:
            continue
        # 全区 is said by an autonomous region and by a city district alike; 全市 by a municipality too.
        level = (
            max(levels["prefecture"], levels["province"])
            if code[:2] in {"11", "12", "31", "50"}
            else levels[region.level]
        )
        # A name borne by several counties counts for the one whose city or province is named as well.
        kin = 0.0 if not region.parent else min(votes.get(region.parent, 0.0), 4.0) / 4
        ranked.append((weight * (0.25 + level) + kin, region))
    ranked.sort(key=lambda entry: (-entry[0], entry[1].code))
    return [
        region
        for score, region in ranked
        if score == ranked[0][0] and region.name == ranked[0][1].name
    ]


def find_offices(mirrored: str, spans: Sequence[Span], gazetteer: Gazetteer) -> Iterator[Office]:
    """Offices named with their region in front: 中山市民政局, 宁夏回族自治区民政厅."""
    for span in spans:
        piece = mirrored[span.start : span.end]
        for mention in gazetteer.mentions(piece):
            office = _OFFICE.match(piece, mention.end)
            if office and office.group() != "民政":
                at = Span(span.start + mention.start, span.start + office.end())
                for region in mention.regions:
                    yield Office(region.name + office.group() if mention.full else "", region, at)
