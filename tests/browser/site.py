"""The five seed reports, stored once for all tests of this folder and served over HTTP on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from pytest_django.live_server_helper import LiveServer

from reports.ingest import ingest
from reports.models import Passage, Report
from reports.reference import load_reference

SEEDS = sorted((Path(__file__).parents[2] / "fixtures").glob("*.txt"))
ZHONGSHAN, NINGXIA = "442000", "640000"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site answers, and the numbers of reports that addresses are made with."""

    origin: str
    report: int  # 中山市's, in simplified script
    traditional: int  # 宁夏's, in traditional script
    passage: int  # one of `report` that has others like it
    passages: int  # how many `report` has


class _WaitingServer(ThreadedWSGIServer):
    """Has an end only when all its threads have: each may still hold a connection to the database."""

    daemon_threads = False


@contextmanager
def served_archive() -> Iterator[Site]:
    """Serve the published seeds; afterwards the database is as empty as it was.

    The tests of this folder only read, so nothing is stored anew for each: pytest-django's own `live_server`
    would empty the database after every test. What tests want to know of it is asked here: Django refuses queries
    in a thread where an event loop runs, as Playwright's does.
    """
    load_reference()
    for seed in SEEDS:
        ingest(seed.read_bytes(), filename=seed.name, status=Report.Status.PUBLISHED)
    server = LiveServer("127.0.0.1", start=False)
    server.thread.server_class = _WaitingServer
    server.start()
    try:
        yield _site(server.url)
    finally:
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


def _site(origin: str) -> Site:
    report = Report.objects.get(region_id=ZHONGSHAN)
    passages = Passage.objects.filter(report=report)
    compared = passages.filter(text__contains="流浪乞讨人员救助管理服务能力").exclude(
        kind="heading"
    )
    return Site(
        origin,
        report=report.pk,
        traditional=Report.objects.get(region_id=NINGXIA).pk,
        passage=compared.order_by("number")[0].number,
        passages=passages.count(),
    )
