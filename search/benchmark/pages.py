"""Every kind of page of an archive, asked for as a browser does: how long the server takes and what it sends."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from django.conf import settings
from django.db.models.functions import Length
from django.test import Client, override_settings

from reports.models import Passage, Report

#: Times a page is asked for before it is timed.
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page; what stands in braces in its path is an example of the archive's own."""

    name: str
    path: str


KINDS: Final = (
    Kind("home", "/"),
    Kind("list", "/reports/"),
    Kind("list narrowed", "/reports/?region={province}&year={year}"),
    Kind("list of an area", "/reports/?area=elderly_care"),
    Kind("results", "/search/?q=低保标准"),
    Kind("results narrowed, some excluded", "/search/?q=养老&region={province}&-year={year}"),
    Kind("results with a report's hits opened", "/search/?q=养老&open={report}"),
    Kind("no results", "/search/?q=月球基地"),
    Kind("another word meant", "/search/?q=养劳"),
    Kind("suggestions", "/search/suggest?q=低保"),
    Kind("report", "/reports/{report}/"),
    Kind("report with marks", "/reports/{report}/?q=养老"),
    Kind("report in the other script", "/reports/{report}/?q=养老&display={script}"),
    Kind("report with its furniture", "/reports/{report}/?furniture=show"),
    Kind("evidence card", "/reports/{report}/evidence/{passage}/"),
    Kind("similar passages", "/search/similar/{report}/{passage}/"),
    Kind("place", "/places/{place}/"),
    Kind("area", "/areas/elderly_care/"),
    Kind("year", "/years/{year}/"),
    Kind("coverage", "/coverage/"),
    Kind("nothing chosen to compare", "/compare/"),
    Kind("comparison", "/compare/?area=elderly_care&{places}&year={year}"),
    Kind("login", "/admin/login/"),
)


@dataclass(frozen=True, slots=True)
class TimedPage:
    """A page with how long each answer took (seconds) and how much was sent (bytes, compressed)."""

    kind: Kind
    path: str
    seconds: tuple[float, ...]
    sent: int


def time_pages(*, runs: int) -> Iterator[TimedPage]:
    """Ask for each kind so many times, after warming up. Raises LookupError, RuntimeError as below."""
    names = examples()
    with browser() as client:
        for kind in KINDS:
            path = kind.path.format(**names)
            for _ in range(WARM_UP):
                ask(client, path)
            answers = [ask(client, path) for _ in range(runs)]
            yield TimedPage(kind, path, tuple(seconds for seconds, _ in answers), answers[-1][1])


def examples() -> dict[str, Any]:
    """What the paths name: the longest report, and the places that report most on the year most reported on.

    Raises LookupError where nothing is published.
    """
    published = Report.objects.published()
    report = published.alias(length=Length("text")).order_by("-length").first()
    if report is None:
        raise LookupError("no report is published")
    passages = report.passages.filter(kind__in=[Passage.Kind.TEXT, Passage.Kind.ITEM])
    longest = passages.alias(length=Length("text")).order_by("-length").first()
    years = Counter(year for of_one in published.values_list("years", flat=True) for year in of_one)
    year = years.most_common(1)[0][0] if years else 2021
    regions = published.filter(years__contains=[year]).values_list("region", flat=True)
    places = [code for code, _ in Counter(filter(None, regions)).most_common(3)] or ["450100"]
    return {
        "report": report.pk,
        "passage": longest.number if longest else 1,
        "script": "hans" if report.script == Report.Script.HANT else "hant",
        "year": year,
        "place": places[0],
        "province": f"{places[0][:2]}0000",
        "places": "&".join(f"region={code}" for code in places),
    }


@contextmanager
def browser() -> Iterator[Client]:
    """A client that goes through the whole server but for its sockets."""
    # No page needs the static files themselves; where they were not gathered, whitenoise would say so.
    warnings.filterwarnings("ignore", message="No directory at")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(STORAGES=storages, ALLOWED_HOSTS=["localhost"]):
        yield Client(SERVER_NAME="localhost", headers={"accept-encoding": "gzip"})


def ask(client: Client, path: str) -> tuple[float, int]:
    """How long an answer took (seconds) and how long it is (bytes). Raises RuntimeError where it is none."""
    began = perf_counter()
    answer = client.get(path, secure=True)
    seconds = perf_counter() - began
    if answer.status_code != 200:
        raise RuntimeError(f"{path} was answered with {answer.status_code}")
    return seconds, len(answer.content)
