"""Answers that pages have in common: that looking took too long, and that what is not public is kept by nobody."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from psycopg.errors import QueryCanceled

from .models import Report

Response = TypeVar("Response", bound=HttpResponseBase)

logger = logging.getLogger(__name__)


def slow_page(
    request: HttpRequest, error: OperationalError, context: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page that says that PostgreSQL broke a statement off; `context` is what a page of its kind is given.

    Raises the error again where it is another.
    """
    if not isinstance(error.__cause__, QueryCanceled):
        raise error
    logger.warning("Broken off after taking too long: %.200s", request.get_full_path())
    return render(request, "503.html", {**(context or {}), "slow": True}, status=503)


def guarded(response: Response, report: Report) -> Response:
    """Keep what only staff may see out of caches and search engines."""
    if report.status != Report.Status.PUBLISHED:
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
    return response
