"""`manage.py benchmark --reports N`: how fast the archive is with N reports, and other engines on the same words."""

from __future__ import annotations

import json
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.benchmark.database import PREFIX, drop, refuse_unknown
from search.benchmark.peers import PEERS
from search.benchmark.run import Plan, run
from search.benchmark.table import lines


class Command(BaseCommand):
    """Makes an archive in a database of its own, times a fixed mix of queries, drops the database."""

    help = "用仿制的档案测量检索的速度；自建数据库，测完即删。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reports", type=int, default=2000, metavar="N", help="报告份数")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
        parser.add_argument(
            "--peers", default="all", help=f"all、none，或其中几个：{'、'.join(PEERS)}"
        )
        parser.add_argument("--jobs", type=int, default=2, metavar="N", help="几个进程一起收录")
        parser.add_argument("--runs", type=int, default=5, metavar="N", help="每个查询测几次")
        parser.add_argument(
            "--every", type=int, default=1, metavar="N", help="只用每第几个查询，供试用"
        )
        parser.add_argument(
            "--growth", action="store_true", help="收录到十分之一时先测一次，看耗时如何增长"
        )
        parser.add_argument("--no-reindex", action="store_true", help="不测重建索引")
        parser.add_argument("--keep", action="store_true", help="留下数据库，供 --reuse 再用")
        parser.add_argument("--reuse", metavar="NAME", help="用留下的数据库，测完仍留下")
        parser.add_argument("--drop", metavar="NAME", help="只删除留下的数据库")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["drop"]:
            drop_kept(options["drop"])
            return
        plan = _plan(options)
        result = run(plan, say=lambda words: self.stderr.write(words, style_func=str))
        if options["json"]:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        else:
            for line in lines(result):
                self.stdout.write(line)
        if plan.keep and not plan.reuse:
            self.stderr.write(f"数据库留下了，再用：--reuse {plan.database}", style_func=str)


def _plan(options: dict[str, Any]) -> Plan:
    """What the options ask for. Raises CommandError where that cannot be."""
    reuse = options["reuse"]
    if reuse:
        refuse_unknown(reuse)
    if min(options[name] for name in ("reports", "jobs", "runs", "every")) < 1:
        raise CommandError("--reports、--jobs、--runs、--every 至少是 1。")
    return Plan(
        database=reuse or f"{PREFIX}{options['reports']}_{secrets.token_hex(4)}",
        reports=options["reports"],
        keep=bool(options["keep"] or reuse),
        reuse=bool(reuse),
        peers=_peers(options["peers"]),
        jobs=options["jobs"],
        runs=options["runs"],
        every=options["every"],
        growth=options["growth"] and options["reports"] >= 10,
        reindex=not options["no_reindex"],
    )


def _peers(asked: str) -> tuple[str, ...]:
    if asked in ("all", "none"):
        return tuple(PEERS) if asked == "all" else ()
    names = tuple(asked.split(","))
    if unknown := [name for name in names if name not in PEERS]:
        raise CommandError(f"不认识 {'、'.join(unknown)}；可选的是 {'、'.join(PEERS)}。")
    return names


def drop_kept(name: str) -> None:
    """Drop a database that an earlier run kept. Raises CommandError where there is none of this name."""
    refuse_unknown(name)
    drop(name)
