"""`manage.py load_reference`: regions and policy areas from `fixtures/` into the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reports.reference import load_reference


class Command(BaseCommand):
    """Brings the reference data up to date; running it again changes nothing."""

    help = "载入 fixtures 里的地区和政策领域；编辑改过的领域词语保持不变。"

    def handle(self, *args: Any, **options: Any) -> None:
        regions, areas = load_reference()
        self.stdout.write(f"已载入 {regions} 个地区、{areas} 个政策领域。")
