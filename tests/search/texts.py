"""What the tests of words, codes and letters read: the passages of the five reports, and made-up strings."""

from pathlib import Path

from hypothesis import strategies as st

from search.fold import fold_text

FIXTURES = sorted(Path(__file__).parents[2].joinpath("fixtures").glob("0*.txt"))
LINES = [line.strip() for path in FIXTURES for line in path.read_text("utf-8").splitlines()]
PASSAGES = [fold_text(line) for line in LINES if len(line) > 8]

#: Strings in which numbers, their signs and neighbours meet in every way.
CODES = st.text("0123a年.,·-%民", max_size=12)
