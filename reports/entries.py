"""Published reports in the database → what the catalogue says of each, read by the thousand in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .binary import read_binary
from .catalogue import UNKNOWN, Tag

# So many reports are read at once.
SHARE = 5_000

# As PostgreSQL sends a report, and as it is reckoned with.
_ENTRY = np.dtype([("id", ">i8"), ("region", ">i4"), ("day", ">i4"), ("passages", ">i4")])
_NATIVE = _ENTRY.newbyteorder("=")

#: The columns of a report that facets and overviews count by, with what takes them apart.
_SETS = {
    "years": "unnest(years)::text",
    "areas": "unnest(areas)",
    "types": "unnest(types)",
    "report_years": "unnest(report_years)::text",
    "plan_years": "unnest(plan_years)::text",
    "doc_type": "doc_type",
}

# All in one statement: two would not see the same reports.
_READ = f"""
WITH picked AS MATERIALIZED (
    SELECT id, region_id, published_on, {", ".join(_SETS)} FROM reports_report
    WHERE status = 'published' AND {{which}}
), tagged (name, value, id) AS (
    {" UNION ALL ".join(f"SELECT '{name}', {each}, id FROM picked" for name, each in _SETS.items())}
)
SELECT '', '', string_agg(
    int8send(id)
    || int4send(coalesce(region_id::int, {UNKNOWN}))
    || int4send(coalesce(published_on - DATE '0001-01-01' + 1, 0))
    || int4send((SELECT count(*)::int FROM reports_passage WHERE report_id = picked.id)),
    '' ORDER BY id
)
FROM picked
UNION ALL
SELECT name, value, string_agg(int8send(id), '') FROM tagged GROUP BY name, value
"""  # noqa: S608 - our own names
_THESE = _READ.format(which="id = ANY($1)")
_FOLLOWING = _READ.format(which="id > $1 ORDER BY id LIMIT $2")


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Reports in the order of their ids, with the ids of those that carry each tag.

    `rows` have `id`, `region` (its code as a number), `day` (`date.toordinal`, 0: not known), `passages`.
    """

    rows: NDArray[np.void]
    tagged: Mapping[Tag, NDArray[np.int64]]

    def __len__(self) -> int:
        return len(self.rows)


def read_entries(reports: Iterable[int]) -> Entries:
    """The published among these reports."""
    wanted = sorted(reports)
    shares = (wanted[start : start + SHARE] for start in range(0, len(wanted), SHARE))
    return _joined(_entries(read_binary(_THESE, share)) for share in shares)


def read_all_entries() -> Entries:
    """All published reports."""
    return _joined(_every_share())


def _every_share() -> Iterator[Entries]:
    """In shares of so many that no statement takes long."""
    last = 0
    while read := _entries(read_binary(_FOLLOWING, last, SHARE)):
        yield read
        last = int(read.rows["id"][-1])


def _joined(parts: Iterable[Entries]) -> Entries:
    """Entries of which each part's follow those before it, as one."""
    every = list(parts)
    tags = dict.fromkeys(tag for part in every for tag in part.tagged)
    return Entries(
        np.concatenate([np.empty(0, _ENTRY), *(part.rows for part in every)]).astype(_NATIVE),
        {
            tag: np.concatenate([part.tagged[tag] for part in every if tag in part.tagged])
            for tag in tags
        },
    )


def _entries(found: Sequence[tuple[Any, ...]]) -> Entries:
    (_, _, rows), *tagged = found
    return Entries(
        np.frombuffer(rows or b"", _ENTRY),
        {(name, value): np.frombuffer(ids, ">i8").astype(np.int64) for name, value, ids in tagged},
    )
