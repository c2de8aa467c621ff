"""The numbering grammar of the genre as one table, and what a heading is once its marker is known.

Works on one line of the mirror (simplified, half-width), so every rule is written once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CN = "[一二三四五六七八九十百〇零]"
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}

# A heading longer than this is a sentence of the text (code points). The longest one that was seen in
# reports, with its clauses, has 41.
LONGEST_HEADING = 50
# A heading that has neither number nor punctuation is a short line (code points).
LONGEST_PLAIN = 32
# Where the first sentence is too long, a short label before a colon may still be the heading.
LONGEST_LABEL = 16


@dataclass(frozen=True, slots=True)
class MarkerRule:
    """One way of numbering. `rank` orders the ways from the widest section to the narrowest."""

    kind: str
    rank: int
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...] = ()


MARKER_RULES: tuple[MarkerRule, ...] = (
    MarkerRule(
        "part",
        1,
        re.compile(rf"第({_CN}{{1,3}})(?:部分|编|篇)[、.:\s]*"),
        ("第一部分 2021年工作总结", "第二编 分则"),
    ),
    MarkerRule("chapter", 2, re.compile(rf"第({_CN}{{1,3}})章[、.:\s]*"), ("第一章  总则",)),
    MarkerRule("division", 3, re.compile(rf"第({_CN}{{1,3}})节[、.:\s]*"), ("第二节 发展目标",)),
    MarkerRule(
        "cn_comma",
        4,
        re.compile(rf"({_CN}{{1,3}})\s*(?:、|\.(?!\d))(?!{_CN}+(?:[、季级类档线]|是))\s*"),
        ("一、2021年工作完成情况", "一、 做好困难群众", "十一、加强", "二.存在问题"),
        ("三、四季度", "一是推进", "一、二级"),
    ),
    MarkerRule(
        "cn_paren",
        5,
        re.compile(rf"[(\[【]\s*({_CN}{{1,3}})\s*[)\]】]\s*[、.]?\s*|([㈠-㈩])\s*"),
        ("(一)完善社会救助制度", "（二） 加强", "( 三 )", "㈠健全"),
        ("(来源:中国社会报)", "(一方面"),
    ),
    MarkerRule(
        "arabic",
        6,
        re.compile(r"(\d{1,2})\s*(?:、|\.(?!\d))\s*|([⒈-⒛])\s*"),
        ("1.强化兜底", "2、加强", "10. 推进", "⒈完善"),
        ("1.17亿元", "2021.12.27", "2.0版", "1521项目工程"),
    ),
    MarkerRule(
        "arabic_paren",
        7,
        re.compile(r"\(\s*(\d{1,2})\s*\)\s*|(\d{1,2})\)\s*|([⑴-⒇])\s*"),
        ("(1)完善", "2)加强", "⑴健全"),
        ("(2021年)",),
    ),
    MarkerRule("circled", 8, re.compile(r"([①-⑳])\s*"), ("①健全",)),
)
_DECORATION = re.compile(r"\s*(?:#{1,6}\s+|[★●■◆▲]\s*)?")
_ITEM = re.compile(rf"{_CN}{{1,3}}是")
_PUNCTUATION = "。:;,.、!"


@dataclass(frozen=True, slots=True)
class Marker:
    """A numbering marker found at the head of a line; offsets are into that line."""

    kind: str
    rank: int
    number: int
    start: int
    end: int
    text_end: int


@dataclass(frozen=True, slots=True)
class HeadingExtent:
    """Where the words of a heading end, and where its closing punctuation does (offsets into the line)."""

    words_end: int
    end: int


def find_marker(line: str) -> Marker | None:
    """The numbering marker a mirrored line starts with, if it starts with one."""
    decoration = _DECORATION.match(line)
    begin = decoration.end() if decoration else 0
    for rule in MARKER_RULES:
        match = rule.pattern.match(line, begin)
        if match:
            number = next(group for group in match.groups() if group)
            text_end = begin + len(match.group().rstrip(" "))
            return Marker(rule.kind, rule.rank, _number(number), begin, match.end(), text_end)
    return None


def heading_extent(line: str, start: int) -> HeadingExtent | None:
    """How far the heading that begins at `start` reaches; None where text follows the marker at once.

    A heading ends at the first 。 or with the line. It may be missing: `(一)一是推进…`.
    """
    rest = line[start:].rstrip()
    if not rest or _ITEM.match(rest):
        return None
    stop = rest.find("。")
    sentence = rest if stop < 0 else rest[:stop]
    if len(sentence) <= LONGEST_HEADING and not (stop < 0 and rest[-1] in ";,"):
        words = len(sentence.rstrip(_PUNCTUATION + " "))
        return HeadingExtent(start + words, start + (len(rest) if stop < 0 else stop + 1))
    label = rest.find(":")
    if 0 < label <= LONGEST_LABEL:
        return HeadingExtent(start + label, start + label + 1)
    return None


def _number(digits: str) -> int:
    """十二 → 12, 一百零三 → 103, 12 → 12, ③ → 3."""
    if digits.isascii():
        return int(digits)
    for first in "①⑴⒈㈠":
        if ord(first) <= ord(digits[0]) <= ord(first) + 19:
            return ord(digits[0]) - ord(first) + 1
    total = current = 0
    for char in digits:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = _DIGITS[char]
    return total + current
