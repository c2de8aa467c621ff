"""fixtures/indicators.json → what civil-affairs reports give numbers for, and by which words a text speaks of it.

An indicator (指标) has the name that it goes by, the unit that it is told in, and alternatives of words: where all
words of one alternative stand close to a number of one of its units, the text gives the indicator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from .mirror import mirror

LONGEST_NAME = 40

_FIELDS = frozenset({"name", "unit", "kind", "area", "written", "words"})
# It stands so in the mirror of a text, and in a query it is a word and no sign.
_WORD = re.compile("(?:[0-9]*[㐀-鿿]+){1,4}")


class IndicatorKind(StrEnum):
    """What the numbers count or measure; a 标准 is an amount for one person."""

    AMOUNT = "金额"
    PEOPLE = "人数"
    STANDARD = "标准"
    QUANTITY = "数量"
    RATIO = "比率"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that reports give numbers for.

    `unit` is the one to show its values in. `written` are those that stand after its numbers in a text, where 万元
    is for sums in 万 or 亿 and 元 for those in neither. `words` are the alternatives.
    """

    name: str
    unit: str
    kind: IndicatorKind
    area: str
    written: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]


class IndicatorError(ValueError):
    """An entry of the table is none: says in Chinese in which file, which one, and what is wrong with it."""


def load_indicators(path: Path, *, areas: Collection[str]) -> tuple[Indicator, ...]:
    """The table of a file, in its order; `areas` are the codes of the policy areas. Raises IndicatorError."""
    try:
        entries = json.loads(path.read_text("utf-8-sig"))
    except ValueError as error:
        raise IndicatorError(f"{path.name} 不是 JSON：{error}。") from error
    if not isinstance(entries, list):
        raise IndicatorError(f"{path.name} 应是一个列表。")
    found: dict[str, Indicator] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            indicator = _indicator(entry, areas)
            if indicator.name in found:
                raise IndicatorError("这个名称前面已有")
        except IndicatorError as fault:
            name = entry.get("name", "") if isinstance(entry, dict) else entry
            raise IndicatorError(f"{path.name} 第 {number} 项“{name}”：{fault}。") from None
        found[indicator.name] = indicator
    return tuple(found.values())


def _indicator(entry: Any, areas: Collection[str]) -> Indicator:
    """Read one entry. Raises IndicatorError, which says what is wrong."""
    _check(isinstance(entry, dict), "应写明 name、unit、kind、area 和 words")
    for field in sorted(entry.keys() - _FIELDS):
        raise IndicatorError(f"不认识 {field}")
    for field in ("name", "unit", "kind", "area"):
        _check(isinstance(entry.get(field), str) and entry[field].strip(), f"缺少 {field}")
    name, unit, kind, area = (entry[field] for field in ("name", "unit", "kind", "area"))
    _check(len(name) <= LONGEST_NAME, f"名称至多 {LONGEST_NAME} 个字")
    _check(kind in list(IndicatorKind), f"kind 应是{'、'.join(IndicatorKind)}之一")
    _check(area in areas, f"没有 {area} 这个领域")
    written = _texts(entry.get("written", [unit.partition("/")[0]]), "written ")
    alternatives = entry.get("words")
    _check(isinstance(alternatives, list) and alternatives, "缺少 words")
    words = tuple(_texts(alternative, "words 的每一组") for alternative in alternatives)
    for word in (word for alternative in words for word in alternative):
        plain = len(word) > 1 and _WORD.fullmatch(word) and mirror(word) == word
        _check(plain, f"“{word}”应是两个字以上的简体词，不带标点")
    _check(len(set(map(frozenset, words))) == len(words), "words 里有一组写了两次")
    return Indicator(name, unit, IndicatorKind(kind), area, written, words)


def _texts(value: Any, what: str) -> tuple[str, ...]:
    filled = isinstance(value, list) and value and all(isinstance(one, str) for one in value)
    _check(filled and all(value), f"{what}应列出至少一个词")
    return tuple(value)


def _check(holds: Any, fault: str) -> None:
    if not holds:
        raise IndicatorError(fault)
