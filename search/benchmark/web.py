"""Serves the benchmark: a process that answers the whole mix as web pages and says how much memory that took.

`python -m search.benchmark.web DATABASE EVERY` asks every so many-th query and prints the bytes.  It is a process of
its own so that nothing else counts.
"""

import subprocess
import sys

from django.conf import settings


def web_memory(database: str, *, every: int) -> int:
    """The most memory (bytes) that a process resident for the web needs. Raises CalledProcessError."""
    command = [sys.executable, "-m", "search.benchmark.web", database, str(every)]
    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, check=True
    )
    return int(done.stdout)


def _answer_mix(database: str, *, every: int) -> int:
    """Ask for every page of the mix; the peak memory (bytes) afterwards."""
    import django  # noqa: PLC0415 - the rest can be imported only when it is set up

    django.setup()
    from django.urls import reverse  # noqa: PLC0415

    from reports.databases import using  # noqa: PLC0415
    from search.benchmark.measure import peak_memory  # noqa: PLC0415
    from search.benchmark.mix import MIX  # noqa: PLC0415
    from search.benchmark.pages import ask, browser  # noqa: PLC0415

    with using(database), browser() as client:
        for asked in MIX[::every]:
            ask(client, reverse("search") + "?" + asked.selection.query_string(q=asked.typed))
        return peak_memory()


if __name__ == "__main__":
    print(_answer_mix(sys.argv[1], every=int(sys.argv[2])))
