"""`manage.py search -- QUERY`: what the search page shows, on the terminal or as one JSON object."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.http import QueryDict

from reports.doctypes import TYPES
from reports.facets import Facet, FacetValue
from reports.forms import read_selection
from reports.models import PolicyArea, Region
from search.advice import Advice
from search.grammar import QueryError
from search.hits import Hit
from search.results import FIRST_HITS, ReportHits, SearchResult, search


class Command(BaseCommand):
    """Searches the published reports."""

    help = "检索已发布的报告；--json 输出一个 JSON 对象。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", metavar="检索词")
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
        parser.add_argument(
            "--limit", type=int, default=20, metavar="N", help="最多列出几段（默认 20）"
        )
        parser.add_argument("--explain", action="store_true", help="每段之下说明得分的来由")
        parser.add_argument(
            "--no-synonyms", action="store_false", dest="synonyms", help="不查同义词"
        )
        parser.add_argument(
            "--type",
            action="append",
            default=[],
            metavar="类型",
            choices=TYPES,
            help="、".join(TYPES),
        )
        for name, what, kind in (
            ("region", "地区", str),
            ("year", "年份", int),
            ("area", "领域", str),
        ):
            parser.add_argument(f"--{name}", action="append", type=kind, default=[], metavar=what)

    def handle(self, *args: Any, **options: Any) -> None:
        limit = max(options["limit"], 0)
        chosen = {
            "region": [_code(Region, value, "地区") for value in options["region"]],
            "area": [_code(PolicyArea, value, "领域") for value in options["area"]],
            "year": [str(year) for year in options["year"]],
            "type": options["type"],
        }
        parameters = QueryDict(mutable=True)
        for name, values in chosen.items():
            parameters.setlist(name, values)
        try:
            result = search(
                options["query"],
                selection=read_selection(parameters),
                synonyms=options["synonyms"],
                per_page=max(limit, 1),
                hits_per_report=max(limit, 1),
            )
        except QueryError as error:
            raise CommandError(str(error)) from error
        hits = in_order_shown(result)[:limit]
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(result, hits), ensure_ascii=False))
            return
        self.stdout.write(f"{result.understood}：{result.reports} 份报告 · {result.passages} 段")
        for line in _advised(result.advice):
            self.stdout.write(line)
        for group, hit in hits:
            snippet = "".join(
                f"【{piece.text}】" if piece.marked else piece.text for piece in hit.snippet
            )
            self.stdout.write(f"{group.report.title} ¶{hit.passage.number} {snippet}")
            if options["explain"]:
                self.stdout.write(f"    {_explained(hit)}")


def _code(kind: type[Region | PolicyArea], value: str, what: str) -> str:
    """The code of what is named by its code or its name. Raises CommandError for what is not known."""
    names = Q(code=value) | Q(name=value)
    if kind is Region:
        names |= Q(short=value) & ~Q(level=Region.Level.COUNTY)
    found = list(kind._default_manager.filter(names)[:2])
    if len(found) != 1:
        raise CommandError(f"{'没有' if not found else '不止一个'}叫“{value}”的{what}，请用代码。")
    return str(found[0].pk)


def in_order_shown(result: SearchResult) -> list[tuple[ReportHits, Hit]]:
    """The hits as a reader meets them: the first ones of every report, then the rest."""
    first = [(group, hit) for group in result.groups for hit in group.hits[:FIRST_HITS]]
    return first + [(group, hit) for group in result.groups for hit in group.hits[FIRST_HITS:]]


def _explained(hit: Hit) -> str:
    """What the score of a hit is made of; factors have no value of their own."""
    parts = (
        f"{reason.label} {reason.value:.2f}" if reason.value else reason.label
        for reason in hit.reasons
    )
    return f"得分 {hit.score:.2f} = {' + '.join(parts)}".replace(" + ×", " ×")


def _advised(advice: Advice) -> Iterator[str]:
    """What else may have been meant, and what is not held."""
    for offer in advice.corrections:
        yield f"你是不是要找：{offer.typed}（{offer.reports} 份报告）"
    for gap in advice.gaps:
        held = "、".join(f"{one.label}（{one.reports} 份）" for one in gap.held)
        yield f"本档案没有收录{gap.missing}的报告。{gap.lead}{held}"


def _as_json(result: SearchResult, hits: list[tuple[ReportHits, Hit]]) -> dict[str, Any]:
    return {
        "query": result.query,
        "understood": result.understood,
        "notes": list(result.notes),
        "reports": result.reports,
        "passages": result.passages,
        # Where these are false, the totals beside them are exact.
        "reports_about": not result.exact,
        "passages_about": result.about,
        "literal": result.literal,
        "facets": {facet.name: _values(facet) for facet in result.facets},
        "hits": [_hit(group, hit) for group, hit in hits],
    }


def _values(facet: Facet) -> list[dict[str, Any]]:
    """The values of a facet, the cities of a province after it."""
    flat: list[FacetValue] = []
    for value in facet.values:
        flat += [value, *value.children]
    return [
        {"value": value.value, "label": value.label, "reports": value.reports} for value in flat
    ]


def _hit(group: ReportHits, hit: Hit) -> dict[str, Any]:
    report, passage = group.report, hit.passage
    return {
        "report": report.pk,
        "file": report.filename,
        "title": report.title,
        "region": report.region.name if report.region else None,
        "year": hit.year or (report.years[0] if report.years else None),
        "headings": ["".join(piece.text for piece in heading) for heading in hit.headings],
        "number": passage.number,
        "kind": passage.kind,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "highlights": [list(mark) for mark in hit.marks],
        "score": round(hit.score, 4),
        "reasons": [[reason.label, round(reason.value, 4)] for reason in hit.reasons],
    }
