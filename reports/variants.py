"""Labels → how else their characters are written, so that a browser finds 养老服务 by 養老 as the server would."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from .parsing.mirror import mirror, simplifications


def variants(labels: Iterable[str]) -> str:
    """What may be written for a character of the labels, each with the character it is read as: 養养務务.

    A text and a label are the same where they are after every character of either was read so; width and case
    apart, which browsers know of themselves. Source: OpenCC's TSCharacters, the first candidate.
    """
    read = sorted(set(mirror("".join(labels))))
    return "".join(f"{other}{one}" for one in read for other in _written().get(one, ()))


@cache
def _written() -> Mapping[str, list[str]]:
    """Simplified character → the others that are simplified to it."""
    written: dict[str, list[str]] = defaultdict(list)
    for other, one in simplifications().items():
        if other != one and len(other) == 1:
            written[one].append(other)
    return dict(written)
