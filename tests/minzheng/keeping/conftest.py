"""What the tests of keeping share: archives that hold something, with originals in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
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


# Works on the database of the tests; a shell may have started them with Ctrl-C ignored.
_PROGRAM = """
import signal, sys
import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

signal.signal(signal.SIGINT, signal.default_int_handler)
django.setup()
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
call_command(*sys.argv[3:])
"""


def started(command: str, *arguments: object) -> subprocess.Popen[bytes]:
    """A command in a process of its own, on the archive of this test."""
    place = (connection.settings_dict["NAME"], django_settings.MEDIA_ROOT)
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *map(str, (*place, command, *arguments))],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "minzheng.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
