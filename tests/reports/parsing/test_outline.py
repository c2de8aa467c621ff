"""Texts and the outlines that a reader gives them, as pairs in outlines.txt; and nothing is ever lost."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.parsing.contract import as_json
from reports.parsing.document import ParsedReport
from reports.parsing.extract import ExtractError

from .conftest import SEEDS, Parse

CASES = (Path(__file__).parent / "outlines.txt").read_text("utf-8")


def _cases() -> Iterator[object]:
    for case in re.split(r"^=== ", CASES, flags=re.M)[1:]:
        name, rest = case.split("\n", 1)
        text, outline = rest.split("\n---\n")
        yield pytest.param(text, outline.strip("\n").split("\n"), id=name)


def _described(report: ParsedReport) -> list[tuple[int, str]]:
    text = report.extracted.text
    found = [
        (item.start, f"F {item.kind} {text[item.start : item.end]}") for item in report.furniture
    ]
    passages = list(report.outline.passages)
    for section in report.outline.walk():
        found.append(
            (section.start, f"S {section.level} {section.marker or '-'} {section.heading}")
        )
        passages += section.passages
    found += [(item.start, f"P {item.kind} {text[item.start : item.end]}") for item in passages]
    return sorted(found)


@pytest.mark.parametrize(("text", "outline"), list(_cases()))
def test_outline_is_read_as_a_reader_would(
    parse_text: Parse, text: str, outline: list[str]
) -> None:
    described = [line for _, line in _described(parse_text(text))]
    assert len(described) == len(outline), "\n".join(described)
    for found, wanted in zip(described, outline, strict=True):
        assert found == wanted if wanted.startswith("S") else found.startswith(wanted)


def uncovered_and_doubled(report: ParsedReport) -> tuple[int, int]:
    """How many non-blank characters lie in no span, and in more than one."""
    text = report.extracted.text
    cover = [0] * len(text)
    spans = [(item.start, item.end) for item in report.furniture]
    spans += [(item.start, item.end) for item in report.outline.passages]
    for section in report.outline.walk():
        spans.append((section.start, section.heading_end))
        spans += [(item.start, item.end) for item in section.passages]
    for start, end in spans:
        for at in range(start, end):
            cover[at] += 1
    solid = [count for char, count in zip(text, cover, strict=True) if not char.isspace()]
    return solid.count(0), sum(count > 1 for count in solid)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_no_character_of_a_seed_is_lost_or_doubled(
    parse_bytes: Callable[[bytes], ParsedReport], seed: Path
) -> None:
    assert uncovered_and_doubled(parse_bytes(seed.read_bytes())) == (0, 0)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_passages_of_a_section_lie_within_it_and_in_order(
    parse_bytes: Callable[[bytes], ParsedReport], seed: Path
) -> None:
    report = parse_bytes(seed.read_bytes())
    for section in report.outline.walk():
        assert section.start <= section.heading_start <= section.heading_end <= section.end
        inner = [(item.start, item.end) for item in section.passages]
        inner += [(item.start, item.end) for item in section.children]
        assert all(section.heading_end <= start < end <= section.end for start, end in inner)


def test_the_contract_counts_the_same_offsets(parse_bytes: Callable[[bytes], ParsedReport]) -> None:
    report = parse_bytes(SEEDS[2].read_bytes())
    value = json.loads(json.dumps(as_json(report)))
    section = value["sections"][0]["children"][0]
    assert (
        report.extracted.text[section["start"] : section["heading_end"]]
        == "一、民政领域党建全面加强"
    )
    assert (section["year"], section["role"], section["level"]) == (2021, "report", 2)
    assert value["sections"][1]["role"] == "plan"


_LINES = st.sampled_from(
    [line for seed in SEEDS for line in seed.read_text("utf-8").split("\n")]
    + [
        "",
        "　",
        "一、",
        "(一)",
        "①",
        "##",
        "【】",
        "来源:",
        "第一章",
        "2021年",
        "- 3 -",
        "一是。二是",
        "\u200b",
        "<U+00A0><U+00A0>一、<U+00A0>养老",
        "&nbsp;来源:<U+00A0>某报&nbsp;。",
        "\x0c",
        ">",
    ]
)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(_LINES | st.text(max_size=30), max_size=25))
def test_no_mixture_of_lines_loses_a_character(parse_text: Parse, lines: list[str]) -> None:
    try:
        report = parse_text("\n".join(lines).replace("\x00", "").replace("\ud800", ""))
    except (ExtractError, UnicodeEncodeError):
        return
    assert uncovered_and_doubled(report) == (0, 0)


def test_cut_and_shuffled_seeds_lose_nothing(parse_text: Parse) -> None:
    chance = random.Random(20)
    for seed in SEEDS:
        text = seed.read_text("utf-8")
        for _ in range(8):
            start, end = sorted(chance.sample(range(len(text)), 2))
            lines = text[start:end].split("\n")
            chance.shuffle(lines)
            assert uncovered_and_doubled(parse_text("民政\n" + "\n".join(lines))) == (0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "低" + " " * 30_000 + "保",
        "低" + "&nbsp;" * 20_000 + "保",
        "来源：某某局\n" * 20_000,
        "2021年工作回顾\n" * 5_000,
        "一、" * 20_000,
        "(" * 30_000,
    ],
    ids=["blanks", "spelt blanks", "furniture", "parts", "markers", "brackets"],
)
def test_texts_made_to_keep_the_parser_busy_are_read_like_others(
    parse_text: Parse, text: str
) -> None:
    # Without a clock: the quadratic readings that these once had take minutes, and fail by the run's time limit.
    assert uncovered_and_doubled(parse_text(text + "\n民政")) == (0, 0)
