"""headings → which year a section speaks of, and whether it reports on that year or plans it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from .document import DocType, Outline, ParsedSection, Role, Span

YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)\s*(?:年(?!代)|(?=-20\d\d年))")
_REPORT = "回顾|总结|完成情况|开展情况|进展情况|落实情况|工作情况|主要情况|基本情况|主要成效|工作成效|取得的成效|成效|成绩|亮点|主要做法|工作做法|所做工作"
_PROBLEM = "(?:存在|面临)的?(?:主要|突出)?的?(?:问题|不足|困难|短板|差距)|问题(?:和|与|及)(?:困难|不足|建议)|存在的?[^。]{0,8}(?:问题|困难|不足)"
_PLAN = "计划|打算|安排|思路|要点|工作重点|重点工作|重点任务|主要任务|工作任务|工作举措|工作目标|主要目标|展望|谋划|规划"
_WHEN = r"(?:(?:19|20)\d\d年?度?|今年|明年|去年|来年|下一?年度?|本年度?|当前|下一?步|下一?阶段|今后|上半年|下半年|全年|一年来|前三季度|近年来)"
# A bulletin of its own, where a file holds several, is no part of a report.
_REPORT_WORDS = re.compile(f"(?:{_REPORT}|公报)")
_PROBLEM_WORDS = re.compile(f"(?:{_PROBLEM})")
_PLAN_WORDS = re.compile(f"(?:{_PLAN})")
_BARE_PLAN = re.compile(r"(?:主要任务|重点任务|目标任务|工作任务|工作安排|工作打算|工作计划|工作思路|工作重点|总体思路|工作要点|主要考虑)$")
_NEXT = re.compile(r"下一?步|明年|来年|下一?年|下一?阶段|今后")
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
    return len(mirrored) <= 24 and _PART.fullmatch(mirrored) is not None and "民政" not in mirrored[:-8]


def heading_scope(mirrored: str) -> Scope:
    """The year and role a heading names."""
    named = YEAR.search(mirrored)
    year = int(named.group(1)) if named else None
    if _PROBLEM_WORDS.search(mirrored):
        return Scope(year, "report")
    coming = _NEXT.search(mirrored) is not None
    plan = _PLAN_WORDS.search(mirrored) is not None
    report = _REPORT_WORDS.search(mirrored) is not None
    anchored = year is not None or re.search(_WHEN, mirrored) is not None
    if plan and not report and (anchored or _BARE_PLAN.search(mirrored)):
        return Scope(year, "plan", relative=int(coming and year is None))
    if coming and not report:
        return Scope(year, "plan", relative=int(year is None))
    if report and not plan and (anchored or len(mirrored) <= 12):
        return Scope(year, "report")
    return Scope(year, None)


@dataclass(frozen=True, slots=True)
class Years:
    """The years a report speaks of by role, where each was read, and the scope that headings leave open."""

    report: tuple[int, ...] = ()
    plan: tuple[int, ...] = ()
    evidence: dict[str, Span | None] = field(default_factory=dict)
    default: Scope = Scope(None, None)


def find_years(mirrored: str, outline: Outline, title: str, doc_type: DocType | None, published: date | None) -> Years:
    """Years by role from the headings, else from the title, else from the first sentences."""
    found: dict[Role, dict[int, Span | None]] = {"report": {}, "plan": {}}
    base = _base_year(mirrored, outline, title, published)
    for section in outline.walk():
        scope = heading_scope(mirrored[section.heading_start : section.heading_end])
        if scope.role and scope.year:
            span = Span(section.heading_start, section.heading_end)
            found[scope.role].setdefault(scope.year, span)
    for section in outline.sections:
        scope = heading_scope(mirrored[section.heading_start : section.heading_end])
        # 2026年主要工作 does not say which; below a review of 2025 it is what will be done.
        if scope.year and scope.role is None and found["report"] and scope.year > max(found["report"]):
            found["plan"].setdefault(scope.year, Span(section.heading_start, section.heading_end))
    for role, year, span in _title_years(mirrored, title):
        found[role].setdefault(year, span)
    main: Role = "plan" if _is_plan(mirrored, outline, title, doc_type, found) else "report"
    if not found[main] and base:
        found[main].setdefault(base[0], base[1])
    if not found["plan"] and found["report"] and _plans_ahead(mirrored, outline):
        found["plan"].setdefault(max(found["report"]) + 1, None)
    return Years(
        tuple(sorted(found["report"])),
        tuple(sorted(found["plan"])),
        {role: next(iter(years.values()), None) for role, years in found.items()},
        Scope(min(found[main]) if len(found[main]) == 1 else None, main if found[main] else None),
    )


def give_years(outline: Outline, mirrored: str, years: Years) -> Outline:
    """The outline with each section's year and role: its own heading's, else those of the one above."""
    return replace(outline, sections=tuple(_scoped(item, mirrored, years, years.default) for item in outline.sections))


def _scoped(section: ParsedSection, mirrored: str, years: Years, above: Scope) -> ParsedSection:
    own = heading_scope(mirrored[section.heading_start : section.heading_end])
    role = own.role or ("plan" if own.year in years.plan else "report" if own.year in years.report else above.role)
    year = own.year
    if year is None:
        of_role = years.plan if role == "plan" else years.report
        kept = above.year if above.role == role else None
        year = kept or (of_role[-1] if of_role and (own.role or len(of_role) == 1) else None)
    scope = Scope(year, role)
    children = tuple(_scoped(child, mirrored, years, scope) for child in section.children)
    return replace(section, year=year, role=role, children=children)


def _base_year(mirrored: str, outline: Outline, title: str, published: date | None) -> tuple[int, Span | None] | None:
    """The year the whole speaks of: the title's, else the first one named in the text."""
    named = YEAR.search(title)
    at = mirrored.find(title) if title else -1
    if named:
        return int(named.group(1)), Span(at + named.start(), at + named.end())
    spans = [Span(p.start, p.end) for p in outline.passages if p.kind == "text"]
    for section in outline.walk():
        spans.append(Span(section.heading_start, section.heading_end))
        spans.extend(Span(p.start, p.end) for p in section.passages)
    for span in spans:
        named = YEAR.search(mirrored, span.start, span.end)
        # A text published in the year after it speaks of last year; years long past are history.
        if named and (published is None or 0 <= published.year - int(named.group(1)) <= 1):
            return int(named.group(1)), Span(named.start(), named.end())
    return (published.year, None) if published else None


