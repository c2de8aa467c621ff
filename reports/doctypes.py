"""The types that readers choose by (总结 计划 公报 新闻 其他), for a report or for one section of it."""

from __future__ import annotations

from .models import Report, Section

_Type = Report.DocType

#: In the order they are shown. A report that is 总结和计划 counts under both.
TYPES: tuple[str, ...] = tuple(
    kind.value for kind in (_Type.SUMMARY, _Type.PLAN, _Type.BULLETIN, _Type.NEWS, _Type.OTHER)
)

_OF_ROLE = {
    Section.Role.REPORT.value: _Type.SUMMARY.value,
    Section.Role.PLAN.value: _Type.PLAN.value,
}


def types_of(doc_type: str, *, role: str = "") -> list[str]:
    """The types of a report, or of a section in it.

    What a section looks at decides in summaries and plans; in anything else, each section is what the whole is called.
    """
    looks_both_ways = doc_type in (_Type.SUMMARY, _Type.PLAN, _Type.BOTH)
    if looks_both_ways and role in _OF_ROLE:
        return [_OF_ROLE[role]]
    if doc_type == _Type.BOTH:
        return [_Type.SUMMARY.value, _Type.PLAN.value]
    return [doc_type]
