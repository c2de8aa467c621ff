"""Aligned sections → the rows of a comparison as they are set: cells, passages in marked pieces, what is folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.models import Report
from reports.parsing.regions import RegionName
from reports.reference import gazetteer

from .aligned import Row, Unit, align
from .likeness import LONGEST
from .spoken import Line, Spoken, Text
from .wording import Piece, Said, cut, shared_wording

# A cell opens with so many passages of a section, as long as they are not longer than this together (code points).
OPEN_PASSAGES, OPEN_TEXT = 3, 600


@dataclass(frozen=True, slots=True)
class Column:
    """A place in a year, with the reports its sections are from; there may be none.

    `reporting` tells whether the archive has any report of it, be it on other things.
    `left_out` is how many more sections there may be beyond those that are compared; `elsewhere` counts those that
    name no year and stand in another column of the place. `other_years` are those in which the place speaks of the
    area, the latest first.
    """

    region: RegionName
    year: int
    reporting: bool
    reports: tuple[Report, ...]
    sections: int
    left_out: int
    elsewhere: int
    other_years: tuple[int, ...]

    @property
    def name(self) -> str:
        """The place, told apart from others of its name, and the year."""
        return f"{gazetteer().full_name(self.region.code)} {self.year}年"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A section that is compared, in its column (counted from 0), with the headings above it."""

    column: int
    spoken: Spoken
    text: Text
    above: tuple[str, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its heading, if it has one, and its passages."""
        return ((self.text.heading,) if self.text.heading else ()) + self.text.lines

    @property
    def unit(self) -> Unit:
        """What it is aligned by."""
        own = self.text.heading.text if self.text.heading else ""
        said = "\n".join(line.text for line in self.lines)
        return Unit(self.column, " ".join((*self.above, own)), said)


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage with its number in the report; `more` counts the code points that are not shown."""

    number: int
    kind: str
    pieces: tuple[Piece, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section in a cell: the headings above it, its own, and its passages, of which the later ones are folded.

    `whole` as in `spoken.Spoken`, `others` and `unread` as in `spoken.Text`.
    """

    report: Report
    above: tuple[str, ...]
    heading: ShownPassage | None
    opened: tuple[ShownPassage, ...]
    folded: tuple[ShownPassage, ...]
    year: int | None
    role: str
    whole: bool
    others: int
    unread: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What a column has in a row, if anything."""

    column: Column
    sections: tuple[ShownSection, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row: a cell for every column; the words that several of them share; how alike they are, in percent."""

    cells: tuple[Cell, ...]
    words: tuple[str, ...]
    likeness: int

    @property
    def only(self) -> Column | None:
        """The one column that says something, where it is only one."""
        saying = [cell.column for cell in self.cells if cell.sections]
        return saying[0] if len(saying) == 1 else None


def set_rows(chosen: Sequence[Chosen], columns: Sequence[Column]) -> tuple[ShownRow, ...]:
    """The rows, those of several columns first; of either, those on the area before those that speak of it besides."""
    rows = sorted(
        align([one.unit for one in chosen]),
        key=lambda row: (not row.words, not any(chosen[unit].spoken.whole for unit in row.units)),
    )
    return tuple(_row(row, [chosen[unit] for unit in row.units], columns) for row in rows)


def _row(row: Row, chosen: Sequence[Chosen], columns: Iterable[Column]) -> ShownRow:
    """A row with its shared wording and its numbers marked; what stands alone is left as it is."""
    said = [Said(one.column, line.text) for one in chosen for line in one.lines]
    words: tuple[str, ...] = ()
    pieces = tuple(cut(one.text) for one in said)
    if row.words:
        wording = shared_wording(said, row.words)
        words, pieces = wording.words, wording.pieces
    following = iter(pieces)
    sections = [
        (
            one.column,
            _section(
                one,
                [_passage(line, next(following)) for line in one.lines],
                fold=not row.words and not one.spoken.whole,
            ),
        )
        for one in chosen
    ]
    cells = (
        Cell(column, tuple(section for at, section in sections if at == number))
        for number, column in enumerate(columns)
    )
    return ShownRow(tuple(cells), words, round(100 * row.likeness))


def _passage(line: Line, pieces: Iterable[Piece]) -> ShownPassage:
    """A passage as it is set, cut off where it is longer than what is compared."""
    shown: list[Piece] = []
    left = LONGEST
    for piece in pieces:
        if left > 0:
            shown.append(Piece(piece.text[:left], piece.marked, piece.figure))
        left -= len(piece.text)
    return ShownPassage(line.number, line.kind, tuple(shown), max(-left, 0))


def _section(one: Chosen, passages: Sequence[ShownPassage], *, fold: bool) -> ShownSection:
    """A section as it is set; `fold` leaves nothing open, as it is compared with nothing and on other things."""
    heading = passages[0] if one.text.heading else None
    below = passages[1:] if heading else passages
    opened = length = 0
    for passage in () if fold else below:
        length += sum(len(piece.text) for piece in passage.pieces)
        if opened and (opened == OPEN_PASSAGES or length > OPEN_TEXT):
            break
        opened += 1
    return ShownSection(
        report=one.spoken.report,
        above=one.above,
        heading=heading,
        opened=tuple(below[:opened]),
        folded=tuple(below[opened:]),
        year=one.spoken.year,
        role=one.spoken.role,
        whole=one.spoken.whole,
        others=one.text.others,
        unread=one.text.unread,
    )
