"""Third step of the benchmark: runs searches and says how long they took, and what the archive weighs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from time import perf_counter

import psutil
from django.db import connection

from search.benchmark.mix import Asked
from search.results import search

#: How many reports and passages a search found.
Totals = tuple[int, int]
Search = Callable[[Asked], Totals]

#: Tables of the search app that are kept by people, or serve something else than search.
NOT_INDEX = ("synonym", "suggest")


@dataclass(frozen=True, slots=True)
class Timed:
    """One search with what it found and how long each run took (seconds)."""

    asked: Asked
    totals: Totals
    seconds: tuple[float, ...]

    @property
    def typical_ms(self) -> float:
        """The median (milliseconds)."""
        return _percentile(sorted(self.seconds), 50)


def archive_search(asked: Asked) -> Totals:
    """Search as the page does: totals, all facets, the first page ranked, with snippets."""
    result = search(asked.typed, selection=asked.selection)
    return result.reports, result.passages


def time_all(mix: Iterable[Asked], run: Search, *, runs: int) -> list[Timed]:
    """Time a way of searching, each query once to warm up and then so many times."""
    timed = []
    for asked in mix:
        totals = run(asked)
        seconds = []
        for _ in range(runs):
            began = perf_counter()
            run(asked)
            seconds.append(perf_counter() - began)
        timed.append(Timed(asked, totals, tuple(seconds)))
    return timed


def summary(timed: Iterable[Timed]) -> dict[str, object]:
    """p50, p95 and p99 (milliseconds) of all runs together, and of each class."""
    by_class: dict[str, list[float]] = defaultdict(list)
    for one in timed:
        by_class[one.asked.kind] += one.seconds
    together = [seconds for several in by_class.values() for seconds in several]
    return {
        "all": percentiles(together),
        "classes": {kind: percentiles(seconds) for kind, seconds in by_class.items()},
    }


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95, p99 in milliseconds: the least time that so many of a hundred runs do not exceed."""
    ordered = sorted(seconds)
    return {f"p{share}_ms": round(_percentile(ordered, share), 3) for share in (50, 95, 99)}


def _percentile(ordered: Sequence[float], share: int) -> float:
    return ordered[ceil(len(ordered) * share / 100) - 1] * 1000 if ordered else 0.0


def text_bytes() -> int:
    """The texts of all reports in UTF-8."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(octet_length(text)), 0)::bigint FROM reports_report")
        return int(cursor.fetchone()[0])


def index_tables() -> dict[str, int]:
    """The tables of the search index with their bytes, each with its indexes and what is kept out of line."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
            "WHERE relkind IN ('r', 'm') AND relnamespace = current_schema()::regnamespace "
            r"AND relname LIKE 'search\_%' ORDER BY relname"
        )
        return {
            name: size
            for name, size in cursor.fetchall()
            if not any(other in name for other in NOT_INDEX)
        }


def peak_memory() -> int:
    """The most memory this process has had resident (bytes); now, where the system keeps no peak."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return int(psutil.Process().memory_info().rss)
