"""A reader at a browser of their own: opens pages, and notes whatever a page should not do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from .kinds import Kind
from .site import Site

WIDE = (1280, 800)
NARROW = (360, 740)
ZOOMED = (320, 256)  # what is left of 1280 × 1024 at 400 %
SMALLEST = (320, 640)  # the narrowest telephone that is still about

# A page that was not found is said to be a failed resource; tests ask for the status themselves.
_FAILED = "Failed to load resource"


class Visitor:
    """Opens pages, each in a context of its own: no cookies, no cache, nothing left of another test."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.complaints: list[str] = []
        self.answers: list[Response] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        path: str = "/",
        *,
        size: tuple[int, int] = WIDE,
        status: int = 200,
        script: bool = True,
        large: bool = False,
    ) -> Page:
        """Open a page of the site, in 长者模式 if `large`; on a small screen there are fingers and no mouse."""
        context = self._browser.new_context(
            base_url=self.site.origin,
            locale="zh-CN",
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=4 if size == ZOOMED else 1,
            has_touch=size in {NARROW, SMALLEST},
            java_script_enabled=script,
        )
        self._contexts.append(context)
        self._watch(context)
        if large:
            context.add_cookies([{"name": "display", "value": "large", "url": self.site.origin}])
        page = context.new_page()
        response = page.goto(path)
        assert response is not None
        assert response.status == status
        return page

    def see(
        self,
        kind: Kind,
        *,
        size: tuple[int, int] = WIDE,
        script: bool = True,
        large: bool = False,
    ) -> Page:
        """Open a page of a kind."""
        path = kind.address(self.site)
        return self(path, size=size, status=kind.status, script=script, large=large)

    def leave(self) -> None:
        """Close every page; fail if one of them did what it should not."""
        for context in self._contexts:
            context.close()
        assert self.complaints == []

    def _watch(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on(
            "weberror", lambda error: self.complaints.append(f"a script failed: {error.error}")
        )
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        of_the_page = message.page is not None and message.location["url"] == message.page.url
        if message.type in {"error", "warning"} and not (
            of_the_page and message.text.startswith(_FAILED)
        ):
            self.complaints.append(f"the console says: {message.text} ({message.location['url']})")

    def _on_response(self, answer: Response) -> None:
        self.answers.append(answer)

    def _on_request(self, request: Request) -> None:
        scheme, host, *_ = urlsplit(request.url)
        if f"{scheme}://{host}" != self.site.origin and scheme not in {"data", "about"}:
            self.complaints.append(f"a page asks another host: {request.url}")


@contextmanager
def visitor(browser: Browser, site: Site) -> Iterator[Visitor]:
    """A reader who leaves at the end."""
    one = Visitor(browser, site)
    yield one
    one.leave()


@dataclass(frozen=True, slots=True)
class Opened:
    """A page of a kind, with all that came for it."""

    kind: Kind
    page: Page
    visitor: Visitor
