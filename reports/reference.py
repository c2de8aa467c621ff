"""fixtures → the gazetteer, the area model and the indicators, and the rows of the first two in the database."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from .models import AreaTerm, PolicyArea, Region
from .parsing.areas import AreaModel, AreaTerms
from .parsing.indicators import Indicator, load_indicators
from .parsing.regions import Gazetteer
from .signals import reference_loaded


def fixture(name: str) -> Path:
    """The path of a file of the project's reference data."""
    return Path(settings.BASE_DIR) / "fixtures" / name


@cache
def gazetteer() -> Gazetteer:
    """All regions of `fixtures/regions.csv`."""
    return Gazetteer.load(fixture("regions.csv"))


@cache
def shipped_areas() -> AreaModel:
    """The areas and terms of `fixtures/policy_areas.json`, before any editor changed them."""
    return AreaModel.load(fixture("policy_areas.json"))


@cache
def indicators() -> tuple[Indicator, ...]:
    """The table of `fixtures/indicators.json`, read once. Raises IndicatorError."""
    rows = json.loads(fixture("policy_areas.json").read_text("utf-8"))
    codes = {row["code"] for row in rows}
    return load_indicators(fixture("indicators.json"), areas=codes)


def current_areas() -> AreaModel:
    """The areas and terms as the editors keep them in the database."""
    terms: dict[str, dict[str, float]] = defaultdict(dict)
    for area, term, weight in AreaTerm.objects.values_list("area_id", "term", "weight"):
        terms[area][term] = weight
    rows = PolicyArea.objects.values_list("code", "cross_cutting")
    return AreaModel(AreaTerms(code, terms[code], cross_cutting) for code, cross_cutting in rows)


def area_names() -> dict[str, str]:
    """The policy areas by their codes, in their order, as the editors call them."""
    with connection.cursor() as cursor:
        # Every search and every report asks for them; a queryset takes five times as long.
        cursor.execute('SELECT code, name FROM reports_policyarea ORDER BY "order"')
        return dict(cursor.fetchall())


@transaction.atomic
def load_reference() -> tuple[int, int]:
    """Bring regions and policy areas into the database; returns how many of each there are."""
    loaded = _load_regions(), load_areas()
    reference_loaded.send(sender=Region)
    return loaded


def region_rows() -> list[Region]:
    """The regions of the file as rows that are not stored yet."""
    return [
        Region(
            code=item.code,
            name=item.name,
            short=item.short,
            level=item.level,
            parent_id=item.parent or None,
        )
        for item in gazetteer()
    ]


def _load_regions() -> int:
    """Make the rows follow the file."""
    regions = region_rows()
    # A region's parent is of a level before its own.
    for level in Region.Level.values:
        Region.objects.bulk_create(
            [region for region in regions if region.level == level],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "short", "level", "parent"],
        )
    return len(regions)


@transaction.atomic
def load_areas() -> int:
    """Make the policy areas follow their file; returns how many there are.

    Terms are only added to an area that has none, so that an editor's changes stay.
    """
    rows = json.loads(fixture("policy_areas.json").read_text("utf-8"))
    for row in rows:
        terms = row.pop("terms")
        area, _ = PolicyArea.objects.update_or_create(code=row.pop("code"), defaults=row)
        if not area.terms.exists():
            AreaTerm.objects.bulk_create(
                AreaTerm(area=area, term=term, weight=weight) for term, weight in terms.items()
            )
    return len(rows)
