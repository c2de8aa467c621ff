"""What the tests of keeping share: archives that hold something, with originals in a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from minzheng.keeping.packing import back_up
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


@pytest.fixture
def committed(transactional_db: None, media: Path) -> None:
    """The same as `seeds`, as other processes see it."""
    fill()


@pytest.fixture
def bag(committed: None, tmp_path: Path) -> Path:
    """A backup of the five seeds and a draft."""
    target = tmp_path / "备份"
    back_up(target)
    return target
