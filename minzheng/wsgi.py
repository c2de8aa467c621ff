"""The web server's entry: the application, and a limit on how long one visitor's query may take.

The limit is set here so that migrations and ingesting, which do not pass here, may take their time.
"""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - readable only now

from search.results import make_ready  # noqa: E402 - the same


@receiver(connection_created, dispatch_uid="minzheng.statement_timeout")
def limit_statements(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Have PostgreSQL break off any statement of a web request that takes too long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, false)",
            [str(settings.STATEMENT_TIMEOUT_MS)],
        )


# It takes seconds where the archive is large, for which the first reader should not have to wait.
make_ready()
