"""What the pages of the admin say about a report: where each field was read, what still needs eyes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from reports.models import Report
from reports.parsing.document import FurnitureKind
from reports.review import CORRECTABLE

QUOTED_CHARS = 80
# Read from all the characters of a text, so that no single place proves it.
WITHOUT_PLACE = {"script": "按全文用字判断"}
FURNITURE_KINDS: dict[FurnitureKind, str] = {
    "breadcrumb": "位置导航",
    "toolbar": "页面工具",
    "menu": "网站栏目",
    "meta": "发布信息",
    "dateline": "电头",
    "source": "来源",
    "source_tag": "来源",
    "footer": "页尾",
    "contents": "目录",
    "page_number": "页码",
    "caption": "图片说明",
    "markup": "网页标记",
}


@dataclass(frozen=True, slots=True)
class Removed:
    """A piece of page furniture: its kind in words, and its text."""

    kind: str
    text: str


def quoted(report: Report, name: str) -> str:
    """The words a field was read from, shortened; empty where there are none."""
    span = _span(report, name)
    if span is None:
        return ""
    words = " ".join(report.text[span[0] : span[1]].split())
    return Truncator(words).chars(QUOTED_CHARS)


def origin_note(report: Report, name: str) -> SafeString:
    """Whether a field was read, inferred, missing or corrected, with the words that say it."""
    words = quoted(report, name)
    if name in report.corrected:
        kind, mark, rest = "corrected", "人工更正", f"原文依据：「{words}」" if words else ""
    elif words:
        kind, mark, rest = "read", "原文", f"「{words}」"
    elif name in WITHOUT_PLACE:
        kind, mark, rest = "inferred", "推定", WITHOUT_PLACE[name]
    elif getattr(report, name):
        kind, mark, rest = "inferred", "推定", "原文没有直接写明，请核对"
    elif _is_dispensable(report, name):
        kind, mark, rest = "read", "无", "原文没有说到"
    else:
        kind, mark, rest = "missing", "缺少", "原文里没有找到，请补上"
    return format_html('<span class="origin {}">{}</span> {}', kind, mark, rest)


def uncertain(report: Report) -> list[str]:
    """The names of the fields that were inferred or not found and that nobody has corrected."""
    return [
        name
        for name in CORRECTABLE
        if name not in report.corrected
        and name not in WITHOUT_PLACE
        and _span(report, name) is None
        and not (_is_dispensable(report, name) and not getattr(report, name))
    ]


def labels(names: list[str]) -> str:
    """Fields by the labels that forms show."""
    return "、".join(str(Report._meta.get_field(name).verbose_name) for name in names)  # type: ignore[union-attr]


def years_in_words(report: Report) -> str:
    """2021 总结、2022 计划."""
    spans = [f"{year} 总结" for year in report.report_years]
    return "、".join([*spans, *(f"{year} 计划" for year in report.plan_years)])


def removed_furniture(report: Report) -> Iterator[Removed]:
    """What was taken for part of the web page, so that search does not find it."""
    for item in report.furniture:
        words = report.text[item["start"] : item["end"]]
        yield Removed(FURNITURE_KINDS.get(item["kind"], item["kind"]), words)


def _is_dispensable(report: Report, name: str) -> bool:
    """Most reports only look back or only look ahead: one kind of year is enough."""
    return name.endswith("_years") and bool(report.report_years or report.plan_years)


def _span(report: Report, name: str) -> list[int] | None:
    evidence: Mapping[str, list[int] | None] = report.evidence
    # The parser calls the document's own date “published”.
    return evidence.get("published" if name == "published_on" else name)
