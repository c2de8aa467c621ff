"""What the tests of keeping share: archives that hold something, with originals in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from reports.models import Report
from tests.reports.conftest import load_light_reference
from tests.reports.factories import SEEDS, held_report, report_text


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for what the archive keeps beside the database."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def small(db: None, media: Path) -> Report:
    """An archive of one published report; returns it."""
    load_light_reference()
    return held_report(status="published")


@pytest.fixture
def seeds(db: None, media: Path) -> None:
    """The five seeds, published, and a draft."""
    fill()


def fill() -> None:
    """Take in the five seeds, published, and a draft."""
    load_light_reference()
    for seed in SEEDS:
        held_report(seed.read_text("utf-8"), filename=seed.name, status="published")
    held_report(report_text(), filename="草稿.txt")
