"""The benchmark from its first step to its last: an archive in a database of its own → figures as one object."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from reports.models import Passage, Report
from search.benchmark import archive
from search.benchmark.database import note, noted, own_database, settle
from search.benchmark.measure import (
    Timed,
    archive_search,
    index_tables,
    summary,
    text_bytes,
    time_all,
)
from search.benchmark.mix import MIX
from search.benchmark.peers import PEERS
from search.benchmark.peers.base import NotInstalled, Peer, token_rows
from search.benchmark.web import web_memory
from search.benchmark.workers import ingest_share, shared_out, spread

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done; `reports` are ignored for a database that is there already.

    `every` leaves of the mix only each so many-th query, which is for trying the benchmark itself.
    """

    database: str
    reports: int
    keep: bool
    reuse: bool
    peers: Sequence[str]
    jobs: int
    runs: int
    every: int
    growth: bool
    reindex: bool


def run(plan: Plan, *, say: Say) -> dict[str, Any]:
    """Make, measure, compare, drop; `say` is told how it goes."""
    with own_database(plan.database, keep=plan.keep):
        return _Run(plan, say).result()


class _Run:
    def __init__(self, plan: Plan, say: Say) -> None:
        self._plan = plan
        self._say = say
        self._growth: list[dict[str, Any]] = []

    def result(self) -> dict[str, Any]:
        """All figures; each query with those of the peers beside it."""
        plan = self._plan
        made = noted(plan.database) if plan.reuse else self._make()
        # What was kept may have been indexed by an older version.
        rate = self._reindex() if plan.reuse and plan.reindex else None
        sizes = {"text": text_bytes(), "index": sum(index_tables().values())}
        tables = index_tables()
        timed = self._time("archive")
        web_bytes = web_memory(plan.database, every=plan.every)
        peers, skipped = self._compare()
        if not plan.reuse and plan.reindex:
            rate = self._reindex()
        ours = summary(timed)
        self._growth.append(self._size() | {"all": ours["all"]})
        return {
            **self._size(),
            **ours,
            "peers": {name: facts for name, (facts, _) in peers.items()},
            "skipped": skipped,
            "ingest_reports_per_s": made.get("ingest_reports_per_s"),
            "reindex_reports_per_s": rate,
            "bytes": sizes,
            "index_tables": tables,
            "web_rss_bytes": web_bytes,
            "growth": self._growth,
            "queries": _queries(timed, {name: times for name, (_, times) in peers.items()}),
            "machine": _machine(),
            "plan": {key: value for key, value in asdict(plan).items() if key != "peers"},
            "edition": archive.EDITION,
        }

    def _make(self) -> dict[str, Any]:
        """Take the reports in; with `growth`, stop at a tenth of them to measure."""
        total, began = self._plan.reports, 0
        archive.report_file(0)  # the workers begin with what this loads
        seconds = 0.0
        for until in [total // 10, total] if self._plan.growth else [total]:
            seconds += self._ingest(range(began, until))
            self._say("整理数据库…")
            settle()
            if until < total:
                timed = self._time("archive")
                self._growth.append(self._size() | {"all": summary(timed)["all"]})
            began = until
        facts = {"ingest_reports_per_s": round(total / seconds, 2)}
        note(self._plan.database, facts)
        return facts

    def _ingest(self, numbers: range) -> float:
        """Seconds it took, without those for making the files."""
        self._say(f"收录 {len(numbers)} 份报告…")
        began, making, done = perf_counter(), 0.0, 0
        for count, seconds in spread(ingest_share, shared_out(numbers), jobs=self._plan.jobs):
            done, making = done + count, making + seconds
            if done % 1000 < count:
                self._say(f"  {done}（每秒 {done / (perf_counter() - began):.1f} 份）")
        return perf_counter() - began - making / self._plan.jobs

    def _reindex(self) -> float:
        self._say("重建索引…")
        began = perf_counter()
        call_command("reindex", "--all", stdout=StringIO())
        seconds = perf_counter() - began
        settle()
        return round(Report.objects.count() / seconds, 2)

    def _time(self, name: str, peer: Peer | None = None) -> list[Timed]:
        mix = MIX[:: self._plan.every]
        self._say(f"检索 {len(mix)} 个查询（{name}）…")
        timed = time_all(mix, peer.search if peer else archive_search, runs=self._plan.runs)
        self._say(f"  {summary(timed)['all']}")
        return timed

    def _size(self) -> dict[str, int]:
        return {"reports": Report.objects.count(), "passages": Passage.objects.count()}

    def _compare(self) -> tuple[dict[str, tuple[dict[str, Any], list[Timed]]], dict[str, str]]:
        """Each peer's figures with its times, and why others are missing."""
        results, skipped = {}, {}
        with tempfile.TemporaryDirectory(prefix="benchmark-", dir=settings.VAR_DIR) as folder:
            peers: dict[str, Peer] = {}
            try:
                for name in self._plan.peers:
                    try:
                        peers[name] = PEERS[name](Path(folder))
                    except NotInstalled as error:
                        skipped[name] = str(error)
                        self._say(str(error))
                if peers:
                    self._fill(peers)
                for name, peer in peers.items():
                    self._say(f"建立 {name} 的索引…")
                    began = perf_counter()
                    size = peer.finish()
                    self._say(f"  {perf_counter() - began:.0f} 秒")
                    timed = self._time(name, peer)
                    results[name] = (
                        {**summary(timed), "bytes": size, "note": peer.note},
                        timed,
                    )
            finally:
                for peer in peers.values():
                    peer.close()
        return results, skipped

    def _fill(self, peers: Mapping[str, Peer]) -> None:
        """Cut all passages into words once, and give them to every peer."""
        self._say(f"把词语交给 {'、'.join(peers)}…")
        numbers = list(Report.objects.order_by("pk").values_list("pk", flat=True))
        shares = [numbers[share.start : share.stop] for share in shared_out(range(len(numbers)))]
        for rows in spread(token_rows, shares, jobs=self._plan.jobs):
            for peer in peers.values():
                peer.add(rows)


def _queries(ours: Sequence[Timed], peers: Mapping[str, Sequence[Timed]]) -> list[dict[str, Any]]:
    """What each query found and how long it took, the archive's first."""
    listed = []
    for number, timed in enumerate(ours):
        listed.append(
            {
                "class": timed.asked.kind,
                "typed": timed.asked.typed,
                "filters": timed.asked.selection.query_string(),
                **_found(timed),
                "peers": {name: _found(times[number]) for name, times in peers.items()},
            }
        )
    return listed


def _found(timed: Timed) -> dict[str, Any]:
    reports, passages = timed.totals
    return {"reports": reports, "passages": passages, "p50_ms": round(timed.typical_ms, 3)}


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg(),  # far above the jobs of the run, others were at work too
        "python": platform.python_version(),
        "postgresql": version,
    }
