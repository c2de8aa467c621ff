"""Serves the benchmark: other processes that take reports in or cut them into words."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Semaphore
from time import perf_counter
from typing import TypeVar

from django.db import connections

from reports.ingest import ingest
from reports.models import Report
from reports.parsing.areas import AreaModel
from reports.reference import current_areas
from search.benchmark.archive import report_files

Given = TypeVar("Given")
Got = TypeVar("Got")

#: Reports that a worker deals with before it asks for more.
SHARE = 25


def shared_out(numbers: range) -> list[range]:
    """The numbers in shares."""
    return [numbers[at : at + SHARE] for at in range(0, len(numbers), SHARE)]


def spread(work: Callable[[Given], Got], given: Iterable[Given], *, jobs: int) -> Iterator[Got]:
    """Have so many processes work, which begin with all that this one has loaded; results as they come.

    They do not run ahead of whoever takes the results.
    """
    connections.close_all()  # a connection belongs to one process
    room = Semaphore(jobs * 3)

    def admitted() -> Iterator[Given]:
        for item in given:
            room.acquire()
            yield item

    with ExitStack() as stack:
        with _undisturbed():
            forked = multiprocessing.get_context("fork").Pool(jobs, initializer=_begin)
            pool = stack.enter_context(forked)
        try:
            for result in pool.imap_unordered(work, admitted()):
                yield result
                room.release()
        finally:
            # The pool cannot end while its own thread waits here for admission.
            room.release(1_000_000)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Have a stop that comes now act afterwards: what is raised while a process forks is lost."""
    _came.clear()
    stops = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda it, _: _came.append(it)) for number in stops}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)
        for came in _came:
            signal.raise_signal(came)


#: The stops that came while processes were forked; in a new process, those it got before it had begun.
_came: list[int] = []


def _begin() -> None:
    # Whoever started the workers ends them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    for came in _came:
        signal.raise_signal(came)


_AREAS: list[AreaModel] = []


def ingest_share(numbers: range) -> tuple[int, float]:
    """Take these reports in, published; how many, and how long it took to make their files (seconds)."""
    if not _AREAS:
        _AREAS.append(current_areas())
    began = perf_counter()
    files = list(report_files(numbers))
    making = perf_counter() - began
    for name, data in files:
        ingest(data, filename=name, status=Report.Status.PUBLISHED, areas=_AREAS[0])
    return len(files), making
