"""`manage.py drill`: whether a backup made now could be restored, tried out in scratch space.

Exit status 0 where the restored archive is the same in every row, file and query; 1 otherwise.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minzheng.keeping.drill import Compared, rehearse
from minzheng.keeping.reached import reached


class Command(BaseCommand):
    """Prints what was compared, a line each; leaves the archive as it is and nothing beside it."""

    help = "演练：备份后恢复到临时的数据库和文件夹，逐表、逐文件、逐个检索比较，最后全部清除。"

    def handle(self, *args: Any, **options: Any) -> None:
        different = 0
        with reached():
            for one in rehearse():
                different += not one.same
                self.stdout.write(_line(one))
        if different:
            raise CommandError(f"演练没有通过：{different} 项不同。")
        self.stdout.write("演练通过：恢复出来的与原来的完全相同。")


def _line(one: Compared) -> str:
    if one.same:
        return f"相同  {one.what}：{one.here}"
    return f"不同  {one.what}：原来 {one.here}，恢复后 {one.there}"
