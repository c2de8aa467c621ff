"""A report's text and the offsets stored with it → what does not fit, in Chinese sentences.

Plain Python. What holds of every report: passages are the text at their places, in order; with the furniture they hold
every character that is not blank, once; sections lie within each other in reading order and passages within theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

# So many places are named; the rest are counted.
NAMED = 5
# So much of a text that is lost or doubled is quoted (code points).
QUOTED = 12


class StoredPassage(NamedTuple):
    """A row of passages; `[start, end)` in code points of the report's text."""

    number: int
    section: int | None
    start: int
    end: int
    text: str


class StoredSection(NamedTuple):
    """A row of sections, its heading at `[heading_start, heading_end)` and all of it at `[start, end)`."""

    pk: int
    parent: int | None
    number: int
    level: int
    start: int
    heading_start: int
    heading_end: int
    end: int


def passage_faults(text: str, passages: Sequence[StoredPassage]) -> Iterator[str]:
    """What is wrong with passages, which come by their numbers."""
    if not passages:
        yield "一个段落也没有。"
    if [one.number for one in passages] != list(range(1, len(passages) + 1)):
        yield "段号不是从 1 起连续的。"
    beyond = [one for one in passages if not 0 <= one.start < one.end <= len(text)]
    if beyond:
        yield f"{_named(beyond)}超出了文本（共 {len(text)} 字）。"
    other = [one for one in passages if one.text != text[one.start : one.end]]
    if other:
        yield f"{_named(other)}的文字与文本里所记位置上的不同。"
    early = [after for before, after in pairwise(passages) if after.start < before.start]
    if early:
        yield f"{_named(early)}排在前一段之前。"


def coverage_faults(
    text: str, passages: Iterable[StoredPassage], furniture: object
) -> Iterator[str]:
    """Which characters stand in no passage and no furniture, or in more than one."""
    spans = _spans(furniture)
    if spans is None:
        yield "页面残留的记录无法读懂。"
        return
    if any(not 0 <= start <= end <= len(text) for start, end in spans):
        yield "页面残留的位置超出了文本。"
    reached = 0
    places = sorted([(one.start, one.end) for one in passages] + spans)
    places = [(max(start, 0), max(end, 0)) for start, end in places]
    for start, end in [*places, (len(text), len(text))]:
        if lost := text[reached:start].strip():
            yield f"从第 {reached + 1} 字起有文字不属于任何段落：“{_quoted(lost)}”。"
        if start < min(reached, end, len(text)):
            yield f"从第 {start + 1} 字起有文字重复属于两处：“{_quoted(text[start : min(reached, end)])}”。"
        reached = max(reached, end)


def section_faults(
    text: str, sections: Sequence[StoredSection], passages: Iterable[StoredPassage]
) -> Iterator[str]:
    """What is wrong with the tree of sections, which come by their numbers, and with what hangs on it."""
    if [one.number for one in sections] != list(range(1, len(sections) + 1)):
        yield "章节序号不是从 1 起连续的。"
    by_pk = {one.pk: one for one in sections}
    for fits, words in _SECTION_RULES:
        if wrong := [one.number for one in sections if not fits(one, by_pk, len(text))]:
            yield f"第 {_listed(wrong)} 节{words}"
    if any(after.start < before.start for before, after in pairwise(sections)):
        yield "章节不按阅读次序排列。"
    if astray := [one for one in passages if not _lies_in_its_section(one, by_pk)]:
        yield f"{_named(astray)}不在所属章节之内。"


_Sections = Mapping[int, StoredSection]


def _lies_in_text(one: StoredSection, by_pk: _Sections, size: int) -> bool:
    return 0 <= one.start <= one.heading_start <= one.heading_end <= one.end <= size


def _has_parent_above(one: StoredSection, by_pk: _Sections, size: int) -> bool:
    if one.parent is None:
        return True
    above = by_pk.get(one.parent)
    return above is not None and above.number < one.number and above.level < one.level


def _lies_in_parent(one: StoredSection, by_pk: _Sections, size: int) -> bool:
    above = by_pk.get(one.parent) if one.parent is not None else None
    return above is None or above.start <= one.start <= one.end <= above.end


_SECTION_RULES: tuple[tuple[Callable[[StoredSection, _Sections, int], bool], str], ...] = (
    (_lies_in_text, "的位置不成次序或超出了文本。"),
    (_has_parent_above, "的上级不在这份报告里，或不在它之前、之上。"),
    (_lies_in_parent, "超出了上级章节的范围。"),
)


def _lies_in_its_section(one: StoredPassage, by_pk: _Sections) -> bool:
    if one.section is None:
        return True
    section = by_pk.get(one.section)
    return section is not None and section.start <= one.start <= one.end <= section.end


def _spans(furniture: object) -> list[tuple[int, int]] | None:
    """The places of furniture; None where the stored value is not what the parser writes."""
    items: Any = furniture
    try:
        return [(int(item["start"]), int(item["end"])) for item in items]
    except (TypeError, KeyError, ValueError):
        return None


def _named(passages: Sequence[StoredPassage]) -> str:
    return f"¶{_listed([one.number for one in passages])} "


def _listed(numbers: Sequence[int]) -> str:
    more = f" 等 {len(numbers)} 处" if len(numbers) > NAMED else ""
    return "、".join(map(str, numbers[:NAMED])) + more


def _quoted(text: str) -> str:
    """The beginning of a text as it can be printed in a line."""
    begun = text[:QUOTED] + ("…" if len(text) > QUOTED else "")
    return "".join(char if char.isprintable() else "�" for char in begun)
