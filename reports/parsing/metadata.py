"""frame, furniture and outline → what a report says of itself, each field with the place it was read at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .dates import find_date
from .document import DocType, Furniture, Metadata, Outline, Span
from .frame import Frame
from .lines import Line
from .mirror import traditional_share
from .places import Clue, Place, find_offices, find_place
from .regions import Gazetteer
from .years import Years, find_years

_PUBLISHED = re.compile(
    r"(?:发布|发文|发表|成文|生成|公开|更新|来源)?\s*(?:日\s*期|时\s*间)\s*(?::|为:)"
)
_ISSUED_BY = re.compile(r"(?:信息来源|来源|发布机构|发布单位|发文机关|发文单位|发布者)\s*:")
_PRESS = re.compile(
    r"日报|晚报|晨报|时报|社会报|新闻|通讯社|新华社|新华网|人民网|电视台|杂志|都市报|导报|周刊|[\u4e00-\u9fff]报(?:$|\d|\s)"
)
_BULLETIN = re.compile(r"公报")
_LAW = re.compile(r"条例|法$|办法$|规定$|细则$|通知$|意见$")
_SUMMARY = re.compile(r"总结|回顾|报告|综述|完成情况|情况")
_PLAN = re.compile(r"要点|计划|打算|安排|方案|规划|思路")
# A traditional text shares most characters with simplified writing; a fifth that differ is plenty.
_TRADITIONAL_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Source:
    """The text and its mirror with what has been found in them so far."""

    text: str
    mirrored: str
    lines: Sequence[Line]
    furniture: Sequence[Furniture]
    frame: Frame
    outline: Outline

    def spans(self, indexes: Sequence[int]) -> list[Span]:
        return [Span(self.lines[index].start, self.lines[index].end) for index in indexes]


def read_metadata(
    source: Source, gazetteer: Gazetteer
) -> tuple[Metadata, dict[str, Span | None], Years]:
    """The metadata, their evidence and the years with their roles; a field that was inferred has the evidence None."""
    title = _title(source)
    published = _published(source)
    place = find_place(source.mirrored, _clues(source), _body(source), gazetteer)
    issuer, issued_at = _issuer(source, place, gazetteer)
    title_text = source.mirrored[title.start : title.end] if title else ""
    press = _press(source)
    doc_type = _doc_type(source, title_text, press)
    years = find_years(
        source.mirrored, source.outline, title_text, doc_type, published[0] if published else None
    )
    doc_type = _settle(doc_type, years)
    region = place.region if place else None
    province = gazetteer.province_of(region) if region else None
    metadata = Metadata(
        title=_wording(source, title, issuer, years, doc_type),
        issuer=issuer,
        region=region.name if region else None,
        region_code=region.code if region else None,
        province=province.name if province else None,
        doc_type=doc_type,
        published=published[0] if published else None,
        report_years=years.report,
        plan_years=years.plan,
        script="hant" if traditional_share(source.text) > _TRADITIONAL_SHARE else "hans",
    )
    evidence = {
        "title": title,
        "issuer": issued_at,
        "region": place.evidence if place else None,
        "province": _province_evidence(source, place, gazetteer),
        "doc_type": title
        if _BULLETIN.search(title_text) or _SUMMARY.search(title_text) or _PLAN.search(title_text)
        else press,
        "published": published[1] if published else None,
        "report_years": years.evidence.get("report"),
        "plan_years": years.evidence.get("plan"),
        "script": None,
    }
    return metadata, evidence, years


def _title(source: Source) -> Span | None:
    spans = source.spans(source.frame.title)
    return Span(spans[0].start, spans[-1].end) if spans else None


def _body(source: Source) -> list[Span]:
    spans = [
        Span(passage.start, passage.end)
        for passage in source.outline.passages
        if passage.kind == "text"
    ]
    for section in source.outline.walk():
        spans.append(Span(section.heading_start, section.heading_end))
        spans.extend(Span(passage.start, passage.end) for passage in section.passages)
    return spans


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
    """Labelled dates first, then the signature's, the press's, and a bare date in the head."""
    meta = [item for item in source.furniture if item.kind == "meta"]
    tiers: list[list[Span]] = [
        [],
        source.spans(source.frame.signature),
        [],
        source.spans(source.frame.head),
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


def _issuer(
    source: Source, place: Place | None, gazetteer: Gazetteer
) -> tuple[str | None, Span | None]:
    """The office that signs, that the page names or that the text names; else the region's by inference."""
    if place is None:
        return None, None
    signed = source.spans(source.frame.signature)
    named = [
        Span(item.start, item.end) for item in source.furniture if item.kind in {"meta", "source"}
    ]
    for spans in (signed, source.spans(source.frame.head), named, _body(source)):
        for office in find_offices(source.mirrored, spans, gazetteer):
            if (
                office.region.code == place.region.code
                and office.name
                and _is_own_office(office.name, source)
            ):
                return office.name, office.span
    usual = _usual_office(source, place)
    return (place.region.name + usual if usual else None), None


def _usual_office(source: Source, place: Place) -> str | None:
    """The office that issues such texts; municipalities have a 民政局, other provinces a 民政厅."""
    head = "".join(
        source.mirrored[span.start : span.end] for span in source.spans(source.frame.head)
    )
    if "政府工作报告" in head:
        return "人民政府"
    if "统计公报" in head and "民政" not in head:
        return "统计局"
    if _LAW.search(head) or source.mirrored.count("民政") < 3:
        return None
    province = place.region.level == "province" and place.region.code[:2] not in {
        "11",
        "12",
        "31",
        "50",
    }
    return "民政厅" if province else "民政局"


def _is_own_office(name: str, source: Source) -> bool:
    """A government named in the text is the issuer only where the text is the government's report."""
    return not name.endswith("人民政府") or "政府工作报告" in source.mirrored[:2000]


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
    if title and _LAW.search(title) and not _SUMMARY.search(title):
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
        return " ".join(source.text[title.start : title.end].split()).lstrip("# ")
    parts = []
    if years.report:
        parts.append(f"{years.report[-1]}年工作{'综述' if doc_type == '新闻' else '总结'}")
    if years.plan:
        parts.append(f"{years.plan[-1]}年工作{'要点' if doc_type == '计划' else '计划'}")
    return (issuer or "") + "和".join(parts) if parts else issuer


def _province_evidence(source: Source, place: Place | None, gazetteer: Gazetteer) -> Span | None:
    if place is None:
        return None
    province = gazetteer.province_of(place.region)
    named = [
        Span(mention.start, mention.end)
        for mention in gazetteer.mentions(source.mirrored)
        if province in mention.regions
    ]
    full = [span for span in named if source.mirrored[span.start : span.end] == province.name]
    return next(iter(full or named), None)
