"""A bag: what is sealed is whole, and whatever happens to it afterwards is named."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from minzheng.keeping.bags import Packer, UnreadableError, info
from minzheng.keeping.checking import faults


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A bag of three files."""
    folder = tmp_path / "bag"
    folder.mkdir()
    packer = Packer(folder)
    for name in ("a", "b/c"):
        source = tmp_path / "source"
        source.write_text(f"甲{name}")
        assert packer.copy(source, name=name) == sha256(f"甲{name}".encode()).hexdigest()
    packer.place("written").write_bytes(b"x" * 10)
    packer.add_written("written")
    packer.seal([("Source-Organization", "民政报告档案"), ("Note", "一"), ("Note", "二")])
    return folder


def test_a_sealed_bag_has_the_layout_of_rfc_8493(sealed: Path) -> None:
    assert list(faults(sealed)) == []
    assert (sealed / "bagit.txt").read_text() == (
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    )
    digest = sha256(b"x" * 10).hexdigest()
    assert f"{digest}  data/written\n" in (sealed / "manifest-sha256.txt").read_text()
    tags = (sealed / "tagmanifest-sha256.txt").read_text()
    assert [line[66:] for line in tags.splitlines()] == [
        *("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    ]
    assert info(sealed) == [
        ("Source-Organization", "民政报告档案"),
        ("Note", "一"),
        ("Note", "二"),
        ("Payload-Oxum", "20.3"),
    ]


def test_a_value_that_goes_on_in_the_next_line_is_read_as_one(sealed: Path) -> None:
    (sealed / "bag-info.txt").write_text("Note: 一\n  二\nLast: 三\n")
    assert info(sealed) == [("Note", "一 二"), ("Last", "三")]


def flip(path: Path) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    """Take away the second half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


FILES = [
    *("data/a", "data/b/c", "data/written"),
    *("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"),
]


@pytest.mark.parametrize("damage", [flip, cut, Path.unlink], ids=["flipped", "cut", "gone"])
@pytest.mark.parametrize("name", FILES)
def test_one_damaged_file_is_named(sealed: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(sealed / name)
    found = list(faults(sealed))
    # In the list of lists, a wrong name or hash is that of one of the files it lists.
    named = {name} if name != "tagmanifest-sha256.txt" else {name, *FILES[3:6]}
    assert found
    assert named & {fault.path for fault in found}


def test_a_file_that_no_list_names_is_named(sealed: Path) -> None:
    (sealed / "data" / "b" / "more").touch()
    assert [fault.path for fault in faults(sealed)] == ["data/b/more", "bag-info.txt"]


def test_a_link_in_the_place_of_a_file_is_named(sealed: Path, tmp_path: Path) -> None:
    (sealed / "data" / "a").rename(tmp_path / "elsewhere")
    (sealed / "data" / "a").symlink_to(tmp_path / "elsewhere")
    assert "data/a" in {fault.path for fault in faults(sealed)}


@pytest.mark.parametrize("path", ["../outside", "/etc/hostname", ""])
def test_a_list_never_leads_out_of_the_bag(sealed: Path, path: str) -> None:
    with (sealed / "manifest-sha256.txt").open("a") as manifest:
        manifest.write(f"{'0' * 64}  {path}\n")
    assert any(f.path == "manifest-sha256.txt" and "读不懂" in f.what for f in faults(sealed))


@pytest.mark.parametrize("there", [True, False], ids=["an empty folder", "nothing"])
def test_what_is_no_bag_is_called_so(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "bag").mkdir()
    (fault,) = faults(tmp_path / "bag")
    assert "不是一个备份" in fault.what


def test_what_cannot_be_read_is_not_packed(tmp_path: Path) -> None:
    packer = Packer(tmp_path)
    with pytest.raises(UnreadableError):
        packer.copy(tmp_path / "absent", name="x")
    with pytest.raises(UnreadableError):
        packer.copy(tmp_path / "data", name="x")
    assert packer.files == 0
    assert list((tmp_path / "data").iterdir()) == []
