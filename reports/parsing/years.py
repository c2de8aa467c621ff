"""outline, title and dates → the years a report speaks of, and each section's year and role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from .document import DocType, Outline, ParsedSection, Role, Span
from .roles import NEXT, PLAN_WORDS, YEAR, Scope, heading_scope


@dataclass(frozen=True, slots=True)
class Years:
    """The years a report speaks of by role, where each was read, and the scope that headings leave open."""

    report: tuple[int, ...] = ()
    plan: tuple[int, ...] = ()
    evidence: dict[str, Span | None] = field(default_factory=dict)
    default: Scope = field(default_factory=lambda: Scope(None, None))


def find_years(
    mirrored: str, outline: Outline, title: str, doc_type: DocType | None, published: date | None
) -> Years:
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
        # 2026年主要工作 does not say which; below a review of 2025 it is what will be done, and
        # 2025年主要工作 above a plan for 2026 what was done.
        if scope.year and scope.role is None:
            span = Span(section.heading_start, section.heading_end)
            if found["report"] and scope.year > max(found["report"]):
                found["plan"].setdefault(scope.year, span)
            elif found["plan"] and scope.year < min(found["plan"]):
                found["report"].setdefault(scope.year, span)
    for role, year, where in _title_years(mirrored, title):
        found[role].setdefault(year, where)
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
    return replace(
        outline,
        sections=tuple(_scoped(item, mirrored, years, years.default) for item in outline.sections),
    )


def _scoped(section: ParsedSection, mirrored: str, years: Years, above: Scope) -> ParsedSection:
    own = heading_scope(mirrored[section.heading_start : section.heading_end])
    role = own.role or (
        "plan" if own.year in years.plan else "report" if own.year in years.report else above.role
    )
    year = own.year
    if year is None:
        of_role = years.plan if role == "plan" else years.report
        kept = above.year if above.role == role else None
        year = kept or (of_role[-1] if of_role and (own.role or len(of_role) == 1) else None)
    scope = Scope(year, role)
    children = tuple(_scoped(child, mirrored, years, scope) for child in section.children)
    return replace(section, year=year, role=role, children=children)


def _base_year(
    mirrored: str, outline: Outline, title: str, published: date | None
) -> tuple[int, Span | None] | None:
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
        if PLAN_WORDS.search(piece) and not re.search(r"总结|回顾|综述", piece):
            role = "plan"
        elif re.search(r"总结|回顾|综述|情况|成效|公报", piece):
            role = "report"
        if role and year:
            ahead = NEXT.search(piece) is not None and named is None
            yield role, year + ahead, Span(offset, offset + len(piece))
        offset += len(piece) + 1


_DONE = re.compile(
    r"累计|截至|同比|共(?:发放|救助|有|计|建成|投入|完成|开展|办理)|已(?:建成|完成|有)|荣获|被评为|获评|取得了?|实现了|达到?\d|共\d|发放[^。]{0,12}万元"
)
_WILL = re.compile(
    r"力争|要(?:坚持|以|把|做|加|进|按|围)|继续|确保|进一步|拟|将(?!\w*纳入)|争取|启动|做好|贯彻落实"
)


def _is_plan(
    mirrored: str,
    outline: Outline,
    title: str,
    doc_type: DocType | None,
    found: dict[Role, dict[int, Span | None]],
) -> bool:
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
        heading_scope(mirrored[item.heading_start : item.heading_end]).relative
        for item in outline.walk()
    )
