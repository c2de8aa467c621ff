"""What the parsing tests share: the reference data, and parsing of text as if it were a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reports.parsing.areas import AreaModel
from reports.parsing.document import ParsedReport
from reports.parsing.pipeline import parse
from reports.parsing.regions import Gazetteer

FIXTURES = Path(__file__).parents[3] / "fixtures"
SEEDS = sorted(FIXTURES.glob("*.txt"))

Parse = Callable[[str], ParsedReport]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(FIXTURES / "regions.csv")


@pytest.fixture(scope="session")
def areas() -> AreaModel:
    return AreaModel.load(FIXTURES / "policy_areas.json")


@pytest.fixture(scope="session")
def parse_text(gazetteer: Gazetteer, areas: AreaModel) -> Parse:
    """Parse a text as the bytes of a UTF-8 file."""

    def parsed(text: str) -> ParsedReport:
        return parse(text.encode(), filename="试.txt", gazetteer=gazetteer, areas=areas)

    return parsed


@pytest.fixture(scope="session")
def parse_bytes(gazetteer: Gazetteer, areas: AreaModel) -> Callable[[bytes], ParsedReport]:
    """Parse the bytes of a file."""
    return lambda data: parse(data, filename="试.txt", gazetteer=gazetteer, areas=areas)
