"""Serves the third step of search: what was typed → its signs, in order: words, quotations, operators, filters.

Full-width forms of all signs do as well.  ``grammar`` says what they mean.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.fold import fold_text
from search.query import FilterKind

#: What may stand before the colon of a filter (folded).
FILTER_LABELS: dict[str, FilterKind] = {
    **dict.fromkeys(("城市", "地区", "省份", "省", "市", "县", "city", "region"), "region"),
    **dict.fromkeys(("年份", "年度", "年", "year"), "year"),
    **dict.fromkeys(("政策领域", "领域", "area"), "area"),
    **dict.fromkeys(("类型", "type"), "type"),
}

#: A year or a span of years as a whole (folded): 2021, 2021年度, 2019-2021年, 2019年至2021年.
YEAR = (
    r"(?P<first>(?:19|20)[0-9]{2})(?![0-9])(?:年[度底末间]?)?"
    r"(?:[-~至到](?P<last>(?:19|20)[0-9]{2})(?![0-9])(?:年[度底末间]?)?)?"
)

# Signs, as they stand once full-width forms are made ordinary ones.
_CLOSING = {'"': '"', "“": "”", "「": "」", "『": "』", "《": "》"}
_BETWEEN = r"\s、。；！？,;!?”」』》"
_ALONE = r"(?<![A-Za-z0-9_&.'-]){}(?![A-Za-z0-9_&.'-])"
_OR, _AND, _NOT = (_ALONE.format(word) for word in ("OR", "AND", "NOT"))
_DIGIT_COMMA = r"(?<=[0-9]),(?=[0-9])"
_LABEL = (
    r"(?: 城市 | [地][区區] | 省份? | 市 | [县縣] | 年[份度]? | (?:政策)?[领領]域 | [类類]型"
    r" | (?i:city|region|year|area|type) ) \s* :+"
)
_SIGN = re.compile(
    rf"""
      (?P<filter> {_LABEL} )
    | (?P<quote> ["“「『《] )
    | (?P<open> \( ) | (?P<close> \) )
    | (?P<either> [|/]+ | {_OR} )
    | (?P<also> {_AND} )
    | (?P<exclude> [-−]+ (?=[^{_BETWEEN}|/)]) | {_NOT} )
    | (?P<lone> [-−]+ )
    | (?P<space> [{_BETWEEN}]+ )
    | (?P<chunk> (?: {_DIGIT_COMMA} | (?! {_OR} | {_AND} | {_NOT} ) [^{_BETWEEN}"“「『《()|/] )+ )
    """,
    re.VERBOSE,
)
_VALUE = re.compile(
    rf'(?! {_LABEL} | [-−] | {_OR} | {_AND} | {_NOT} )[^{_BETWEEN}"“「『《()|/]+', re.VERBOSE
)
_ALSO_VALUE = re.compile(r"[、|/]+")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign at ``[start, end)`` of what was typed.

    ``kind`` is a group of the expression above.  ``text`` is the chunk, the operator, or what stands
    between quotation marks; ``closed`` tells whether they were closed.  ``label`` is where the label
    of a filter begins and ``name`` the label with its colon; a filter with several values is as many
    signs, one with none has no text.
    """

    kind: str
    start: int
    end: int
    text: str
    closed: bool = True
    label: int = 0
    name: str = ""


def signs(typed: str) -> Iterator[Sign]:
    """The signs of what was typed, without what only separates."""
    plain = _plain(typed)
    at = 0
    while at < len(plain):
        match = _SIGN.match(plain, at)
        if match is None:
            at += 1
            continue
        start, at = match.span()
        match match.lastgroup:
            case "filter":
                for sign in _filter(typed, plain, label=start, at=at):
                    yield sign
                    at = sign.end
            case "quote":
                sign = _quotation(typed, plain, at=start)
                yield sign
                at = sign.end
            case "chunk":
                yield Sign("chunk", start, at, typed[start:at])
            case kind if kind not in (None, "space", "also"):
                yield Sign(kind, start, at, match.group().strip())


def filter_kind(label: str) -> FilterKind:
    """What a label as typed, with its colon, filters by."""
    return FILTER_LABELS[fold_text(label).rstrip(": ")]


def _plain(typed: str) -> str:
    """Full-width signs and letters as ordinary ones, each code point at its old place."""
    forms = (unicodedata.normalize("NFKC", character) for character in typed)
    return "".join(form if len(form) == 1 else old for form, old in zip(forms, typed, strict=True))


def _quotation(typed: str, plain: str, *, at: int) -> Sign:
    """Read from an opening quotation mark to its closing one or to the end."""
    start, opening, closing = at, plain[at], _CLOSING[plain[at]]
    text = ""
    at += 1
    while at < len(plain):
        if plain[at] != closing:
            text += typed[at]
        elif closing == '"' and plain.startswith('""', at):
            text += '"'
            at += 1
        else:
            return Sign("quote", start, at + 1, text)
        at += 1
    return Sign("quote", start, at, text.rstrip(opening), closed=False)  # “一肩挑“


def _filter(typed: str, plain: str, *, label: int, at: int) -> Iterator[Sign]:
    """The values after a label: 城市:中山、南宁; what follows an enumeration comma must look like one."""
    name = typed[label:at]
    kind = filter_kind(name)
    found = False
    while at < len(plain):
        begin = at if found else at + len(plain[at:]) - len(plain[at:].lstrip())
        value = _value(typed, plain, begin)
        if value is None or (found and kind == "year" and not _is_year(value.text)):
            break
        yield replace(value, kind="filter", label=label, name=name)
        found = True
        at = value.end
        also = _ALSO_VALUE.match(plain, at)
        if also is None:
            break
        at = also.end()
    if not found:
        yield Sign("filter", label, at, "", label=label, name=name)


def _value(typed: str, plain: str, at: int) -> Sign | None:
    if plain[at : at + 1] in _CLOSING:
        return _quotation(typed, plain, at=at)
    match = _VALUE.match(plain, at)
    return match and Sign("chunk", at, match.end(), typed[at : match.end()])


def _is_year(value: str) -> bool:
    return re.fullmatch(YEAR, fold_text(value)) is not None
