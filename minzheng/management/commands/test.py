"""`manage.py test`: pytest with everything it needs, in place of Django's own test command."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Hands all its arguments to pytest."""

    help = "运行全部测试；其余参数原样交给 pytest，例如 python3 manage.py test -k 年份"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what run_from_argv passes on; options are pytest's own."""
        parser.add_argument("arguments", nargs="*", help="pytest 的参数")

    def run_from_argv(self, argv: list[str]) -> None:
        """Pass options on unread, since argparse would take them for its own."""
        self.handle(arguments=argv[2:])

    def handle(self, *, arguments: list[str], **options: Any) -> None:
        """Run pytest in the project folder and exit with its status."""
        import pytest  # noqa: PLC0415 - only this command needs the development requirements

        os.chdir(settings.BASE_DIR)  # where pyproject.toml holds pytest's settings
        sys.exit(pytest.main(arguments))
