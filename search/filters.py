"""What was typed → how the archive searches for it: the query, and what its filters choose.

The step from names (中山, 养老) to the codes that facets go by, with a sentence for what has no code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from reports.browse import Written, WrittenChoice
from reports.cataloguing import current_catalogue
from reports.doctypes import TYPES
from reports.facets import narrow
from reports.models import FIRST_YEAR, LAST_YEAR
from reports.parsing.regions import Mention
from reports.reference import area_names, gazetteer
from reports.selection import Selection

from .fold import fold_text
from .grammar import parse
from .places import Ambiguous, find_place
from .query import Filter, FilterKind, Letters, Query
from .signs import YEAR
from .synonyms import current_synonyms

_NOTE_NO_PLACE = "没有叫“{}”的城市，这项筛选已忽略。"
_NOTE_MANY_PLACES = "叫“{}”的地方有 {} 个（{}），请连同上级地区一起写；这项筛选已忽略。"
_NOTE_NO_YEAR = "“{}”不是年份，这项筛选已忽略。"
_NOTE_NO_AREA = "没有叫“{}”的政策领域，这项筛选已忽略。"
_NOTE_MANY_AREAS = "“{}”可以指{}，请写全；这项筛选已忽略。"
_NOTE_NO_TYPE = "没有叫“{}”的类型，可以写{}；这项筛选已忽略。"


class _UnknownError(ValueError):
    """A filter that chooses nothing; the text is a sentence for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as the archive runs it.

    `query.filters` are those in force, and `selection` is what they and the reader's clicks choose
    together. `written` is for the chips. `synonyms` are those that the query has, or would have if
    they were not switched off.
    """

    query: Query
    selection: Selection
    notes: tuple[str, ...]
    written: Written
    synonyms: tuple[Letters, ...]

    @property
    def only_filters(self) -> bool:
        """Whether filters were typed and nothing to look for; nor is there anything to say about it."""
        return not self.notes and not self.written.rest and bool(self.written.choices)


def understand(
    typed: str, *, selection: Selection | None = None, synonyms: bool = True
) -> Understood:
    """Read what was typed with the archive's synonyms, places, years and areas.

    Raises QueryError as `grammar.parse` does.
    """
    full = parse(typed, synonyms=current_synonyms(), known=held_in)
    query = full if synonyms or not full.synonyms else parse(typed, known=held_in)
    choices: dict[Filter, tuple[str, ...]] = {}
    labels: dict[Filter, str] = {}
    notes = list(query.notes)
    for item in query.filters:
        try:
            choices[item], labels[item] = _RESOLVE[item.kind](item.value)
        except _UnknownError as error:
            notes.append(str(error))
    others = [leaf for leaf in full.positive_leaves() if leaf in full.synonyms]
    return Understood(
        query=replace(query, filters=tuple(choices)),
        selection=_merged(selection or Selection({}), choices),
        notes=tuple(dict.fromkeys(notes)),
        written=_written(query, choices, labels),
        synonyms=tuple(leaf for leaf in others if isinstance(leaf, Letters)),
    )


def held_in(folded: str) -> Iterator[tuple[FilterKind, int, int]]:
    """The places and years in a folded text that published reports are about (see `questions.Known`).

    Places that follow one another from above to below (广西南宁) are one.
    """
    for start, end in _joined(gazetteer().mentions(folded)):
        try:
            code = find_place(folded[start:end]).code
        except LookupError:
            continue
        if _published(Selection.of(region=[code])):
            yield "region", start, end
    for match in re.finditer(rf"(?<![0-9.,-]){YEAR}", folded):
        if _published(Selection.of(year=map(str, _span(match)))):
            yield "year", match.start(), match.end()


def _published(selection: Selection) -> bool:
    return bool(narrow(current_catalogue(), selection).any())


def _joined(mentions: Iterable[Mention]) -> Iterator[tuple[int, int]]:
    """Spans of mentions, those that touch and lie in one another as one."""
    open_: tuple[int, int, Mention] | None = None
    for mention in mentions:
        if open_ and open_[1] == mention.start and _some_within(mention, open_[2]):
            open_ = (open_[0], mention.end, mention)
            continue
        if open_:
            yield open_[:2]
        open_ = (mention.start, mention.end, mention)
    if open_:
        yield open_[:2]


def _some_within(inner: Mention, outer: Mention) -> bool:
    within = gazetteer().within
    return any(within(a, b) and a != b for a in inner.regions for b in outer.regions)


def _region(value: str) -> tuple[tuple[str, ...], str]:
    try:
        place = find_place(value)
    except Ambiguous as error:
        named = "、".join(error.named[:3]) + ("等" if len(error.named) > 3 else "")
        raise _UnknownError(_NOTE_MANY_PLACES.format(value, len(error.named), named)) from None
    except LookupError:
        raise _UnknownError(_NOTE_NO_PLACE.format(value)) from None
    return (place.code,), place.name


def _year(value: str) -> tuple[tuple[str, ...], str]:
    match = re.fullmatch(YEAR, value)
    years = _span(match) if match else range(0)
    if not years or years[0] < FIRST_YEAR or years[-1] > LAST_YEAR:
        raise _UnknownError(_NOTE_NO_YEAR.format(value))
    label = f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"
    return tuple(map(str, years)), label


def _span(match: re.Match[str]) -> range:
    first, last = int(match["first"]), int(match["last"] or match["first"])
    return range(min(first, last), max(first, last) + 1)


def _area(value: str) -> tuple[tuple[str, ...], str]:
    names = area_names()
    folded = {code: fold_text(name) for code, name in names.items()}
    for fits in (
        [code for code, name in folded.items() if value in (code, name)],
        [code for code, name in folded.items() if name.startswith(value)],
        [code for code, name in folded.items() if value in name],
    ):
        if len(fits) == 1:
            return (fits[0],), names[fits[0]]
        if fits:
            named = "或".join(f"“{names[code]}”" for code in fits[:3])
            raise _UnknownError(_NOTE_MANY_AREAS.format(value, named))
    raise _UnknownError(_NOTE_NO_AREA.format(value))


def _type(value: str) -> tuple[tuple[str, ...], str]:
    """工作计划 is 计划, and 总结和计划 is either."""
    fits = tuple(name for name in TYPES if name in value)
    if not fits:
        raise _UnknownError(_NOTE_NO_TYPE.format(value, "、".join(TYPES)))
    return fits, "、".join(fits)


_RESOLVE = {"region": _region, "year": _year, "area": _area, "type": _type}


def _merged(selection: Selection, choices: Mapping[Filter, tuple[str, ...]]) -> Selection:
    """Clicks and typed filters: AND across facets, OR within one."""
    chosen = {name: list(values) for name, values in selection.chosen.items()}
    for item, values in choices.items():
        chosen.setdefault(item.kind, []).extend(values)
    # What is typed outweighs a click that excludes it.
    barred = {
        name: [value for value in values if value not in chosen.get(name, ())]
        for name, values in selection.barred.items()
    }
    return Selection.of(**chosen).excluding(**barred)


def _written(
    query: Query, choices: Mapping[Filter, tuple[str, ...]], labels: Mapping[Filter, str]
) -> Written:
    """One chip for each different choice, however often it was typed."""
    same: dict[tuple[str, tuple[str, ...]], list[Filter]] = {}
    for item, values in choices.items():
        same.setdefault((item.kind, values), []).append(item)
    return Written(
        tuple(
            WrittenChoice(facet, values, labels[items[0]], query.without(*items))
            for (facet, values), items in same.items()
        ),
        query.without(*choices),
    )
