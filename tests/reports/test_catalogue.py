"""The catalogue is what the database holds of published reports, whatever happens to it and wherever."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.models import Count
from django.test import Client

from reports import catalogue as columns
from reports import entries
from reports.catalogue import UNKNOWN, Catalogue, count
from reports.cataloguing import current_catalogue
from reports.models import Passage, Report
from tests.reports.factories import SEEDS, held_report, report_text

from .drawn import Drawn

pytestmark = pytest.mark.usefixtures("reference")

SETS = ("years", "areas", "types", "report_years", "plan_years")


def in_order(row: dict[str, Any]) -> tuple[int, str, int]:
    """Where a report stands in a list."""
    day = row["published_on"]
    return -(day.toordinal() if day else 0), row["region_id"] or "9" * 7, row["id"]


def agrees() -> Catalogue:
    """The catalogue, after comparing all of it with the database."""
    catalogue = current_catalogue()
    rows = Report.objects.values(
        *("id", "region_id", "published_on", "status", "doc_type", *SETS)
    ).annotate(passages=Count("passages"))
    stored = {row["id"]: row for row in rows if row["status"] == "published"}
    slots = catalogue.slots(catalogue.published)
    assert sorted(catalogue.ids[slots].tolist()) == sorted(stored)
    assert count(catalogue.published) == len(stored)
    for slot in slots.tolist():
        row = stored[int(catalogue.ids[slot])]
        assert catalogue.codes[catalogue.places[slot]] == int(row["region_id"] or UNKNOWN)
        assert catalogue.days[slot] == (
            row["published_on"].toordinal() if row["published_on"] else 0
        )
        assert catalogue.passages[slot] == row["passages"]
        carried = {("doc_type", row["doc_type"])}
        carried |= {(name, str(value)) for name in SETS for value in row[name]}
        assert _tags(catalogue, slot) == carried
    expected = [row["id"] for row in sorted(stored.values(), key=in_order)]
    assert catalogue.latest_first(catalogue.published).tolist() == expected
    return catalogue


def _tags(catalogue: Catalogue, slot: int) -> set[tuple[str, str]]:
    return {
        tag
        for tag, bit in catalogue.tags.items()
        if catalogue.tagged[bit, slot // 64] >> np.uint64(slot % 64) & np.uint64(1)
    }


def published(catalogue: Catalogue) -> list[int]:
    """The ids of all published reports in the order of a list."""
    return list(catalogue.latest_first(catalogue.published).tolist())


def test_an_archive_without_reports_has_a_catalogue_too() -> None:
    assert published(agrees()) == []
    Drawn(1).add()
    agrees()


def test_the_catalogue_follows_every_change() -> None:
    drawn = Drawn(2)
    reports = drawn.archive(5)
    agrees()
    report = reports[0]
    Report.objects.filter(pk=report.pk).update(status="published")
    assert report.pk in published(agrees())
    for change in (
        {"region_id": "440100"},
        {"region_id": None},
        {"years": [1949, 2100], "areas": [], "types": ["总结"]},
        {"report_years": [2021], "plan_years": [2022, 2022]},
        {"published_on": None},
        {"doc_type": "公报"},
    ):
        Report.objects.filter(pk=report.pk).update(**change)
        assert report.pk in published(agrees())
    drawn.give_passages(report)
    agrees()
    Report.objects.filter(pk=report.pk).update(status="withdrawn")
    assert report.pk not in published(agrees())
    Report.objects.filter(pk=report.pk).update(status="published")
    agrees()
    report.delete()
    assert report.pk not in published(agrees())


def test_the_catalogue_follows_passages_that_come_after_their_report() -> None:
    report = Drawn(3).add()
    Report.objects.filter(pk=report.pk).update(status="published")
    Passage.objects.filter(report=report).delete()
    agrees()
    Passage.objects.create(report=report, number=1, kind="text", start=0, end=1, text="低")
    catalogue = agrees()
    assert catalogue.passages_of(catalogue.published) == 1


def test_the_catalogue_follows_what_is_taken_back() -> None:
    drawn = Drawn(4)
    drawn.archive(20)
    before = published(agrees())
    with transaction.atomic():
        drawn.archive(5)
        Report.objects.filter(pk=before[0]).update(status="withdrawn")
        Report.objects.filter(pk=before[1]).update(region_id="110000", years=[1999])
        assert before[0] not in published(agrees())
        with transaction.atomic():
            Report.objects.all().delete()
            assert published(agrees()) == []
            transaction.set_rollback(True)
        assert before[1] in published(agrees())
        transaction.set_rollback(True)
    assert published(agrees()) == before


def test_the_catalogue_follows_a_hundred_changes_in_any_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(columns, "DEAD", 10)
    drawn, chance = Drawn(5), Random(5)
    there = drawn.archive(10)
    sizes = []
    for _ in range(100):
        drawn.chance.choice(
            [
                lambda: there.append(drawn.add()),
                lambda: drawn.change(chance.choice(there)),
                lambda: drawn.give_passages(chance.choice(there)),
                lambda: there.pop(chance.randrange(len(there))).delete(),
            ][: 4 if len(there) > 5 else 3]
        )()
        if chance.random() < 0.6:
            sizes.append(agrees().size)
    agrees()
    assert any(later < earlier for earlier, later in pairwise(sizes))


def test_an_archive_that_is_read_in_shares_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "SHARE", 7)
    Drawn(6).archive(70)
    with connection.cursor() as cursor:  # all are changed, so all are read anew
        cursor.execute(
            "INSERT INTO reports_reportchange VALUES (0, pg_current_xact_id()::text::bigint,"
            " nextval('reports_reportchange_number')) ON CONFLICT (report_id)"
            " DO UPDATE SET xid = excluded.xid, number = excluded.number"
        )
    assert agrees().size > 14


def test_a_catalogue_that_was_handed_out_stays_as_it_is() -> None:
    drawn = Drawn(7)
    there = drawn.archive(30)
    catalogue = agrees()
    kept = published(catalogue), catalogue.values("years", catalogue.published)
    copies = [getattr(catalogue, name).copy() for name in ("tagged", "published", "passages")]
    for report in there:
        drawn.change(report)
    agrees()
    assert (published(catalogue), catalogue.values("years", catalogue.published)) == kept
    for name, copy in zip(("tagged", "published", "passages"), copies, strict=True):
        assert np.array_equal(getattr(catalogue, name), copy)


@pytest.mark.parametrize(
    "choose",
    [
        lambda held: held.of("", "x", "４５００００", "999999", "9" * 5000, "0", "1000000"),
        lambda held: held.carrying("years", ["", "1066", "x", "\0"]),
        lambda held: held.carrying("no such column", ["2021"]),
    ],
    ids=["regions", "years", "a column"],
)
def test_what_does_not_exist_is_carried_by_nothing(choose: Callable[[Catalogue], Any]) -> None:
    Drawn(8).archive(20)
    held = agrees()
    assert count(choose(held)) == 0


def test_reports_are_listed_by_their_own_date_and_the_undated_come_last() -> None:
    for seed in SEEDS:
        held_report(seed.read_text("utf-8"), filename=seed.name, status=Report.Status.PUBLISHED)
    dates = [report.published_on for report in Report.objects.in_order(published(agrees()))]
    dated = [day for day in dates if day]
    assert len(dates) == len(SEEDS)
    assert dated == sorted(dated, reverse=True)
    assert dates[len(dated) :] == [None] * (len(dates) - len(dated))


def test_the_next_page_counts_and_lists_no_withdrawn_report(client: Client) -> None:
    held_report(report_text(city="南宁市"), filename="1.txt", status=Report.Status.PUBLISHED)
    gone = held_report(report_text(city="柳州市"), filename="2.txt", status=Report.Status.PUBLISHED)
    pages = ["/", "/reports/", "/coverage/", "/years/2021/", "/areas/elderly_care/", "/compare/"]
    for page in pages:
        assert "450200" in client.get(page).content.decode(), page
    assert "柳州市" in client.get("/reports/export.csv").getvalue().decode()
    Report.objects.filter(pk=gone.pk).update(status=Report.Status.WITHDRAWN)
    for page in pages:
        assert "450200" not in client.get(page).content.decode(), page
    assert "柳州市" not in client.get("/reports/export.csv").getvalue().decode()
