"""A folder in BagIt layout (RFC 8493, version 1.0): how it is written, so that `checking` can tell whether it is whole.

    bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt  data/…

Files only; what is in them is not known here. `tagmanifest-sha256.txt` is written last: without it a bag is not whole.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DECLARED, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = "data"
_CHUNK = 1024 * 1024


class UnreadableError(OSError):
    """What was to be packed cannot be read; other errors are of the place that is written to."""


class Packer:
    """Fills a folder; whole, and on disk, when `seal` returns. Raises OSError where the disk cannot take it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bytes = 0
        self._digests: dict[str, str] = {}
        (folder / PAYLOAD).mkdir()

    @property
    def files(self) -> int:
        """How many files are packed."""
        return len(self._digests)

    def place(self, name: str) -> Path:
        """Where a file of this name is to be written; the folders above it are there."""
        path = self.folder / PAYLOAD / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def copy(self, source: Path, *, name: str) -> str:
        """Pack a copy; returns the SHA-256 of what was copied. Raises UnreadableError and leaves nothing then."""
        try:
            reading = source.open("rb")
        except OSError as error:
            raise UnreadableError(error.errno, error.strerror) from error
        path = self.place(name)
        with reading, path.open("xb") as out:
            try:
                digest = _pour(reading, out)
            except UnreadableError:
                path.unlink()
                raise
            _sync_file(out)
        return self._pack(name, digest)

    def add_written(self, name: str) -> None:
        """Pack what somebody else has written at its place."""
        with self.place(name).open("rb+") as file:
            _sync_file(file)
            digest = file_digest(file, "sha256").hexdigest()
        self._pack(name, digest)

    def rename(self, name: str, *, to: str) -> None:
        """Give another name to what is packed."""
        self.place(name).rename(self.place(to))
        self._digests[to] = self._digests.pop(name)

    def seal(self, info: Sequence[tuple[str, str]]) -> None:
        """Write what describes the payload, the list that makes the bag whole last."""
        tags = {
            DECLARED: DECLARATION,
            INFO: _info_text([*info, ("Payload-Oxum", f"{self.bytes}.{self.files}")]),
            MANIFEST: _manifest_text({f"{PAYLOAD}/{k}": v for k, v in self._digests.items()}),
        }
        digests = {name: sha256(text.encode()).hexdigest() for name, text in tags.items()}
        for name, text in {**tags, TAG_MANIFEST: _manifest_text(digests)}.items():
            with (self.folder / name).open("xb") as out:
                out.write(text.encode())
                _sync_file(out)
        for place, _, _ in os.walk(self.folder):
            sync_folder(Path(place))

    def _pack(self, name: str, digest: str) -> str:
        self._digests[name] = digest
        self.bytes += self.place(name).stat().st_size
        return digest


def sync_folder(folder: Path) -> None:
    """Have the names in a folder be on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def info(folder: Path) -> list[tuple[str, str]]:
    """What bag-info.txt says, labels and values in its order; a label may come again."""
    pairs: list[tuple[str, str]] = []
    for line in read_tag(folder / INFO).splitlines():
        if line[:1].isspace() and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
        elif ":" in line:
            label, _, value = line.partition(":")
            pairs.append((label.strip(), value.strip()))
    return pairs


def read_tag(path: Path) -> str:
    """A tag file; what is no UTF-8 will not be what the manifest says either. Empty where it is missing."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _manifest_text(digests: dict[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def _info_text(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(f"{label}: {value}\n" for label, value in pairs)


def _pour(source: BinaryIO, out: BinaryIO) -> str:
    """Copy, and hash on the way what was read."""
    digest = sha256()
    while True:
        try:
            chunk = source.read(_CHUNK)
        except OSError as error:
            raise UnreadableError(error.errno, error.strerror) from error
        if not chunk:
            return digest.hexdigest()
        digest.update(chunk)
        out.write(chunk)


def _sync_file(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
