"""What is taken away as a list → the columns and values that every format writes in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Link:
    """An address that may be clicked where the format knows of links."""

    address: str


# None where something is not known; several values of a tuple stand in one cell.
Value = str | int | date | Link | tuple[str | int, ...] | None
Row = tuple[Value, ...]

# Between the values that stand in one cell.
BETWEEN = "、"


@dataclass(frozen=True, slots=True)
class Column(Generic[Item]):
    """One column: `key` names it in JSON, `label` in the others; `width` is in characters of a spreadsheet."""

    key: str
    label: str
    width: int
    value: Callable[[Item], Value]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their columns, read while they are written; `rows` can be gone through once.

    `size` is how many they are at the least, `file` the name without its suffix, `sheet` that of the sheet, and
    `listed` what JSON calls the rows.
    `about` says in JSON where they come from, `notes` says the same to people, as labels with their text.
    """

    file: str
    sheet: str
    listed: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Iterator[Row]
    size: int
    about: Mapping[str, Any]
    notes: tuple[tuple[str, str], ...]


def table(
    items: Iterable[Item],
    columns: Iterable[Column[Item]],
    *,
    size: int,
    file: str,
    sheet: str,
    listed: str,
    about: Mapping[str, Any],
    notes: Iterable[tuple[str, str]],
) -> Table:
    """The table of some items, whose values are asked for one item at a time."""
    held = tuple(columns)
    return Table(
        file=file,
        sheet=sheet,
        listed=listed,
        keys=tuple(column.key for column in held),
        labels=tuple(column.label for column in held),
        widths=tuple(column.width for column in held),
        rows=(tuple(column.value(item) for column in held) for item in items),
        size=size,
        about=about,
        notes=tuple(notes),
    )


def in_words(value: Value) -> str:
    """A value as people read it in one cell; nothing for what is not known."""
    match value:
        case None:
            return ""
        case Link(address):
            return address
        case tuple():
            return BETWEEN.join(map(str, value))
        case date():
            return value.isoformat()
    return str(value)
