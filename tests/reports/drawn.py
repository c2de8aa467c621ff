"""An archive of short reports with whatever facets, days and states chance gives them."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from random import Random
from typing import Any

from reports.models import Passage, PolicyArea, Region, Report

TYPES = ["总结", "计划", "公报", "新闻", "其他"]
#: Regions that have reports: provinces, their cities, and one that is not known; each once or more.
REGIONS = ["450000", "450100", "450100", "450200", "440000", "440100", "110000", None]
YEARS = range(2016, 2024)


class Drawn:
    """Reports that are added and changed at random; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.areas = list(PolicyArea.objects.values_list("code", flat=True))[:6]
        self.made = 0
        known = set(Region.objects.values_list("code", flat=True))
        assert known >= {code for code in REGIONS if code}

    def columns(self) -> dict[str, Any]:
        """The columns by which a report is found and counted."""
        some = self.chance.random
        day = date(2020, 1, 1) + timedelta(self.chance.randrange(6))
        return {
            "region_id": self.chance.choice(REGIONS),
            "status": self.chance.choice(["published", "published", "draft", "withdrawn"]),
            "doc_type": self.chance.choice(Report.DocType.values),
            "published_on": day if some() < 0.8 else None,
            "years": self._some(YEARS),
            "areas": self._some(self.areas),
            "types": self._some(TYPES),
            "report_years": self._some(YEARS) if some() < 0.6 else [],
            "plan_years": self._some(YEARS) if some() < 0.4 else [],
        }

    def add(self) -> Report:
        """One more report, with up to four passages."""
        self.made += 1
        report = Report.objects.create(
            title=f"报告{self.made}",
            sha256=hashlib.sha256(b"%d" % self.made).hexdigest(),
            size=1,
            text="低保养老",
            parser_version=1,
            **self.columns(),
        )
        self.give_passages(report)
        return report

    def change(self, report: Report) -> None:
        """Give a report other columns."""
        Report.objects.filter(pk=report.pk).update(**self.columns())

    def give_passages(self, report: Report) -> None:
        """Let a report have other passages, or none."""
        report.passages.all().delete()
        Passage.objects.bulk_create(
            Passage(
                report=report, number=at + 1, kind="text", start=at, end=at + 1, text="低保养老"[at]
            )
            for at in range(self.chance.randrange(5))
        )

    def archive(self, size: int) -> list[Report]:
        """So many reports."""
        return [self.add() for _ in range(size)]

    def _some(self, values: Any) -> list[Any]:
        return sorted(self.chance.sample(list(values), self.chance.randrange(4)))
