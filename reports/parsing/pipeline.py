"""bytes → ParsedReport: the steps of parsing in their order, each a pure function."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Sequence

from .areas import AreaModel, give_areas
from .document import Extracted, Furniture, Outline, ParsedReport
from .extract import extract
from .frame import find_frame
from .furniture import find_furniture
from .lines import Line, cut, split_lines
from .metadata import read_metadata
from .mirror import mirror
from .outline import build_outline
from .regions import Gazetteer
from .source import Source
from .years import give_years

# Raised with every change that makes the same bytes parse differently.
PARSER_VERSION = 1


def parse(data: bytes, *, filename: str, gazetteer: Gazetteer, areas: AreaModel) -> ParsedReport:
    """Parse one report file. Raises ExtractError, with a Chinese sentence, where it holds no text."""
    extracted = extract(data)
    text = extracted.text
    mirrored = mirror(text)
    all_lines = split_lines(text, mirrored)
    furniture = find_furniture(text, all_lines, gazetteer)
    lines = _without(all_lines, furniture, text, mirrored)
    frame = find_frame(lines)
    furniture = sorted(
        [*furniture, *(Furniture(lines[i].start, lines[i].end, "menu") for i in frame.menu)],
        key=lambda span: span.start,
    )
    outline = build_outline(text, lines, frame)
    source = Source(text, mirrored, lines, furniture, frame, outline)
    reading = read_metadata(source, gazetteer)
    outline = give_areas(give_years(outline, mirrored, reading.years), mirrored, areas)
    return ParsedReport(
        filename=filename,
        sha256=hashlib.sha256(data).hexdigest(),
        extracted=extracted,
        metadata=reading.metadata,
        evidence=reading.evidence,
        furniture=tuple(furniture),
        outline=outline,
        warnings=(*reading.warnings, *_warnings(extracted, outline, lines)),
    )


def _without(
    lines: Sequence[Line], furniture: Sequence[Furniture], text: str, mirrored: str
) -> list[Line]:
    """The lines that are left when furniture (in order) is taken out of them."""
    kept: list[Line] = []
    pending = deque(furniture)
    for line in lines:
        start = line.start
        while pending and pending[0].start < line.end:
            taken = pending.popleft()
            if piece := cut(text, mirrored, start, taken.start):
                kept.append(piece)
            start = taken.end
        if piece := cut(text, mirrored, start, line.end):
            kept.append(piece)
    return kept


def _warnings(extracted: Extracted, outline: Outline, lines: Sequence[Line]) -> list[str]:
    found = []
    if not outline.sections:
        found.append("没有识别出任何标题。")
    last = lines[-1].mirrored if lines else ""
    if (
        outline.sections
        and lines
        and lines[-1].is_open
        and not any(passage.kind == "signature" for passage in outline.passages)
        and last[-1] not in '”")》】'
    ):
        found.append("正文在句子中间结束，可能被截断。")
    if "\ufffd" in extracted.text:
        found.append("文本含有无法识别的字符（�）。")
    return found
