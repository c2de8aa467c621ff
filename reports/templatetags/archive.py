"""What every page says: how much is held, and how large it is set."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from reports.catalogue import count
from reports.cataloguing import current_catalogue
from reports.large import is_large

register = template.Library()


@register.simple_tag
def held_reports() -> int:
    """How many reports the public may read."""
    return count(current_catalogue().published)


@register.simple_tag(takes_context=True)
def large_text(context: Context) -> bool:
    """Whether the reader has chosen large pages; error pages may be made without any request."""
    request: Any = context.get("request")
    return request is not None and is_large(request)
