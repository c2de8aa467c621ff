"""What a browser is told of the characters in labels has it find what the server would."""

from __future__ import annotations

import pytest

from reports.parsing.mirror import mirror, simplifications
from reports.variants import variants


def _read(text: str, pairs: str) -> str:
    """As the script reads a text."""
    return text.translate(dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True)))


@pytest.mark.parametrize(
    ("label", "typed", "found"),
    [
        ("养老服务", "養老服務", True),
        ("养老服务", "養老", True),
        ("養老服務", "养老", True),
        ("台州市", "臺州", True),
        ("台州市", "颱州", True),
        ("养老服务", "兒童", False),
    ],
)
def test_either_script_finds_a_label(label: str, typed: str, found: bool) -> None:
    pairs = variants([label])
    assert (_read(typed, pairs) in _read(label, pairs)) is found


def test_every_character_is_read_as_the_server_reads_it() -> None:
    labels = ["养老服务", "儿童福利与未成年人保护", "广西壮族自治区", "鍾祥市", "2021年"]
    pairs = variants(labels)
    for one in {*"".join(labels), *simplifications()}:
        for letter in mirror("".join(labels)):
            assert (_read(one, pairs) == letter) is (mirror(one) == letter), (one, letter)


def test_nothing_is_told_of_what_is_written_one_way() -> None:
    assert variants([]) == variants(["2021"]) == ""