def _title_years(mirrored: str, title: str) -> Iterator[tuple[Role, int, Span | None]]:
    at = mirrored.find(title) if title else -1
    pieces = re.split(r"(?:和|及|暨|与|、)(?=[^和及暨与、]*(?:计划|打算|安排|要点|思路))", title)
    year = None
    offset = at
    for piece in pieces:
        named = YEAR.search(piece)
        year = int(named.group(1)) if named else year
        role: Role | None = None
        if _PLAN_WORDS.search(piece) and not re.search(r"总结|回顾|综述", piece):
            role = "plan"
        elif re.search(r"总结|回顾|综述|情况|成效|公报", piece):
            role = "report"
        if role and year:
            ahead = _NEXT.search(piece) is not None and named is None
            yield role, year + ahead, Span(offset, offset + len(piece))
        offset += len(piece) + 1


_DONE = re.compile(r"累计|截至|同比|共(?:发放|救助|有|计|建成|投入|完成|开展|办理)|已(?:建成|完成|有)|荣获|被评为|获评|取得了?|实现了|达到?\d|共\d|发放[^。]{0,12}万元")
_WILL = re.compile(r"力争|要(?:坚持|以|把|做|加|进|按|围)|继续|确保|进一步|拟|将(?!\w*纳入)|争取|启动|做好|贯彻落实")


def _is_plan(mirrored: str, outline: Outline, title: str, doc_type: DocType | None, found: dict[Role, dict[int, Span | None]]) -> bool:
    """Whether the text as a whole plans: what it is called, else whether it promises or accounts."""
    if found["report"] or found["plan"]:
        return not found["report"]
    if doc_type == "计划":
        return True
    if doc_type in {"公报", "新闻", "总结", "其他"}:
        return False
    done, will = len(_DONE.findall(mirrored)), len(_WILL.findall(mirrored))
    return will > 3 * done


def _plans_ahead(mirrored: str, outline: Outline) -> bool:
    return any(
        heading_scope(mirrored[item.heading_start : item.heading_end]).relative for item in outline.walk()
    )
