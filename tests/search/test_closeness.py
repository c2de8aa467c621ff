"""How near to each other words stand: what ranking counts is the shortest stretch that holds one of each."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from search.ranking import closest

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 4)), min_size=1, max_size=6, unique=True
).map(lambda pairs: sorted((start, start + length) for start, length in pairs))


@given(st.lists(SPANS, min_size=2, max_size=4))
def test_no_other_choice_of_one_of_each_is_shorter(typed: list[list[tuple[int, int]]]) -> None:
    widths = (
        max(end for _, end in spans) - min(start for start, _ in spans) for spans in product(*typed)
    )
    assert closest(typed) == min(widths)
