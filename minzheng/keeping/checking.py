"""A bag → what is wrong with it, file by file: asked before anything is taken from one."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path, PurePosixPath

from minzheng.keeping.bags import (
    DECLARATION,
    DECLARED,
    INFO,
    MANIFEST,
    PAYLOAD,
    TAG_MANIFEST,
    info,
    read_tag,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A file of a bag, by its path in it, and a Chinese sentence on what is wrong with it."""

    path: str
    what: str


def faults(folder: Path) -> Iterator[Fault]:
    """Everything that is wrong with a bag, file by file; nothing for one that is as it was sealed."""
    if not (folder / DECLARED).is_file() or not (folder / TAG_MANIFEST).is_file():
        missing = DECLARED if not (folder / DECLARED).is_file() else TAG_MANIFEST
        yield Fault(missing, "不见了，这不是一个备份，或者备份没有做完。")
        return
    if read_tag(folder / DECLARED) != DECLARATION:
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


def _listed(folder: Path, manifest: str) -> tuple[dict[str, str], list[Fault]]:
    """The paths of a manifest with their digests, and what of it makes no sense."""
    digests: dict[str, str] = {}
    wrong = []
    for number, line in enumerate(read_tag(folder / manifest).splitlines(), 1):
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
