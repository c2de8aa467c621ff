"""What editors do to held reports: one verb a function, each whole or not at all, each announced.

Every verb locks the report first: two editors, or an editor and a new edition, take turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from django.db import transaction

from .models import PolicyArea, Report, Section, SectionArea
from .signals import report_changed
from .store import moved_year, refresh_facets

# What a person may correct, by the names that `Report.corrected` keeps.
CORRECTABLE = (
    "title",
    "issuer",
    "region",
    "doc_type",
    "published_on",
    "report_years",
    "plan_years",
    "script",
)


@transaction.atomic
def correct(report: Report, changes: Mapping[str, object]) -> list[str]:
    """Set fields to what a person says; returns the names of those that really changed.

    These keep their values when the file is parsed again. A year that gives way to exactly one
    other takes along the sections that had it from the report. Raises ValueError for other fields.
    """
    if unknown := set(changes) - set(CORRECTABLE):
        raise ValueError(f"not correctable: {sorted(unknown)}")
    held = _lock(report)
    changed = [
        name for name in CORRECTABLE if name in changes and getattr(held, name) != changes[name]
    ]
    for name in changed:
        if name in ("report_years", "plan_years"):
            _move_sections(held, name, cast("list[int]", changes[name]))
        setattr(held, name, changes[name])
    if changed:
        held.corrected = [name for name in CORRECTABLE if name in {*held.corrected, *changed}]
        held.save()
        _announce(held)
    return changed


@transaction.atomic
def correct_section(
    section: Section, *, year: int | None, role: str, areas: Sequence[str]
) -> list[str]:
    """Set a section's year, role and areas (codes, the primary first); returns what changed.

    The sections below that shared its year and role follow. Raises ValueError for unknown areas.
    """
    report = _lock(section.report)
    held = report.sections.get(pk=section.pk)
    changed = []
    if (held.year, held.role) != (year, role):
        changed += ["year"] if held.year != year else []
        changed += ["role"] if held.role != role else []
        _set_scope(held, year=year, role=role)
    if _replace_areas(held, areas):
        changed.append("areas")
    if changed:
        _announce(report)
    return changed


@transaction.atomic
def publish(report: Report) -> bool:
    """Let the public read a draft or a withdrawn report; False where it already may."""
    held = _lock(report)
    if held.status == Report.Status.PUBLISHED:
        return False
    _set_status(held, Report.Status.PUBLISHED)
    return True


@transaction.atomic
def withdraw(report: Report) -> bool:
    """Take a published report from the public; False where it is not published."""
    held = _lock(report)
    if held.status != Report.Status.PUBLISHED:
        return False
    _set_status(held, Report.Status.WITHDRAWN)
    return True


@transaction.atomic
def delete(report: Report) -> None:
    """Remove a report and all rows derived from it; the original file stays on disk."""
    _lock(report).delete()


def _lock(report: Report) -> Report:
    """The report as it is now, held until the transaction ends."""
    return Report.objects.select_for_update().get(pk=report.pk)


def _announce(report: Report) -> None:
    refresh_facets(report)
    report_changed.send(sender=Report, report=report)


def _set_status(report: Report, status: Report.Status) -> None:
    report.status = status
    report.save(update_fields=["status", "updated_at"])
    report_changed.send(sender=Report, report=report)


def _move_sections(report: Report, field: str, years: list[int]) -> None:
    role = Section.Role.PLAN if field == "plan_years" else Section.Role.REPORT
    inherited = report.sections.filter(role=role, scope_corrected=False)
    for old, new in moved_year(getattr(report, field), years).items():
        inherited.filter(year=old).update(year=new)


def _set_scope(section: Section, *, year: int | None, role: str) -> None:
    below = section.report.sections.filter(
        start__gte=section.start,
        end__lte=section.end,
        level__gt=section.level,
        year=section.year,
        role=section.role,
        scope_corrected=False,
    )
    below.update(year=year, role=role, scope_corrected=True)
    section.year, section.role, section.scope_corrected = year, role, True
    section.save(update_fields=["year", "role", "scope_corrected"])


def _replace_areas(section: Section, areas: Sequence[str]) -> bool:
    """Give the section these areas in this order; the words that decided stay with those it had."""
    held = {rank.area_id: rank for rank in section.area_ranks.all()}
    wanted = list(dict.fromkeys(areas))
    if list(held) == wanted:
        return False
    known = set(PolicyArea.objects.filter(code__in=wanted).values_list("code", flat=True))
    if unknown := set(wanted) - known:
        raise ValueError(f"unknown areas: {sorted(unknown)}")
    section.area_ranks.all().delete()
    SectionArea.objects.bulk_create(
        SectionArea(
            section=section,
            area_id=code,
            rank=rank,
            score=held[code].score if code in held else 0.0,
            terms=held[code].terms if code in held else [],
        )
        for rank, code in enumerate(wanted, start=1)
    )
    section.areas_corrected = True
    section.save(update_fields=["areas_corrected"])
    return True
