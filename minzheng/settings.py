"""Django's settings: one file for every machine, whose differences come from environment variables.

MINZHENG_VAR                    folder for all that is written: database, uploads, caches (default: var)
DATABASE_URL                    a PostgreSQL server to use instead of the embedded one
MINZHENG_SECRET_KEY             signs sessions; by default made once and kept in the var folder
MINZHENG_DEBUG                  1 shows errors in the browser; never in public
MINZHENG_ALLOWED_HOSTS          host names the site answers to, separated by commas
MINZHENG_TRUSTED_ORIGINS        https://… origins whose forms are accepted, separated by commas
MINZHENG_HTTPS                  1 where a proxy in front speaks HTTPS and sets X-Forwarded-Proto
MINZHENG_STATEMENT_TIMEOUT_MS   longest database statement of a web request (default: 10000)
"""

import os
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from minzheng.refusal import Refusal

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("MINZHENG_VAR") or BASE_DIR / "var").absolute()
MEGABYTE = 1024 * 1024


def _switch(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _list(name: str, *, default: str = "") -> list[str]:
    words = os.environ.get(name, default).split(",")
    return [word.strip() for word in words if word.strip()]


def _number(name: str, *, default: int) -> int:
    try:
        return int(os.environ.get(name) or default)
    except ValueError:
        raise Refusal(f"环境变量 {name} 应当是一个整数。") from None


def _secret_key() -> str:
    """Return the key kept in the var folder, made by the first command that asks."""
    kept = VAR_DIR / "secret_key"
    try:
        if not kept.exists():
            VAR_DIR.mkdir(parents=True, exist_ok=True)
            # Written aside and linked into place: nobody reads half a key, and the first one wins.
            with tempfile.NamedTemporaryFile("w", dir=VAR_DIR) as new:  # of mode 600
                new.write(get_random_secret_key())
                new.flush()
                if not kept.exists():
                    os.link(new.name, kept)
        return kept.read_text()
    except FileExistsError:
        return kept.read_text()
    except OSError:
        # Commands that store nothing work in a folder that cannot be written, too.
        return get_random_secret_key()


def _database() -> dict[str, object]:
    """Return the embedded server, or the one that DATABASE_URL names."""
    common = {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": "test_minzheng"},
    }
    url = os.environ.get("DATABASE_URL")
    if not url:
        embedded = {"ENGINE": "minzheng.embedded", "NAME": "minzheng"}
        return {**common, **embedded, "DATA": VAR_DIR / "postgres"}
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        parts = {}
    if not url.startswith(("postgresql://", "postgres://")) or not parts.get("dbname"):
        raise Refusal("DATABASE_URL 应当形如 postgresql://用户:密码@主机:5432/数据库名。")
    known = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    located = {key: str(parts.pop(part, "")) for key, part in known.items()}
    return {**common, "ENGINE": "django.db.backends.postgresql", **located, "OPTIONS": parts}


DEBUG = _switch("MINZHENG_DEBUG")
SECRET_KEY = os.environ.get("MINZHENG_SECRET_KEY") or _secret_key()
ALLOWED_HOSTS = _list("MINZHENG_ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("MINZHENG_TRUSTED_ORIGINS")

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATEMENT_TIMEOUT_MS = _number("MINZHENG_STATEMENT_TIMEOUT_MS", default=10_000)

ROOT_URLCONF = "minzheng.urls"
WSGI_APPLICATION = "minzheng.wsgi.application"

INSTALLED_APPS = [
    "minzheng",  # first, so that its `test` takes the place of Django's
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "reports",
    "search",
]

MIDDLEWARE = [
    "minzheng.middleware.HeadWithoutBody",
    "django.middleware.security.SecurityMiddleware",
    "minzheng.middleware.ContentSecurityPolicy",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "minzheng.middleware.PlainSessionKey",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A report is a text; what is larger than this is something else.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * MEGABYTE
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * MEGABYTE

if _switch("MINZHENG_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # In place of Django's own console and mail handlers, which would say everything twice.
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # Anybody can send a wrong Host; it is answered with 400 and needs no traceback each time.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # The same for a thousand parameters.
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
        "waitress.queue": {"level": "ERROR"},  # a request that waits a moment is no news
    },
}

# The largest report file that is taken in (bytes).
REPORT_MAX_BYTES = 3 * MEGABYTE
