"""tantivy, a library in Rust with bindings on PyPI: words separated by blanks, fast fields for the facets."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reports.facets import FACETS, region_prefix
from reports.selection import Selection
from search.benchmark.measure import Totals
from search.benchmark.mix import Asked
from search.benchmark.peers.base import BEST, NotInstalled, Row, is_letter, others, sought

#: More values than any facet has: all are shown.
MOST_VALUES = 5_000


class Tantivy:
    """An index in the folder; facets count reports, by sketches (HyperLogLog), for want of an exact way."""

    note = "多词须同在一段；词组按词的次序；报告数为估计值（cardinality），不能精确计数。"
    folder_name = "tantivy"
    counts_reports = True

    def __init__(self, folder: Path) -> None:
        try:
            self._library: Any = importlib.import_module("tantivy")
        except ImportError:
            raise NotInstalled(
                "没有安装 tantivy（见 requirements-benchmark.txt），跳过。"
            ) from None
        self._folder = folder / self.folder_name
        self.close()
        self._folder.mkdir()
        self._schema = self._build_schema()
        self._index = self._library.Index(self._schema, path=str(self._folder))
        self._writer = self._index.writer(heap_size=256_000_000, num_threads=1)

    def _build_schema(self) -> Any:
        fields = self._library.SchemaBuilder()
        fields.add_text_field("tokens", tokenizer_name="whitespace", index_option="position")
        fields.add_text_field("letters", tokenizer_name="whitespace", index_option="basic")
        fields.add_unsigned_field("report", fast=True)
        for name in ("passage", "province", "region", "year"):
            fields.add_unsigned_field(name, indexed=True, fast=True)
        fields.add_text_field("area", fast=True, tokenizer_name="raw", index_option="basic")
        return fields.build()

    def add(self, rows: Sequence[Row]) -> None:
        """Take passages in."""
        for row in rows:
            document = self._library.Document()
            document.add_text("tokens", row.tokens)
            document.add_text("letters", row.letters)
            document.add_unsigned("passage", row.passage)
            document.add_unsigned("report", row.report)
            if row.region:
                document.add_unsigned("province", int(row.region[:2]))
                document.add_unsigned("region", int(row.region))
            for year in row.years:
                document.add_unsigned("year", year)
            for area in row.areas:
                document.add_text("area", area)
            self._writer.add_document(document)

    def finish(self) -> int:
        """Merge and open."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        return sum(file.stat().st_size for file in self._folder.iterdir())

    def search(self, asked: Asked) -> Totals:
        """Aggregate once for all facets without a filter of their own, once for each with one; then rank."""
        query = self._query(asked, asked.selection)
        wanted: dict[str, Any] = {"reports": {"cardinality": {"field": "report"}}}
        for name, selection in others(asked.selection):
            if selection == asked.selection:
                wanted[name] = self._by(name)
            else:
                self._searcher.aggregate(self._query(asked, selection), {name: self._by(name)})
        counted = self._searcher.aggregate(query, wanted)
        best = self._searcher.search(query, limit=BEST, count=True)
        self._searcher.fast_field_values("passage", [address for _, address in best.hits])
        return round(counted["reports"]["value"]), int(best.count)

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _by(self, name: str) -> dict[str, Any]:
        values: dict[str, Any] = {"terms": {"field": name, "size": MOST_VALUES}}
        if self.counts_reports:
            values["aggs"] = {"reports": {"cardinality": {"field": "report"}}}
        return values

    def _query(self, asked: Asked, selection: Selection) -> Any:
        must, must_not = self._library.Occur.Must, self._library.Occur.MustNot
        parts = [(must, self._any(map(self._alternative, term))) for term in asked.terms]
        parts += [(must_not, self._alternative(word)) for word in asked.without]
        for kind in FACETS:
            if values := selection.values(kind.name):
                chosen = self._any(self._chosen(kind.name, value) for value in values)
                # A filter says nothing about rank.
                parts.append((must, self._library.Query.const_score_query(chosen, 0.0)))
        return self._library.Query.boolean_query(parts) if len(parts) > 1 else parts[0][1]

    def _any(self, queries: Iterator[Any]) -> Any:
        several = [(self._library.Occur.Should, query) for query in queries]
        return several[0][1] if len(several) == 1 else self._library.Query.boolean_query(several)

    def _chosen(self, name: str, value: str) -> Any:
        if name == "area":
            return self._term("area", value, "basic")
        prefix = region_prefix(value)
        if name == "region" and len(prefix) == 2:
            return self._term("province", int(prefix), "basic")
        return self._term(name, int(value), "basic")

    def _alternative(self, text: str) -> Any:
        if is_letter(text):
            return self._term("letters", text, "basic")
        tokens = sought(text)
        if len(tokens) == 1:
            return self._term("tokens", tokens[0], "freq")
        return self._library.Query.phrase_query(self._schema, "tokens", list(tokens))

    def _term(self, field: str, value: Any, option: str) -> Any:
        return self._library.Query.term_query(self._schema, field, value, option)


class TantivyPassages(Tantivy):
    """The same without its estimates: facets count passages, which is less than is wanted but what it is best at."""

    note = "各领域、年份、城市只数段落，不数报告，比所要的少；其余同上。"
    folder_name = "tantivy_passages"
    counts_reports = False
