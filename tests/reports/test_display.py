"""The other script, for reading: whole words are converted, and every offset stays where it was."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.display import conversion, display_of
from reports.models import Report
from tests.reports.factories import SEEDS

HANS, HANT = Report.Script.HANS, Report.Script.HANT

TRADITIONAL = {
    "one of two forms of 发": ("发展养老服务，理头发", "發展養老服務，理頭髮"),
    "one of three forms of 干": ("干部不干预", "幹部不干預"),
    "what stays as it is": ("公里、里程、批准", "公里、里程、批准"),
    "后": ("今后和皇后", "今後和皇后"),
    "the longest word first": ("复制标准", "複製標準"),
    "characters as they are written today": (
        "为群众，心里，启动，机床",
        "為群眾，心裡，啟動，機床",
    ),
    "beyond the basic plane": ("𠮷发展", "𠮷發展"),
    "nothing": ("", ""),
    "no Han at all": ("GDP 5%\n", "GDP 5%\n"),
}
SIMPLIFIED = {
    "characters": ("長者飯堂", "长者饭堂"),
    "a word that keeps its sign": ("乾隆年間，乾燥", "乾隆年间，干燥"),
}


@pytest.mark.parametrize(("written", "shown"), TRADITIONAL.values(), ids=TRADITIONAL.keys())
def test_simplified_words_are_shown_as_traditional_ones(written: str, shown: str) -> None:
    assert conversion(HANT).convert(written) == shown


@pytest.mark.parametrize(("written", "shown"), SIMPLIFIED.values(), ids=SIMPLIFIED.keys())
def test_traditional_words_are_shown_as_simplified_ones(written: str, shown: str) -> None:
    assert conversion(HANS).convert(written) == shown


@pytest.mark.parametrize(("script", "name"), [(HANS, "TSPhrases"), (HANT, "STPhrases")])
def test_every_phrase_stays_as_long(script: Report.Script, name: str) -> None:
    listing = files("opencc").joinpath(f"dictionary/{name}.txt").read_text("utf-8")
    phrases = [line.partition("\t")[0] for line in listing.splitlines()]
    assert len(phrases) > 200
    convert = conversion(script).convert
    assert all(len(convert(phrase)) == len(phrase) for phrase in phrases)
    characters = conversion(script).characters
    assert len(characters) > 3000
    assert all(len(form) == 1 for form in characters.values())


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name[:3])
def test_a_report_stays_as_long_and_comes_back_whole(seed: Path) -> None:
    text = seed.read_text("utf-8")
    traditional, simplified = (conversion(script).convert(text) for script in (HANT, HANS))
    assert len(traditional) == len(simplified) == len(text)
    assert traditional != simplified
    assert conversion(HANS).convert(traditional) == simplified


@given(st.text(alphabet="发展干部后里面复制标准低保 ，。a𠮷", max_size=40))
def test_any_text_stays_as_long(text: str) -> None:
    assert len(conversion(HANT).convert(text)) == len(text)


@pytest.mark.parametrize(
    ("written", "asked", "shown", "converted"),
    [
        ("hans", "", HANS, False),
        ("hans", "hans", HANS, False),
        ("hans", "hant", HANT, True),
        ("hant", "", HANT, False),
        ("hant", "hans", HANS, True),
        ("hans", "large", HANS, False),
        ("hant", "\x00", HANT, False),
    ],
)
def test_a_report_is_shown_as_written_unless_another_script_is_asked_for(
    written: str, asked: str, shown: Report.Script, converted: bool
) -> None:
    display = display_of(Report(script=written), asked)
    assert (display.shown, display.converted) == (shown, converted)
    assert display.language == ("zh-Hant" if shown == HANT else "zh-Hans")
    assert (display.text("养老 養老") == "养老 養老") is not converted
