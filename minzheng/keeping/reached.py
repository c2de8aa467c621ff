"""What every command here begins with: a database that answers and has the tables of this program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import CommandError
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError


@contextmanager
def reached() -> Iterator[None]:
    """Turn what the database refuses into a sentence. Raises CommandError."""
    try:
        yield
    except ProgrammingError as error:
        raise CommandError(
            f"数据库的表与程序不符，请先运行 manage.py migrate：{_first_line(error)}"
        ) from error
    except (OperationalError, InterfaceError) as error:
        raise CommandError(f"连接不上数据库，或连接中断：{_first_line(error)}") from error
    except DatabaseError as error:
        raise CommandError(f"数据库出错：{_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
