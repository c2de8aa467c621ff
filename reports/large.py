"""Cookie → whether pages are set large (长者模式), and the way back to the page where that was switched.

A cookie and not an account: most readers have none. Pages that differ by it say so to caches, because every page
of the site also shows who has logged in and so varies by cookie already.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

COOKIE, LARGE = "display", "large"
REMEMBERED = 365 * 24 * 3600  # seconds
# Django refuses to redirect to what is longer (characters).
LONGEST_WAY_BACK = 2000


def is_large(request: HttpRequest) -> bool:
    """Whether this reader has chosen large pages."""
    return request.COOKIES.get(COOKIE) == LARGE


def switched(request: HttpRequest) -> HttpResponse:
    """Back to `?next=` with pages set large for `?size=large`, as usual for anything else."""
    response = redirect(way_back(request.GET.get("next", "")))
    if request.GET.get("size") == LARGE:
        response.set_cookie(
            COOKIE,
            LARGE,
            max_age=REMEMBERED,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def way_back(asked: str) -> str:
    """A page of this site to return to: what was asked for, if it is one, without its query where that is too long."""
    for way in (asked, asked.partition("?")[0]):
        if len(iri_to_uri(way)) <= LONGEST_WAY_BACK:
            own = way.startswith("/") and url_has_allowed_host_and_scheme(way, allowed_hosts=None)
            return way if own else "/"
    return "/"
