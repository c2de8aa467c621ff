"""The archive that the benchmark makes: the same every time, and like the real ones."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from reports.parsing.document import ParsedReport
from reports.parsing.pipeline import parse
from reports.reference import gazetteer, shipped_areas
from search.benchmark.archive import report_file, report_files
from search.fold import fold_text
from search.words import words

NUMBERS = range(60)


def parsed() -> list[ParsedReport]:
    return [
        parse(data, filename=name, gazetteer=gazetteer(), areas=shipped_areas())
        for name, data in report_files(NUMBERS)
    ]


def test_a_report_is_the_same_whatever_was_made_before() -> None:
    assert dict(report_files(NUMBERS))[report_file(41)[0]] == report_file(41)[1]


def test_no_two_reports_are_the_same() -> None:
    assert len({sha256(data).digest() for _, data in report_files(NUMBERS)}) == len(NUMBERS)


def test_reports_are_read_as_what_they_are() -> None:
    reports = parsed()
    assert not any(report.warnings for report in reports)
    known = sum(report.metadata.region_code == report.filename[:6] for report in reports)
    assert known >= 0.95 * len(reports)
    assert {report.metadata.doc_type for report in reports} == {"总结", "计划", "总结和计划"}
    assert {report.metadata.script for report in reports} <= {"hans", "hant"}


def test_words_are_as_common_as_in_the_reports_they_come_from() -> None:
    found: Counter[str] = Counter()
    passages = characters = 0
    for report in parsed():
        text = report.extracted.text
        spans = [(item.start, item.end) for item in report.outline.passages]
        for section in report.outline.walk():
            spans += [(section.start, section.heading_end)]
            spans += [(item.start, item.end) for item in section.passages]
        for start, end in spans:
            found.update({token.text for token in words(fold_text(text[start:end]))})
            characters += end - start
        passages += len(spans)
    assert 45 * len(NUMBERS) < passages < 60 * len(NUMBERS)
    assert 110 * passages < characters < 150 * passages
    assert 0.35 < found["服务"] / passages < 0.45
    assert 0.12 < found["养老"] / passages < 0.20
    assert sum(1 for number in found.values() if number == 1) > len(found) / 2
