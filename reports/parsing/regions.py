"""The gazetteer: administrative regions with their GB/T 2260 codes, and where a text names them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .phrases import Phrases

Level = Literal["province", "prefecture", "county"]
_LEVELS: dict[str, Level] = {
    "province": "province",
    "prefecture": "prefecture",
    "county": "county",
}


@dataclass(frozen=True, slots=True)
class RegionName:
    """One region: six-digit code, full and short name, level, code of the region above ('' for none)."""

    code: str
    name: str
    short: str
    level: Level
    parent: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A region named in a mirrored text; `full` where its whole official name stands there."""

    start: int
    end: int
    regions: tuple[RegionName, ...]
    full: bool


class Gazetteer:
    """Looks regions up by code and by name, and finds their names in a text in one pass."""

    def __init__(self, regions: Iterable[RegionName]) -> None:
        self._by_code: dict[str, RegionName] = {}
        names: dict[tuple[str, bool], list[RegionName]] = defaultdict(list)
        for region in regions:
            self._by_code[region.code] = region
            names[(region.name, True)].append(region)
            # The short name of a county is too often an everyday word (城关, 东方, 和平).
            if region.short != region.name and region.level != "county":
                names[(region.short, False)].append(region)
        self._names = Phrases(
            (name, (full, tuple(bearers))) for (name, full), bearers in names.items()
        )

    @classmethod
    def load(cls, path: Path) -> Gazetteer:
        """Read `code,name,short,level,parent` rows (UTF-8 with a header)."""
        with path.open(encoding="utf-8", newline="") as rows:
            return cls(
                RegionName(
                    row["code"], row["name"], row["short"], _LEVELS[row["level"]], row["parent"]
                )
                for row in csv.DictReader(rows)
            )

    def __iter__(self) -> Iterator[RegionName]:
        return iter(self._by_code.values())

    def get(self, code: str) -> RegionName | None:
        """The region of a code."""
        return self._by_code.get(code)

    def path(self, code: str) -> list[RegionName]:
        """The region of a code after those it lies in, the province first; none for a code that is not known."""
        path: list[RegionName] = []
        region = self.get(code)
        while region:
            path.insert(0, region)
            region = self.get(region.parent)
        return path

    def full_name(self, code: str) -> str:
        """The name by which people tell a place from all others: a county's after its city's and province's.

        The code itself where that is not known.
        """
        path = self.path(code)
        whole = path and path[-1].level == "county"
        return "".join(place.name for place in (path if whole else path[-1:])) or code

    def province_of(self, region: RegionName) -> RegionName:
        """The province a region lies in; a province's own is itself."""
        return self.path(region.code)[0]

    def within(self, region: RegionName, above: RegionName) -> bool:
        """Whether a region is another one or lies in it."""
        while region.code != above.code:
            if not region.parent:
                return False
            region = self._by_code[region.parent]
        return True

    def mentions(self, mirrored: str) -> Iterator[Mention]:
        """Every region named in a mirrored text, longest name first, without overlaps."""
        for start, name, (full, bearers) in self._names.find(mirrored):
            yield Mention(start, start + len(name), bearers, full)
