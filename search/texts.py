"""rows of the index → their passages, read once a search however many of its steps look at them."""

from __future__ import annotations

from .columns import Columns, Places
from .rows import Reading, read_passages

_NOTHING = Reading(None, [])


class Texts:
    """Reads the passages of rows in one state of the index; holds what was read."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._held: dict[int, Reading] = {}

    def section(self, place: int) -> int | None:
        """The section of a row that was read."""
        return self._held[place].section

    def read(self, places: Places) -> list[Reading]:
        """The passages of each row, in reading order; none where the row has gone meanwhile."""
        wanted = places.tolist()
        missing = [place for place in wanted if place not in self._held]
        if missing:
            ids = self.columns.ids[missing]
            found = read_passages(ids)
            self._held |= {
                place: found.get(pk, _NOTHING)
                for place, pk in zip(missing, ids.tolist(), strict=True)
            }
        return [self._held[place] for place in wanted]
