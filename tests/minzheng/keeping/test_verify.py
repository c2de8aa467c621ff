"""`manage.py verify` finds what is wrong, names it, and is content with what is right."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from minzheng.keeping.findings import Finding, Kind
from minzheng.keeping.verifying import Verifier
from reports.ingest import ingest
from reports.models import Passage, Report, Section
from search.models import IndexEdition, SectionIndex
from tests.reports.factories import held_report, report_text


def found() -> list[Finding]:
    """Everything that is wrong now, looked for in small shares."""
    return list(Verifier(batch=2).findings())


def the_one(kind: Kind) -> Finding:
    """The only finding, which is of this kind."""
    (finding,) = found()
    assert finding.kind == kind
    assert finding.advice in finding.line
    return finding


def verify(*arguments: str) -> tuple[str, str]:
    """Run the command; what it printed, and what it failed with."""
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


@pytest.mark.usefixtures("seeds")
def test_an_archive_as_it_was_taken_in_is_in_order() -> None:
    assert found() == []
    assert verify() == ("核对了 6 份报告，一切完好。\n", "")


@pytest.mark.usefixtures("db", "media")
def test_an_empty_archive_is_in_order() -> None:
    assert verify() == ("核对了 0 份报告，一切完好。\n", "")


TEXTS = {
    "a web page": f"<html><body><p>{'</p><p>'.join(report_text().splitlines())}</p></body></html>",
    "characters beyond the basic plane": "一、𠮷祥镇工作总结\n\n　　𠮷祥镇发放低保金12万元。\u3000\n",
    "without any heading": "会议强调，要做好救助工作。",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_of_all_sorts_are_in_order(small: Report, text: str) -> None:
    held_report(text, filename="另一份.html", status="published")
    assert found() == []


def flip(path: Path) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def make_folder(path: Path) -> None:
    """Put a folder in the place of a file."""
    path.unlink()
    path.mkdir()


def link_to_itself(path: Path) -> None:
    """Put in the place of a file what nobody can open."""
    path.unlink()
    path.symlink_to(path)


DAMAGES: dict[str, tuple[Callable[[Path], object], Kind, str]] = {
    "one bit flipped": (flip, Kind.ALTERED, "内容变了"),
    "a byte more": (
        lambda path: path.write_bytes(path.read_bytes() + b"\n"),
        Kind.ALTERED,
        "字节，应当是",
    ),
    "emptied": (lambda path: path.write_bytes(b""), Kind.EMPTY, "是空的"),
    "gone": (Path.unlink, Kind.MISSING, "不见了"),
    "a folder in its place": (make_folder, Kind.ALTERED, "字节，应当是"),
    "a link that leads nowhere": (link_to_itself, Kind.UNREADABLE, "读不出来"),
}


@pytest.mark.parametrize(("damage", "kind", "words"), DAMAGES.values(), ids=DAMAGES)
def test_what_happens_to_an_original_is_named_with_its_report(
    small: Report, damage: Callable[[Path], object], kind: Kind, words: str
) -> None:
    damage(small.original)
    finding = the_one(kind)
    assert (finding.report, finding.file) == (small.pk, "报告.txt")
    assert words in finding.line
    assert f"第 {small.pk} 号报告（报告.txt）" in finding.line
    assert small.sha256 in finding.line


def test_a_text_that_its_original_does_not_hold_is_found_even_if_all_offsets_fit(
    small: Report,
) -> None:
    text = small.text.replace("1000", "9000")
    Report.objects.update(text=text)
    for passage in small.passages.filter(text__contains="1000"):
        Passage.objects.filter(pk=passage.pk).update(text=passage.text.replace("1000", "9000"))
    assert the_one(Kind.TEXT).report == small.pk


def test_what_another_parser_read_need_not_be_what_this_one_reads(small: Report) -> None:
    Report.objects.update(text=small.text + " ", parser_version=small.parser_version - 1)
    assert found() == []


def test_files_that_no_report_names_are_found_and_halves_apart(small: Report, media: Path) -> None:
    folder = small.original.parent
    (folder / ("0" * 64)).write_text("别的")
    (folder / ".part-x1").write_text("半")
    (media / "originals" / "说明\n.txt").write_text("走错了门")
    kinds = sorted((one.kind, Path(one.file).name) for one in found())
    assert kinds == [
        (Kind.LEFTOVER, ".part-x1"),
        (Kind.ORPHANED, "0" * 64),
        (Kind.ORPHANED, "说明\n.txt"),
    ]
    assert "\n" not in "".join(one.line for one in found())


def test_the_original_of_a_replaced_edition_is_named_and_nothing_else(small: Report) -> None:
    before = small.sha256
    data = report_text(also="补充一句。").encode()
    assert ingest(data, filename="报告.txt", status="published").kind == "replaced"
    assert before in the_one(Kind.ORPHANED).file


def test_a_passage_that_stands_elsewhere_is_found(small: Report) -> None:
    wrong = small.passages.get(number=4)
    Passage.objects.filter(pk=wrong.pk).update(start=F("start") + 1, end=F("end") + 1)
    findings = found()
    assert {one.kind for one in findings} >= {Kind.PASSAGES, Kind.COVERAGE}
    assert any("¶4 的文字与文本里所记位置上的不同" in one.line for one in findings)


def test_a_passage_beyond_the_end_of_the_text_is_found(small: Report) -> None:
    last = small.passages.latest("number")
    far = len(small.text) + 10
    Passage.objects.filter(pk=last.pk).update(start=far, end=far + last.end - last.start)
    assert any(f"¶{last.number} 超出了文本" in one.line for one in found())


def test_a_passage_that_is_gone_leaves_words_that_belong_nowhere(small: Report) -> None:
    small.passages.filter(number=3).delete()
    lines = [one.line for one in found()]
    assert any("段号不是从 1 起连续的" in line for line in lines)
    assert any("不属于任何段落" in line for line in lines)
    assert any("检索索引" in line for line in lines)


def test_words_that_two_passages_hold_are_found(small: Report) -> None:
    twice = small.passages.get(number=4)
    furniture = [*small.furniture, {"start": twice.start, "end": twice.start + 4, "kind": "meta"}]
    Report.objects.update(furniture=furniture)
    assert "重复属于两处" in the_one(Kind.COVERAGE).line
    Report.objects.update(furniture=[{"start": "x"}])
    assert "无法读懂" in the_one(Kind.COVERAGE).line


def test_a_section_outside_its_parent_is_found(small: Report) -> None:
    child = small.sections.filter(level=2).first()
    assert child is not None
    assert child.parent is not None
    Section.objects.filter(pk=child.parent.pk).update(end=F("heading_end"))
    assert any(one.kind == Kind.SECTIONS and f"第 {child.number}" in one.line for one in found())


def test_a_section_under_a_section_of_another_report_is_found(small: Report) -> None:
    other = held_report(report_text(city="玉林市"), filename="玉林.txt", status="published")
    moved = small.sections.get(number=2)
    Section.objects.filter(pk=moved.pk).update(parent=other.sections.get(number=1))
    assert "上级不在这份报告里" in the_one(Kind.SECTIONS).line


def test_a_published_report_without_its_index_and_a_draft_with_one_are_found(
    small: Report,
) -> None:
    rows = SectionIndex.objects.filter(report=small)
    first = rows.order_by("first")[0]
    first.delete()
    assert the_one(Kind.INDEX).report == small.pk
    call_command("reindex", "--all", stdout=StringIO())
    assert found() == []
    Report.objects.update(status="draft")
    assert "应当是 0 段" in the_one(Kind.INDEX).line


def test_an_index_of_another_version_is_found(small: Report) -> None:
    IndexEdition.objects.update(versions="0")
    assert the_one(Kind.INDEX).line.startswith("检索索引：")


def test_the_command_fails_and_says_how_much_it_found(small: Report) -> None:
    small.original.unlink()
    out, error = verify()
    assert out.count("\n") == 1
    assert "不见了" in out
    assert error == "核对了 1 份报告，发现 1 处问题。"


def test_a_program_gets_a_line_of_json_for_each(small: Report) -> None:
    small.original.unlink()
    out, error = verify("--json")
    finding, total = map(json.loads, out.splitlines())
    assert (finding["kind"], finding["report"]) == ("missing", small.pk)
    assert total == {"reports": 1, "findings": 1}
    assert error
