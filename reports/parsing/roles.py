"""A heading's words → whether it reports or plans, and of which year, as far as it says so itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .document import Role

YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)\s*(?:年(?!代)|(?=-20\d\d年))")
_REPORT = (
    "回顾|总结|完成情况|开展情况|进展情况|落实情况|工作情况|主要情况|基本情况|"
    "主要成效|工作成效|取得的成效|成效|成绩|成就|亮点|主要做法|工作做法|所做工作"
)
_PROBLEM = (
    "(?:存在|面临)的?(?:主要|突出)?的?(?:问题|不足|困难|短板|差距)|"
    "问题(?:和|与|及)(?:困难|不足|建议)|存在的?[^。]{0,8}(?:问题|困难|不足)"
)
_PLAN = (
    "计划|打算|安排|思路|要点|工作重点|重点工作|重点任务|主要任务|"
    "工作任务|工作举措|工作目标|主要目标|展望|谋划|规划"
)
_WHEN = (
    r"(?:(?:19|20)\d\d年?度?|今年|明年|去年|来年|下一?年度?|本年度?|当前|下一?步|下一?阶段|"
    "今后|上半年|下半年|全年|一年来|前三季度|近年来)"
)
# A bulletin of its own, where a file holds several, is no part of a report.
REPORT_WORDS = re.compile(f"(?:{_REPORT}|公报)")
_PROBLEM_WORDS = re.compile(f"(?:{_PROBLEM})")
PLAN_WORDS = re.compile(f"(?:{_PLAN})")
_BARE_PLAN = re.compile(
    r"(?:主要任务|重点任务|目标任务|工作任务|工作安排|工作打算|工作计划|工作思路|工作重点|总体思路|工作要点|主要考虑)$"
)
NEXT = re.compile(r"下一?步|明年|来年|下一?年|下一?阶段|今后")
_PART = re.compile(
    rf"(?:关于)?{_WHEN}(?:的|,|,)?[^。,:;!?]{{0,10}}?(?:工作)?(?:的)?(?:主要)?(?:{_REPORT}|{_PLAN}|{_PROBLEM})|"
    rf"(?:{_PROBLEM})"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a heading says of time: a year, a role, a word such as 明年; None where it says nothing."""

    year: int | None
    role: Role | None
    relative: int = 0


def is_part_heading(mirrored: str) -> bool:
    """An unnumbered heading that parts a report: 2021年工作回顾, 下一步工作打算, 存在的问题."""
    return (
        len(mirrored) <= 24
        and _PART.fullmatch(mirrored) is not None
        and "民政" not in mirrored[:-8]
    )


def heading_scope(mirrored: str) -> Scope:
    """The year and role a heading names."""
    named = YEAR.search(mirrored)
    year = int(named.group(1)) if named else None
    if _PROBLEM_WORDS.search(mirrored):
        return Scope(year, "report")
    coming = NEXT.search(mirrored) is not None
    plan = PLAN_WORDS.search(mirrored) is not None
    report = REPORT_WORDS.search(mirrored) is not None
    anchored = year is not None or re.search(_WHEN, mirrored) is not None
    if plan and not report and (anchored or _BARE_PLAN.search(mirrored)):
        return Scope(year, "plan", relative=int(coming and year is None))
    if coming and not report:
        return Scope(year, "plan", relative=int(year is None))
    if report and not plan and (anchored or len(mirrored) <= 12):
        return Scope(year, "report")
    return Scope(year, None)
