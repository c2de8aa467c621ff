"""What holds for every request and answer: a session's name, what the browser may load, that HEAD has no body."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",  # the small icons inside style sheets
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
FEATURES = "camera=(), geolocation=(), microphone=(), payment=()"


class HeadWithoutBody:
    """Sends the headers of an answer alone where only they were asked for.

    The web server passes on whatever it is given; on a kept connection a body after HEAD would be read as
    the next answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "HEAD":
            return response
        headers_alone = HttpResponse(status=response.status_code, reason=response.reason_phrase)
        headers_alone.headers = response.headers
        headers_alone.cookies = response.cookies
        if isinstance(response, HttpResponse):
            headers_alone.headers.setdefault("Content-Length", str(len(response.content)))
        response.close()
        return headers_alone


class PlainSessionKey:
    """Takes a session cookie that no session can have for none.

    The cookie's parser lets a NUL through, which PostgreSQL refuses: every page would fail for who sends one.
    """

    _KEY = re.compile("[a-z0-9]{32}", re.ASCII)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if key is not None and not self._KEY.fullmatch(key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)


class ContentSecurityPolicy:
    """Nothing but what this site itself serves.

    A view that needs another policy sets the header itself; it is left alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", FEATURES)
        return response
