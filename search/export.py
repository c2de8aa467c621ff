"""The results of a search as a file: all passages that were found, one row each."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.browse import Address
from reports.takeaway.answers import Format, answer, export_links
from reports.takeaway.origins import PATH, Absolute, Origin, chosen_of, place_of
from reports.takeaway.tables import Column, Link, Table, table
from reports.takeaway.views import file_or_sentence

from .forms import SearchForm
from .gathering import Gathered, Gathering, gather, passages
from .grammar import QueryError
from .hits import Hit
from .results import Order

ORDERS = {Order.RELEVANCE: "相关度", Order.DATE: "日期", Order.CITY: "城市"}


@require_safe
def results_file(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """What the search page of the same parameters finds; without a query, the list of reports as a file."""
    form = SearchForm(request.GET)
    form.is_valid()
    typed: str = form.cleaned_data["q"]
    synonyms: bool = form.cleaned_data["synonyms"]
    order: Order = form.cleaned_data["sort"]
    address = Address(reverse("search"), form.selection, typed, synonyms, order.value)
    reports = reverse("reports-export", args=[suffix])
    if not typed:
        return redirect(Address(reports, form.selection).href())

    def make() -> HttpResponseBase:
        found = gather(typed, selection=form.selection, synonyms=synonyms, order=order)
        if found.asked.only_filters:
            return redirect(Address(reports, found.asked.selection).href())
        rows = hit_table(found, address, absolute=request.build_absolute_uri)
        return answer(rows, Format(suffix))

    context = {
        "address": address,
        "typed": typed,
        "exports": export_links("search-export", address),
    }
    try:
        return file_or_sentence(request, make, context)
    except QueryError as error:
        return render(request, "results.html", {**context, "error": str(error)}, status=400)


def hit_table(found: Gathering, address: Address, *, absolute: Absolute) -> Table:
    """The passages that were found, under their columns; `address` is that of the page."""
    origin = Origin.now(absolute)
    asked = found.asked
    chosen = chosen_of(asked.selection)
    understood = asked.query.understood()
    order = ORDERS[Order(address.order)]
    synonyms = [leaf.text for leaf in asked.synonyms]
    return table(
        passages(found),
        _columns(absolute),
        size=sum(found.sections),
        file=f"检索-{address.typed}",
        sheet="检索结果",
        listed="hits",
        about={
            "query": address.typed,
            "understood": understood,
            "notes": list(found.notes),
            "filters": {one.facet: dict(one.names) for one in chosen},
            "synonyms": synonyms if address.synonyms else [],
            "order": address.order or "relevance",
            **origin.about,
            "search": absolute(address.href()),
        },
        notes=(
            ("检索式", address.typed),
            ("按此检索", understood),
            *(("提示", note) for note in found.notes),
            *(one.note for one in chosen),
            ("同义词", _or_none(synonyms) if address.synonyms else "未使用"),
            ("排序", order),
            *origin.notes,
            ("检索页", absolute(address.href())),
        ),
    )


def _path(hit: Hit) -> str:
    """The headings above a passage, the nearest last."""
    return PATH.join("".join(piece.text for piece in heading) for heading in hit.headings)


def _or_none(words: list[str]) -> str:
    return "、".join(words) or "无"


def _columns(absolute: Absolute) -> list[Column[Gathered]]:
    def place(row: Gathered) -> Link:
        passage = row.hit.passage
        return Link(f"{absolute(row.report.get_absolute_url())}#{passage.anchor}")

    return [
        Column("title", "报告标题", 36, lambda row: row.report.title),
        Column("issuer", "发布单位", 24, lambda row: row.report.issuer),
        Column("region", "地区", 24, lambda row: place_of(row.report)),
        Column("report_years", "总结年度", 10, lambda row: tuple(row.report.report_years)),
        Column("plan_years", "计划年度", 10, lambda row: tuple(row.report.plan_years)),
        Column("year", "所述年份", 10, lambda row: row.hit.year),
        Column("type", "类型", 12, lambda row: row.report.doc_type),
        Column("published_on", "发布日期", 12, lambda row: row.report.published_on),
        Column("headings", "所在标题", 36, lambda row: _path(row.hit)),
        Column("passage", "段号", 7, lambda row: row.hit.passage.number),
        Column("text", "原文", 90, lambda row: row.hit.passage.text),
        Column("words", "命中词语", 18, lambda row: row.words),
        Column("address", "固定链接", 34, place),
        Column("sha256", "文件 SHA-256", 24, lambda row: row.report.sha256),
    ]
