"""What all tests share: nothing is written beside the checkout, and no test waits for a slow password hash."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.test import override_settings

# The first example loads dictionaries, so a deadline for each would only tell how warm the machine is; the same
# examples every time, so that a failure belongs to the change that is being tested.
hypothesis.settings.register_profile("archive", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("archive")


@pytest.fixture(autouse=True, scope="session")
def _test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep uploads in a scratch folder, and static files under their plain names, as collectstatic has not run."""
    folder: Path = tmp_path_factory.mktemp("var")
    (folder / "static").mkdir()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        MEDIA_ROOT=folder / "media",
        STATIC_ROOT=folder / "static",
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield
