"""frame, furniture and outline → what a report says of itself, each field with the place it was read at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .dates import DATE, find_date
from .document import DocType, Metadata, Span
from .issuer import LAW, find_issuer
from .mirror import traditional_share
from .places import Clue, Place, find_place
from .regions import Gazetteer, RegionName
from .source import Source
from .years import Years, find_years

_PUBLISHED = re.compile(
    r"(?:发布|发文|发表|成文|生成|公开|更新|来源)?\s*(?:日\s*期|时\s*间)\s*(?::|为:)"
)
_ISSUED_BY = re.compile(r"(?:信息来源|来源|发布机构|发布单位|发文机关|发文单位|发布者)\s*:")
_PRESS = re.compile(
    r"日报|晚报|晨报|时报|社会报|新闻|通讯社|新华社|新华网|人民网|电视台|杂志|都市报|导报|周刊|[\u4e00-\u9fff]报(?:$|\d|\s)"
)
_BULLETIN = re.compile(r"公报")
_SUMMARY = re.compile(r"总结|回顾|报告|综述|完成情况|情况")
_PLAN = re.compile(r"要点|计划|打算|安排|方案|规划|思路")
# A traditional text shares most characters with simplified writing; a fifth that differ is plenty.
_TRADITIONAL_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Reading:
    """The metadata, where each field was read (None: inferred), years with roles, and warnings."""

    metadata: Metadata
    evidence: dict[str, Span | None]
    years: Years
    warnings: tuple[str, ...]


def read_metadata(source: Source, gazetteer: Gazetteer) -> Reading:
    """What the report says of itself."""
    title = _title(source)
    title_text = source.words(title) if title else ""
    published = _published(source)
    place = find_place(source.mirrored, _clues(source), source.body(), gazetteer)
    # Which of several places of one name is meant, a person has to say.
    region = place.region if place and not place.rivals else None
    issuer, issued_at = find_issuer(source, place, gazetteer)
    press = _press(source)
    named_type = _doc_type(source, title_text, press)
    years = find_years(
        source.mirrored, source.outline, title_text, named_type, published[0] if published else None
    )
    doc_type = _settle(named_type, years)
    metadata = Metadata(
        title=_wording(source, title, issuer, years, doc_type),
        issuer=issuer,
        region=region.name if region else None,
        region_code=region.code if region else None,
        province=gazetteer.province_of(region).name if region else None,
        doc_type=doc_type,
        published=published[0] if published else None,
        report_years=years.report,
        plan_years=years.plan,
        script="hant" if traditional_share(source.text) > _TRADITIONAL_SHARE else "hans",
    )
    names_type = _BULLETIN.search(title_text) or _SUMMARY.search(title_text)
    evidence = {
        "title": title,
        "issuer": issued_at,
        "region": place.evidence if place and region else None,
        "province": _province_evidence(source, region, gazetteer),
        "doc_type": title if names_type or _PLAN.search(title_text) else press,
        "published": published[1] if published else None,
        "report_years": years.evidence.get("report"),
        "plan_years": years.evidence.get("plan"),
        "script": None,
    }
    return Reading(metadata, evidence, years, tuple(_doubts(place)))


def _doubts(place: Place | None) -> list[str]:
    if place is None or not place.rivals:
        return []
    return [
        f"全国有 {len(place.rivals) + 1} 个“{place.region.name}”，无法确定是哪一个，请人工选择地区。"
    ]


def _title(source: Source) -> Span | None:
    spans = source.spans(source.frame.title)
    return Span(spans[0].start, spans[-1].end) if spans else None


def _clues(source: Source) -> list[Clue]:
    clues = [Clue("signature", span) for span in source.spans(source.frame.signature)]
    clues += [Clue("title", span) for span in source.spans(source.frame.head)]
    for item in source.furniture:
        words = source.mirrored[item.start : item.end]
        if item.kind in {"meta", "source"} and _ISSUED_BY.search(words):
            clues.append(
                Clue("mention" if _PRESS.search(words) else "issuer", Span(item.start, item.end))
            )
    return clues


def _published(source: Source) -> tuple[date, Span] | None:
    """Labelled dates first, then the signature's, the press's, a date in the head or on a line of its own."""
    meta = [item for item in source.furniture if item.kind == "meta"]
    dated = [i for i, line in enumerate(source.lines) if DATE.fullmatch(line.mirrored)]
    tiers: list[list[Span]] = [
        [],
        source.spans(source.frame.signature),
        [],
        source.spans(source.frame.head),
        source.spans(dated),
    ]
    for item in meta:
        label = _PUBLISHED.search(source.mirrored, item.start, item.end)
        if label:
            tiers[0].append(Span(label.end(), item.end))
    for item in source.furniture:
        if item.kind in {"source", "meta"}:
            tiers[2].append(Span(item.start, item.end))
    for tier in tiers:
        for span in tier:
            found = find_date(source.mirrored, span)
            if found:
                return found
    return None


def _press(source: Source) -> Span | None:
    for item in source.furniture:
        if item.kind in {"source", "source_tag", "meta"} and _PRESS.search(
            source.mirrored[item.start : item.end]
        ):
            return Span(item.start, item.end)
    return None


def _doc_type(source: Source, title: str, press: Span | None) -> DocType | None:
    """What the title or the page says; None leaves it to the years and roles of the sections."""
    if _BULLETIN.search(title):
        return "公报"
    if title and _SUMMARY.search(title) and _PLAN.search(title):
        return "总结和计划"
    if title and LAW.search(title) and not _SUMMARY.search(title) and not _PLAN.search(title):
        return "其他"
    numbered = sum(section.marker is not None for section in source.outline.walk())
    if press and not numbered and not re.search(r"总结|要点|计划", title):
        return "新闻"
    if _PLAN.search(title) and not _SUMMARY.search(title):
        return "计划"
    return None


def _settle(doc_type: DocType | None, years: Years) -> DocType:
    if doc_type is not None:
        return doc_type
    if years.report and years.plan:
        return "总结和计划"
    if years.plan:
        return "计划"
    return "总结" if years.report else "其他"


def _wording(
    source: Source, title: Span | None, issuer: str | None, years: Years, doc_type: DocType
) -> str | None:
    """The title as it stands there; where there is none, one made of issuer, years and type."""
    if title:
        words = source.text[title.start : title.end]
        shown = "".join(char if char.isprintable() else " " for char in words)
        return " ".join(shown.split()).lstrip("# ")
    parts = []
    if years.report:
        parts.append(f"{years.report[-1]}年工作{'综述' if doc_type == '新闻' else '总结'}")
    if years.plan:
        parts.append(f"{years.plan[-1]}年工作{'要点' if doc_type == '计划' else '计划'}")
    return (issuer or "") + "和".join(parts) if parts else issuer


def _province_evidence(
    source: Source, region: RegionName | None, gazetteer: Gazetteer
) -> Span | None:
    """Where the province is named, by its full name if it is anywhere."""
    if region is None:
        return None
    province = gazetteer.province_of(region)
    # Most texts do not name it, and looking for names takes a hundred times as long.
    if not any(name in source.mirrored for name in (province.name, province.short)):
        return None
    named = [item for item in gazetteer.mentions(source.mirrored) if province in item.regions]
    best = next((item for item in named if item.full), next(iter(named), None))
    return Span(best.start, best.end) if best else None
