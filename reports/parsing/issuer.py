"""region and frame → the office that issued the report, as it calls itself or as offices are called."""

from __future__ import annotations

import re

from .document import Span
from .places import Place, find_offices
from .regions import Gazetteer
from .source import Source

LAW = re.compile(r"条例|法$|办法$|规定$|细则$|通知$|意见$")


def find_issuer(
    source: Source, place: Place | None, gazetteer: Gazetteer
) -> tuple[str | None, Span | None]:
    """The office that signs, that the page names or that the text names; else the region's by inference."""
    signed = source.spans(source.frame.signature)
    named = [
        Span(item.start, item.end) for item in source.furniture if item.kind in {"meta", "source"}
    ]
    if place is None:
        return None, None
    for spans in (signed, source.spans(source.frame.head), named, source.body()):
        for office in find_offices(source.mirrored, spans, gazetteer):
            own = office.region.name == place.region.name
            if own and office.name and _is_own_office(office.name, source):
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
    if LAW.search(head) or source.mirrored.count("民政") < 3:
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
