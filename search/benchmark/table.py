"""Last step of the benchmark: the figures as a table for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MEGABYTE = 1024 * 1024
_SLOWEST = 10


def lines(result: dict[str, Any]) -> Iterator[str]:
    """The lines of the table."""
    peers = result["peers"]
    yield f"{result['reports']} 份报告，{result['passages']} 段；每格为 p50 / p95 / p99，毫秒"
    yield _row("", ["archive", *peers])
    yield _row("all", [result["all"], *(peer["all"] for peer in peers.values())])
    for kind, ours in result["classes"].items():
        yield _row(kind, [ours, *(peer["classes"][kind] for peer in peers.values())])
    yield ""
    yield "最慢的查询："
    for query in sorted(result["queries"], key=lambda query: -query["p50_ms"])[:_SLOWEST]:
        filters = f"　{query['filters']}" if query["filters"] else ""
        yield f"  {query['p50_ms']:8.1f} ms  {query['typed']}{filters}（{query['passages']} 段）"
    yield ""
    yield from _facts(result)
    for name, peer in peers.items():
        yield f"{name}：{peer['note']}索引 {peer['bytes'] / MEGABYTE:.0f} MB"
    for name, reason in result["skipped"].items():
        yield f"{name}：{reason}"


def _facts(result: dict[str, Any]) -> Iterator[str]:
    text, index = result["bytes"]["text"], result["bytes"]["index"]
    for what, name in (("收录", "ingest"), ("重建索引", "reindex")):
        yield f"{what}：每秒 {_number(result[f'{name}_reports_per_s'])} 份"
    share = f"，{index / text:.2f} 倍" if text else ""
    yield f"文本 {text / MEGABYTE:.0f} MB；索引 {index / MEGABYTE:.0f} MB{share}"
    for name, size in result["index_tables"].items():
        yield f"  {name} {size / MEGABYTE:.0f} MB"
    yield f"网站进程内存最多 {result['web_rss_bytes'] / MEGABYTE:.0f} MB"
    for stage in result["growth"]:
        yield f"  {stage['passages']:>9} 段时 p95 {stage['all']['p95_ms']:.1f} ms"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _row(name: str, cells: list[Any]) -> str:
    return f"{name:<20}" + "".join(f"{_cell(cell):>27}" for cell in cells)


def _cell(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    return " / ".join(f"{cell[share]:.1f}" for share in ("p50_ms", "p95_ms", "p99_ms"))
