"""mirrored text → calendar dates, in the ways that web pages and signatures write them."""

from __future__ import annotations

import re
from datetime import date

from .document import Span

DATE = re.compile(
    r"(?<!\d)(?P<year>\d{4})\s*[-年/.]\s*(?P<month>\d{1,2})\s*[-月/.]\s*(?P<day>[0-3]\d|\d)(?:\s*日)?|"
    r"(?P<cn_year>[二一][〇零○OО0一二三四五六七八九]{3})年(?P<cn_month>[一二三四五六七八九十]{1,2})月"
    r"(?P<cn_day>[一二三四五六七八九十]{1,3})日"
)
_CN = {char: value for value, char in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "零○OО0", 0
)


def find_date(mirrored: str, span: Span) -> tuple[date, Span] | None:
    """The first calendar date in a span; 2023-01-0611:13 is the sixth, with the time glued to it."""
    for match in DATE.finditer(mirrored, span.start, span.end):
        if match["year"]:
            parts = int(match["year"]), int(match["month"]), int(match["day"])
        else:
            parts = _year(match["cn_year"]), _ten(match["cn_month"]), _ten(match["cn_day"])
        try:
            return date(*parts), Span(match.start(), match.end())
        except ValueError:
            continue
    return None


def _year(digits: str) -> int:
    return int("".join(str(_CN[char]) for char in digits))


def _ten(digits: str) -> int:
    """十 → 10, 二十九 → 29, 九 → 9."""
    tens, ten, ones = digits.rpartition("十")
    return (_CN[tens] if tens else 1) * 10 * bool(ten) + (_CN[ones] if ones else 0)
