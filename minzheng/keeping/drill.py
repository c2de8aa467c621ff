"""A backup and a restore for practice: archive → bag → second archive, and what the two have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from django.db import connection

from minzheng.keeping.dumps import WITHOUT_ROWS
from minzheng.keeping.moments import shared_moment
from minzheng.keeping.packing import pack
from minzheng.keeping.scratch import scratch_archive, scratch_folder
from minzheng.keeping.unpacking import restore
from reports.models import Report, original_path
from reports.selection import Selection
from search.results import search

# What people look for: words, phrases, exclusions, places and years, other scripts, and what is hardly there.
QUERIES = (
    *("低保标准", "养老服务", "“最低生活保障”", "儿童福利 -孤儿", "殡葬改革", "社会组织登记"),
    *("婚姻登记 2021", "南宁市 临时救助", "殘疾人兩項補貼", "退役军人", "高龄津贴", "地名普查"),
)
# So many reports, and passages of each, are compared for a query.
REPORTS, PASSAGES = 50, 20


@dataclass(frozen=True, slots=True)
class Compared:
    """One thin slice of two archives: what it is, and what each of them has there."""

    what: str
    here: str
    there: str

    @property
    def same(self) -> bool:
        """Whether nothing was lost or altered."""
        return self.here == self.there


def rehearse() -> Iterator[Compared]:
    """Back up and restore beside the archive; each slice compared. Nothing of it is left, whatever happens.

    The archive is looked at as of the moment of its backup, so that changes meanwhile are no differences. Raises
    Refusal where either fails.
    """
    with scratch_folder() as folder:
        with shared_moment() as moment:
            here = dict(_slices())
            pack(folder / "bag", moment=moment)
        with scratch_archive(folder / "media"):
            restore(folder / "bag")
            there = dict(_slices())
    yield from compared(here, there)


def compared(here: Mapping[str, str], there: Mapping[str, str]) -> Iterator[Compared]:
    """Slices side by side, in the order of the first archive; one that is missing shows as “没有”."""
    for what in {**here, **there}:
        yield Compared(what, here.get(what, "没有"), there.get(what, "没有"))


def _slices() -> Iterator[tuple[str, str]]:
    for table in sorted(connection.introspection.table_names()):
        if table not in WITHOUT_ROWS:
            yield f"表 {table}", _rows(table)
    yield "原文件", _originals()
    for query in QUERIES:
        yield f"检索 {query}", _found(query)


def _rows(table: str) -> str:
    """The number of rows, and a sum over all their values that does not depend on their order."""
    name = connection.ops.quote_name(table)
    total = "coalesce(sum(hashtextextended(one::text, 0)::numeric), 0)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), {total} FROM {name} AS one")  # noqa: S608 - a table that is there
        number, total = cursor.fetchone()
    return f"{number} 行 {_mark(str(total))}"


def _originals() -> str:
    """The number of originals that are as their rows say, and a hash over the real hashes of all."""
    right, total = 0, sha256()
    rows = Report.objects.order_by("sha256").values_list("sha256", flat=True)
    for name in rows.iterator(chunk_size=1000):
        digest = _digest(original_path(name))
        right += digest == name
        total.update(f"{name} {digest}\n".encode())
    return f"{right} 个 {_mark(total.hexdigest())}"


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _found(query: str) -> str:
    """How many passages a query finds, and which ones it shows, by report and number in their order."""
    result = search(query, selection=Selection.of(), per_page=REPORTS, hits_per_report=PASSAGES)
    shown = [
        (group.report.pk, [hit.passage.number for hit in group.hits]) for group in result.groups
    ]
    return f"{result.reports} 份 {result.passages} 段 {_mark(repr(shown))}"


def _mark(text: str) -> str:
    """A short sign of a text: as good as never the same for two."""
    return sha256(text.encode()).hexdigest()[:12]
