"""Dictionary: the path through a run of Han characters, and that there is one for all threads."""

import threading
from itertools import pairwise

import pytest

from search import dictionary
from search.fold import fold_text
from search.tokens import HAN_RUN
from tests.search.texts import FIXTURES

REPORTS = [fold_text(path.read_text("utf-8")) for path in FIXTURES]


def test_the_path_is_the_one_that_jieba_takes() -> None:
    """jieba's own cut, without its guesses, on the same dictionary."""
    shared = dictionary.shared_dictionary()
    for run in {run for report in REPORTS for run in HAN_RUN.findall(report)}:
        ends = [0, *shared.path(run)]
        cut = [run[start:end] for start, end in pairwise(ends)]
        assert cut == list(shared.cut(run, HMM=False))


def test_threads_share_one_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "_LOADED", [])
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(dictionary.shared_dictionary()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(map(id, found))) == 1
