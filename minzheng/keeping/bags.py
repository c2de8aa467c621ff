"""A folder in BagIt layout (RFC 8493, version 1.0): written so that it can be checked, and checked before it is used.

    bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt  data/…

Files only; what is in them is not known here. `tagmanifest-sha256.txt` is written last: without it a bag is not whole.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DECLARED, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = "data"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fault:
    """A file of a bag, by its path in it, and a Chinese sentence on what is wrong with it."""

    path: str
    what: str


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


def faults(folder: Path) -> Iterator[Fault]:
    """Everything that is wrong with a bag, file by file; nothing for one that is as it was sealed."""
    if not (folder / DECLARED).is_file() or not (folder / TAG_MANIFEST).is_file():
        missing = DECLARED if not (folder / DECLARED).is_file() else TAG_MANIFEST
        yield Fault(missing, "不见了，这不是一个备份，或者备份没有做完。")
        return
    if _read(folder / DECLARED) != DECLARATION:
        yield Fault(DECLARED, "不是 BagIt 1.0 的声明，或者内容变了。")
    tags, unclear = _listed(folder, TAG_MANIFEST)
    yield from unclear
    for name in sorted({DECLARED, INFO, MANIFEST} - tags.keys()):
        yield Fault(TAG_MANIFEST, f"没有列出 {name}。")
    yield from _wrong(folder, tags)
    if not (folder / MANIFEST).is_file():
        return  # said already
    payload, unclear = _listed(folder, MANIFEST)
    yield from unclear
    yield from _wrong(folder, payload)
    for path in _held(folder / PAYLOAD):
        name = path.relative_to(folder).as_posix()
        if name not in payload:
            yield Fault(name, "不在清单里。")
    oxum = dict(info(folder)).get("Payload-Oxum")
    if oxum != (real := _oxum(folder)):
        yield Fault(INFO, f"Payload-Oxum 是 {oxum or '空的'}，实际是 {real}。")


def info(folder: Path) -> list[tuple[str, str]]:
    """What bag-info.txt says, labels and values in its order; a label may come again."""
    pairs: list[tuple[str, str]] = []
    for line in _read(folder / INFO).splitlines():
        if line[:1].isspace() and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
        elif ":" in line:
            label, _, value = line.partition(":")
            pairs.append((label.strip(), value.strip()))
    return pairs


def _listed(folder: Path, manifest: str) -> tuple[dict[str, str], list[Fault]]:
    """The paths of a manifest with their digests, and what of it makes no sense."""
    digests: dict[str, str] = {}
    wrong = []
    for number, line in enumerate(_read(folder / manifest).splitlines(), 1):
        digest, _, path = line.partition("  ")
        if len(digest) == 64 and _is_inside(path) and path not in digests:
            digests[path] = digest.lower()
        else:
            wrong.append(Fault(manifest, f"第 {number} 行读不懂。"))
    return digests, wrong


def _is_inside(path: str) -> bool:
    """Whether a listed path stays in its bag."""
    parts = PurePosixPath(path).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts


def _wrong(folder: Path, digests: dict[str, str]) -> Iterator[Fault]:
    for name, digest in digests.items():
        path = folder / name
        try:
            if not stat.S_ISREG(path.lstat().st_mode):
                yield Fault(name, "不是普通文件。")
                continue
            with path.open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != digest:
                    yield Fault(name, "内容变了，与清单里的 SHA-256 不符。")
        except FileNotFoundError:
            yield Fault(name, "不见了。")
        except OSError as error:
            yield Fault(name, f"读不出来（{error.strerror}）。")


def _held(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        for name in names:
            yield Path(place, name)


def _oxum(folder: Path) -> str:
    """Bytes and number of the files that are there, as bag-info.txt has them."""
    sizes = [path.lstat().st_size for path in _held(folder / PAYLOAD)]
    return f"{sum(sizes)}.{len(sizes)}"


def _read(path: Path) -> str:
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
