"""paragraphs → lead-ins: a first sentence that serves as the heading of its paragraph.

`精准落实救助保障政策。统筹推进…` heads its paragraph; `基层治理是国家治理的基石。2022年,…` only opens it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line

LONGEST_LEADIN = 26
# A statement about the world, an address to the audience or a point in time: not a heading.
_STATEMENT = re.compile(
    r"[^“”]是|事关|关乎|关系到|离不开|我们|各位|同志|理念$|^\d|^(?:今年|去年|近年|目前|同时|此外|其中|全年|截至|据|为|对|从|在|当|一年|过去)"
)
_NARRATIVE = re.compile(r"(?:(?:19|20)\d\d年|今年|近年来|去年|一年来|目前)")
_ACTION = re.compile(
    r"(?:不断|持续|全面|大力|积极|深入|扎实|切实|进一步|加快|着力|有效|统筹|稳步|精准|创新|高质量)?"
    r"(?:加强|推进|健全|完善|强化|提升|提高|落实|优化|推动|深化|做好|做实|做强|夯实|筑牢|规范|保障|促进|实施|开展|构建|扩大|培育|引导|"
    r"加大|抓好|抓实|抓住|聚焦|突出|坚持|改革|建立|解决|实现|打造|扛起|扭住|盯住|练好|下足|兜牢|织密|守牢|稳定|拓展|激发|发挥|关爱|关心|开创|凝聚|严格|提质)"
)


def is_cut_off(mirrored: str) -> bool:
    """A line that breaks off in mid-sentence: a comma inside, no punctuation at the end."""
    return "," in mirrored and re.search(r"[。!?;:”)]$", mirrored) is None


def find_leadins(
    body: Sequence[Line], *, numbered: bool, headings: set[int]
) -> dict[int, tuple[int, int]]:
    """Index of each paragraph with a lead-in → (end of its words, end with 。), offsets into the line.

    In a numbered report they count only where all paragraphs of a section have one (at least two do);
    in a round-up of the press each paragraph is looked at by itself.
    """
    found: dict[int, tuple[int, int]] = {}
    preamble, *sections = _groups(len(body), headings)
    for group in sections or [preamble]:
        leads = {index: extent for index in group if (extent := _leadin(body[index].mirrored))}
        if numbered:
            strict = _are_parallel(leads) or all(
                _ACTION.match(body[index].mirrored) for index in leads
            )
            if len(leads) >= 2 and len(leads) == len(group) and strict:
                found.update(leads)
        elif sections or (
            len(leads) >= 3 and all(_ACTION.match(body[index].mirrored) for index in leads)
        ):
            found.update(leads)
            last = group[-1] if group else -1
            if last == len(body) - 1 and leads and _breaks_off(body[last].mirrored):
                found[last] = (len(body[last].mirrored),) * 2
    return found


def _groups(count: int, headings: set[int]) -> list[list[int]]:
    """The paragraphs under each heading."""
    groups: list[list[int]] = [[]]
    for index in range(count):
        if index in headings:
            groups.append([])
        else:
            groups[-1].append(index)
    return groups


def _leadin(mirrored: str) -> tuple[int, int] | None:
    stop = mirrored.find("。")
    sentence, rest = mirrored[:stop], mirrored[stop + 1 :].strip()
    if not 4 <= stop <= LONGEST_LEADIN or len(rest) < 10 or _STATEMENT.search(sentence):
        return None
    if _NARRATIVE.match(rest) and not _ACTION.match(sentence):
        return None
    return stop, stop + 1


def _are_parallel(leads: dict[int, tuple[int, int]]) -> bool:
    """Lead-ins without a verb in front still show by their like lengths (社会治理创新持续深化)."""
    lengths = [words for words, _ in leads.values()] or [0]
    return max(lengths) - min(lengths) <= 6


def _breaks_off(mirrored: str) -> bool:
    return len(mirrored) <= LONGEST_LEADIN and is_cut_off(mirrored)
