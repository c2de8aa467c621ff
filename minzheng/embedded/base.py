"""Django's PostgreSQL backend on the embedded server: the first connection starts it and makes the database.

ENGINE "minzheng.embedded"; beside the usual NAME the settings carry DATA, the folder of the cluster. A command that
never connects never starts a server.
"""

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base, client
from psycopg import errors, sql

from minzheng.embedded.postmaster import USER
from minzheng.embedded.programs import program
from minzheng.embedded.server import Server

# One object a folder, shared by all threads of the process.
server = cache(Server)


class DatabaseClient(client.DatabaseClient):
    """Starts psql for `manage.py dbshell`, the embedded one where none is installed."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        """Return psql's command line and environment."""
        place = _place(settings_dict)
        located = settings_dict | {key.upper(): value for key, value in place.items()}
        arguments, environment = super().settings_to_cmd_args_env(located, parameters)
        return [str(program("psql")), *arguments[1:]], environment


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server."""

    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg needs to connect; the server runs when this returns."""
        return {**super().get_connection_params(), **_place(self.settings_dict)}


def _place(settings_dict: dict[str, Any]) -> dict[str, Any]:
    """Start the server if need be, make the named database if it is missing, say where it is."""
    running = server(Path(settings_dict["DATA"])).attach()
    place = {"host": str(running.sockets), "port": running.port, "user": USER}
    if settings_dict["NAME"]:  # None asks for PostgreSQL's own database
        _ensure_database(settings_dict["NAME"], **place)
    return place


@cache
def _ensure_database(name: str, **place: Any) -> None:
    with psycopg.connect(dbname="postgres", autocommit=True, **place) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if known.fetchone() is not None:
            return
        # template0 is never in use by anybody, so that this cannot be refused
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        # Another command may make it in between.
        with suppress(errors.DuplicateDatabase, errors.UniqueViolation):
            connection.execute(statement)
