"""`manage.py benchmark_pages`: every kind of page is asked for, of whatever archive there is."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.benchmark.pages import KINDS


def output(*arguments: str) -> list[str]:
    stream = StringIO()
    call_command("benchmark_pages", *arguments, stdout=stream)
    return stream.getvalue().splitlines()


@pytest.mark.usefixtures("archive")
def test_every_kind_of_page_is_timed_and_weighed() -> None:
    head, *pages, together = output("--runs", "1")
    assert head.split()[:3] == ["p50", "p95", "kB"]
    assert together.split()[2] == "all"
    assert len(pages) == len(KINDS)
    for line, kind in zip(pages, KINDS, strict=True):
        p50, p95, sent, *_ = line.split()
        assert 0 < float(p50) <= float(p95)
        assert float(sent) > 0
        assert kind.name in line
        assert "{" not in line


@pytest.mark.django_db
def test_an_empty_archive_has_no_pages_to_time() -> None:
    with pytest.raises(CommandError, match="还没有公开的报告"):
        output("--runs", "1")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--runs", "0"], "至少是 1"), (["--reuse", "minzheng"], "没有留下的数据库 minzheng")],
)
def test_what_cannot_be_is_said(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        output(*arguments)
