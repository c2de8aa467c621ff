"""Settings as different environments make them, read afresh each time."""

import runpy
import stat
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from minzheng.refusal import Refusal


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("MINZHENG_SECRET_KEY", raising=False)
    monkeypatch.setenv("MINZHENG_VAR", str(tmp_path / "var"))


def read() -> dict[str, Any]:
    """Run settings.py in this environment."""
    return runpy.run_path(str(settings.BASE_DIR / "minzheng" / "settings.py"))


def test_without_an_address_the_embedded_server_holds_the_data(tmp_path: Path) -> None:
    database = read()["DATABASES"]["default"]
    assert database["ENGINE"] == "minzheng.embedded"
    assert database["DATA"] == tmp_path / "var" / "postgres"


def test_an_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://wang:p%40ss@db.example:6543/archive?sslmode=require"
    )
    database = read()["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"]) == ("wang", "p@ss")
    assert (database["HOST"], database["PORT"]) == ("db.example", "6543")
    assert database["NAME"] == "archive"
    assert database["OPTIONS"] == {"sslmode": "require"}
    assert database["TEST"]["NAME"] == "test_minzheng"


@pytest.mark.parametrize(
    "url", ["postgresql://", "mysql://a@b/c", "postgresql://a@b/c?nonsense=1", "host=a dbname=b"]
)
def test_an_address_that_names_no_database_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Refusal, match="DATABASE_URL 应当形如"):
        read()


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = read()["SECRET_KEY"]
    kept = tmp_path / "var" / "secret_key"
    assert len(key) >= 50
    assert kept.read_text() == key == read()["SECRET_KEY"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_gets_a_passing_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MINZHENG_VAR", str(tmp_path / "file" / "var"))
    assert len(read()["SECRET_KEY"]) >= 50


def test_errors_are_hidden_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read()["DEBUG"] is False
    monkeypatch.setenv("MINZHENG_DEBUG", "1")
    assert read()["DEBUG"] is True


def test_https_makes_cookies_secure(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SESSION_COOKIE_SECURE" not in read()
    monkeypatch.setenv("MINZHENG_HTTPS", "1")
    assert read()["SESSION_COOKIE_SECURE"] is True


def test_a_limit_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINZHENG_STATEMENT_TIMEOUT_MS", "bald")
    with pytest.raises(Refusal, match="整数"):
        read()
