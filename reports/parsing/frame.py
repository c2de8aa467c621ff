"""lines → the frame of the body: the title lines above it and the signature with its date below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .dates import DATE
from .headings import LONGEST_PLAIN, find_marker
from .lines import Line, body_bounds
from .roles import is_part_heading

ORGANISATION = re.compile(
    r"[\u4e00-\u9fff()、\s]{2,40}(?:局|厅|部|委|委员会|办公室|办公厅|人民政府|政府|中心|处|协会|党组|调查队|总队)"
)
_MONTH = re.compile(r"\(?\d{4}年\d{1,2}月\)?")
_BYLINE = re.compile(
    r"(?:——|--).*|.{0,16}(?:市长|省长|主席|局长|厅长|部长|县长|区长|总理)\s*[\u4e00-\u9fff\s]{2,8}"
)
_DOCUMENT = re.compile(r"总结|计划|要点|报告|公报|方案|条例|办法|通知|意见|安排|打算|综述|情况")
_BREAKS_OFF = re.compile(r"关于|(?:印发|转发|报送|和|与|及|暨|的|在|、)$")
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """Indexes of lines: `title` what is called the title, `head` all title lines and bylines, `signature`.

    `menu` are the lines of a web page above a title that is beyond doubt.
    """

    title: tuple[int, ...]
    head: tuple[int, ...]
    signature: tuple[int, ...]
    menu: tuple[int, ...] = ()


def find_frame(lines: Sequence[Line]) -> Frame:
    """Find title and signature among lines that are free of furniture."""
    begin = _masthead(lines)
    head = _head(lines, begin)
    named = [index for index in head if not _is_byline(lines[index])]
    signature = _signature(lines, begin + len(head))
    return Frame(tuple(_title(lines, named)), tuple(head), tuple(signature), tuple(range(begin)))


def _masthead(lines: Sequence[Line]) -> int:
    """How many lines stand above the title: names and columns of the site, where it is a whole page."""
    first, _ = body_bounds(lines)
    scores = [_title_score(line) for line in lines[:first]]
    best = max(scores, default=0)
    if best < _SURE_TITLE:
        return 0
    begin = scores.index(best)
    while begin and (_is_byline(lines[begin - 1]) or _BREAKS_OFF.search(lines[begin - 1].mirrored)):
        begin -= 1
    return begin


# A year and the word for what it is, or 民政 in a line of some length.
_SURE_TITLE = 4


def _title_score(line: Line) -> int:
    """How much a line looks like the title of a report; menus have such words too, but no year."""
    text = line.mirrored
    if not _DOCUMENT.search(text) or len(text) > _LONGEST_TITLE or not line.is_open:
        return 0
    if find_marker(text) or is_part_heading(text):
        return 0
    year = re.search(r"(?:19|20)\d\d\s*年", text) is not None
    joined = re.search(r"[|_]", text) is not None
    return 1 + 3 * year + 2 * ("民政" in text) + (len(text) >= 10) - joined


def _is_byline(line: Line) -> bool:
    text = line.mirrored
    return bool(
        _BYLINE.fullmatch(text)
        or DATE.fullmatch(text.strip("() "))
        or _MONTH.fullmatch(text)
        or all(ORGANISATION.fullmatch(part) for part in text.split())
    )


def _head(lines: Sequence[Line], begin: int) -> list[int]:
    """Title lines: open, short, above the first paragraph or heading."""
    first, _ = body_bounds(lines)
    head: list[int] = []
    for index in range(begin, first):
        line, text = lines[index], lines[index].mirrored
        too_long = len(text) > _LONGEST_TITLE
        if too_long or not (line.is_open or _is_byline(line)) or find_marker(text):
            break
        if is_part_heading(text) and (head or _more_parts(lines, index)):
            break
        head.append(index)
    return head[: len(head) - _opening_headings(lines, head)]


def _opening_headings(lines: Sequence[Line], head: list[int]) -> int:
    """How many of the last head lines are the first heading of a round-up that has no preamble.

    Only an unnumbered text with further headings of that kind has such; its title comes before.
    """
    named = [index for index in head if not _is_byline(lines[index])]
    if len(named) < 2 or any(find_marker(line.mirrored) for line in lines):
        return 0
    if named[-1] != head[-1] or _DOCUMENT.search(lines[named[-1]].mirrored):
        return 0
    further = [
        line
        for line in lines[head[-1] + 1 :]
        if line.is_open and len(line.mirrored) <= LONGEST_PLAIN
    ]
    return (1 if len(named) == 2 else 2) if further else 0


def _more_parts(lines: Sequence[Line], index: int) -> bool:
    return any(is_part_heading(line.mirrored) for line in lines[index + 1 :])


def _title(lines: Sequence[Line], named: list[int]) -> list[int]:
    """The title proper: the first line that calls itself a report, else the first; two where it breaks off."""
    if not named:
        return []
    # Names of the site and of its columns may stand above the title, or be joined to it by a bar.
    called = [index for index in named if _DOCUMENT.search(lines[index].mirrored)]
    clean = [index for index in called if not re.search(r"[|_]", lines[index].mirrored)]
    first = (clean or called or named)[0]
    above = lines[first - 1].mirrored if first - 1 in named else ""
    # 云南省民政厅关于印发 | 《2023年全省民政工作要点》的通知
    return [first - 1, first] if _BREAKS_OFF.search(above) else [first]


def _signature(lines: Sequence[Line], after: int) -> list[int]:
    """The last lines: who signs, and the date (either may be missing, an organisation only with a date)."""
    found: list[int] = []
    dated = False
    for index in range(len(lines) - 1, max(after, len(lines) - 6) - 1, -1):
        text = lines[index].mirrored.strip("() ")
        if DATE.fullmatch(text) and not dated and not found:
            dated = True
            found.append(index)
        elif ORGANISATION.fullmatch(text) and len(text) <= 30 and not find_marker(text):
            found.append(index)
        else:
            break
    return sorted(found)
