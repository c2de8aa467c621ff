"""A page is light, and stays where it is while it comes."""

from __future__ import annotations

import gzip

from .visitor import Opened

MOST_BYTES = 100_000
MOST_SHIFT = 0.02  # of 0.1, which counts as good

_SHIFT = """
() => new Promise((resolve) => {
  let sum = 0;
  const add = (entries) => { for (const entry of entries) sum += entry.value; };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    add(observer.takeRecords());
    resolve(sum);
  })));
})
"""


def test_the_first_view_is_below_100_kilobytes(wide: Opened) -> None:
    wide.page.wait_for_load_state("networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in wide.visitor.answers}
    assert len(sizes) >= 3
    assert sum(sizes.values()) < MOST_BYTES


def test_nothing_moves_while_a_page_comes(wide: Opened) -> None:
    assert wide.page.evaluate(_SHIFT) < MOST_SHIFT


def test_nothing_moves_while_a_page_comes_to_a_telephone(narrow: Opened) -> None:
    assert narrow.page.evaluate(_SHIFT) < MOST_SHIFT
