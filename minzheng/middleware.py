"""What holds for every answer: what the browser may load, and that HEAD has no body."""

from collections.abc import Callable

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
