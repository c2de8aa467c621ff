"""`manage.py search --json` and `reindex`, run as they are called."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.models import Passage, Report
from search.models import SectionIndex

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


def searched(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("search", *arguments, "--json", stdout=out)
    (line,) = out.getvalue().splitlines()
    value: dict[str, object] = json.loads(line)
    return value


def test_one_object_places_every_hit_in_its_file() -> None:
    value = searched("--limit", "200", "养老服务")
    hits = value["hits"]
    assert isinstance(hits, list)
    assert len(hits) == value["passages"]
    for hit in hits:
        passage = Passage.objects.get(report_id=hit["report"], start=hit["start"])
        assert (passage.end, passage.text) == (hit["end"], hit["text"])
        assert hit["file"] == passage.report.filename
        assert all(0 <= start < end <= len(hit["text"]) for start, end in hit["highlights"])


def test_filters_narrow_and_limit_cuts() -> None:
    value = searched(
        "--region", "450000", "--year", "2020", "--area", "elderly_care", "--limit", "2", "养老"
    )
    assert value["reports"] == 1
    hits = value["hits"]
    assert isinstance(hits, list)
    assert [hit["region"] for hit in hits] == ["玉林市", "玉林市"]


def test_a_query_that_is_too_long_fails_with_its_sentence() -> None:
    with pytest.raises(CommandError, match="太长"):
        searched("养" * 500)


def _rows() -> set[tuple[bytes, str]]:
    rows = SectionIndex.objects.values_list("facts", "lexemes")
    return {(bytes(facts), lexemes) for facts, lexemes in rows}


def test_reindex_makes_the_same_index_anew() -> None:
    before = _rows()
    SectionIndex.objects.all().delete()
    call_command("reindex", "--all", stdout=StringIO())
    assert _rows() == before


@pytest.mark.parametrize("region", ["450100", "南宁市", "南宁"])
def test_a_region_is_told_by_code_or_name(region: str) -> None:
    assert searched("--region", region, "养老")["reports"] == 1


@pytest.mark.parametrize(
    "arguments", [("--region", "鼓楼区"), ("--area", "天文"), ("--region", "x")]
)
def test_an_unknown_filter_fails_instead_of_finding_everything(arguments: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match=arguments[1]):
        searched(*arguments, "养老")


def test_reindex_does_what_is_missing_or_old_and_no_more() -> None:
    old, gone, current = Report.objects.order_by("pk")[:3]
    SectionIndex.objects.filter(report=old).update(versions=0)
    SectionIndex.objects.filter(report=gone).delete()
    kept = set(SectionIndex.objects.filter(report=current).values_list("pk", flat=True))
    value = searched("养老")
    assert "reindex" in str(value["notes"])
    out = StringIO()
    call_command("reindex", stdout=out)
    assert "2 份报告" in out.getvalue()
    assert set(SectionIndex.objects.filter(report=current).values_list("pk", flat=True)) == kept
    assert "reindex" not in str(searched("养老")["notes"])
    call_command("reindex", stdout=out)
    assert "0 份报告" in out.getvalue()


def test_explain_tells_what_a_score_is_made_of() -> None:
    out = StringIO()
    call_command("search", "低保标准", "--explain", "--limit", "1", stdout=out)
    explained = out.getvalue().splitlines()[-1]
    assert "得分" in explained
    assert "“低保”" in explained
    assert "连写“低保标准”" in explained
    hits = searched("低保标准", "--limit", "1")["hits"]
    assert isinstance(hits, list)
    (hit,) = hits
    *parts, (factor, _) = hit["reasons"]
    share = float(factor[1:5])
    assert abs(sum(value for _, value in parts) * share - hit["score"]) < 0.02


def test_types_narrow_and_synonyms_can_be_left_out() -> None:
    assert searched("--type", "计划", "养老")["reports"] == 3
    assert searched("--no-synonyms", "低保")["passages"] < searched("低保")["passages"]  # type: ignore[operator]
