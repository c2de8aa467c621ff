"""What the browser's tests share: Debian's Chromium, the site it reads, and a reader whose pages are watched.

Where there is no Chromium the tests are skipped. MINZHENG_BROWSER=required, which .ci/run sets, makes that a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import DjangoDbBlocker

from .kinds import KINDS
from .site import Site, served_archive
from .visitor import NARROW, Opened, Visitor, visitor

SECONDS = 15  # a machine that has other things to do may well take some of them
FLAGS = (
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever else a browser would like to look up, there is only the site.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(autouse=True, scope="package")
def chromium() -> str:
    """The path of the browser; Playwright's own would have to be downloaded from a host of its own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    sentence = "There is no Chromium on this machine; install Debian's package chromium."
    if os.environ.get("MINZHENG_BROWSER") == "required":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="package")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for all tests of this folder, in place of a transaction for each.

    Its name has pytest-django make the test database. A transaction could not be seen by the server's threads,
    nor begun beside Playwright's event loop, which runs in this thread.
    """
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="package")
def site(chromium: str, db: None) -> Iterator[Site]:
    """The archive, stored and served; gone after the last test of this folder."""
    with served_archive() as archive:
        yield archive


@pytest.fixture(scope="package")
def browser(chromium: str, site: Site) -> Iterator[Browser]:
    """One browser for all; it is closed before the archive goes."""
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Opens pages; no test passes while one of them complained or asked another host."""
    with visitor(browser, site) as one:
        yield one


@pytest.fixture(scope="package", params=KINDS, ids=lambda kind: kind.name)
def wide(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Opened]:
    """A page of each kind, opened once for all tests that only look at it."""
    with visitor(browser, site) as one:
        yield Opened(request.param, one.see(request.param), one)


@pytest.fixture(scope="package", params=KINDS, ids=lambda kind: kind.name)
def narrow(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Opened]:
    """The same on a telephone."""
    with visitor(browser, site) as one:
        yield Opened(request.param, one.see(request.param, size=NARROW), one)
