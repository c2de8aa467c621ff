"""Other ways of searching, given the same tokens and asked for the same: totals, facets and the best twenty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from search.benchmark.peers.base import Peer
from search.benchmark.peers.fts5 import Fts5
from search.benchmark.peers.naive import Naive
from search.benchmark.peers.tantivy import Tantivy, TantivyPassages

#: Made with a folder to write in; raise `NotInstalled` where something is missing.
PEERS: dict[str, Callable[[Path], Peer]] = {
    "naive": Naive,
    "fts5": Fts5,
    "tantivy": Tantivy,
    "tantivy_passages": TantivyPassages,
}
