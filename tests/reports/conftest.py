"""What tests of the archive share: reference data, a folder for originals, and people with their rights."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from pytest_django import Settings

from reports.models import Region
from reports.reference import load_areas, region_rows
from tests.reports.factories import Staff


def load_light_reference() -> None:
    """All provinces and prefectures and the policy areas: enough for most reports, and quick."""
    Region.objects.bulk_create(
        region for region in region_rows() if region.level != Region.Level.COUNTY
    )
    load_areas()


@pytest.fixture
def originals(settings: Settings, tmp_path: Path) -> Path:
    """An empty folder for originals; others may be left by other tests."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media" / "originals"


@pytest.fixture
def reference(db: None, originals: Path) -> None:
    """An empty archive that knows regions and policy areas."""
    load_light_reference()


@pytest.fixture
def reference_committed(transactional_db: None, originals: Path) -> None:
    """The same for tests that need other connections to see it."""
    load_light_reference()


@pytest.fixture
def staff(db: None) -> Staff:
    """Makes a logged-in member of staff with these rights: staff("add_report", "view_report")."""

    def log_in(*rights: str, name: str = "李编辑") -> Client:
        user = User.objects.create_user(name, password="不重要", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=rights))
        client = Client()
        client.force_login(user)
        return client

    return log_in
