"""Numbers that stand on every page."""

from __future__ import annotations

from django import template

from reports.models import Report

register = template.Library()


@register.simple_tag
def held_reports() -> int:
    """How many reports the public may read."""
    return Report.objects.published().count()
