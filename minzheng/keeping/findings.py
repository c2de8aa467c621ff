"""First step of a check: what can be wrong with an archive, each kind with what a person can do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from reports.files import shown


class Kind(StrEnum):
    """What is wrong; the values stand in the JSON of `manage.py verify --json`."""

    MISSING = "missing"
    EMPTY = "empty"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    ORPHANED = "orphaned"
    LEFTOVER = "leftover"
    TEXT = "text"
    PASSAGES = "passages"
    COVERAGE = "coverage"
    SECTIONS = "sections"
    INDEX = "index"


_FROM_BACKUP = "请从备份里取回这个文件。"
_PARSE_AGAIN = "请在后台对这份报告重新解析。"
ADVICE = {
    Kind.MISSING: _FROM_BACKUP,
    Kind.EMPTY: _FROM_BACKUP,
    Kind.ALTERED: _FROM_BACKUP,
    Kind.UNREADABLE: "请检查文件的权限和磁盘。",
    Kind.ORPHANED: "没有报告用它，可能是被替换的旧版；确认无用后移走。",
    Kind.LEFTOVER: "确认没有正在进行的收录后可以删除。",
    Kind.TEXT: "请从备份恢复，或在后台对这份报告重新解析。",
    Kind.PASSAGES: _PARSE_AGAIN,
    Kind.COVERAGE: _PARSE_AGAIN,
    Kind.SECTIONS: _PARSE_AGAIN,
    Kind.INDEX: "请运行 manage.py reindex --all。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: of which report (None: of none), of which file, and a Chinese sentence on it.

    `file` is the name under which a report came in, or a path below the archive's folder for files.
    """

    kind: Kind
    what: str
    report: int | None = None
    file: str = ""

    @property
    def advice(self) -> str:
        """What a person can do."""
        return ADVICE[self.kind]

    @property
    def line(self) -> str:
        """All of it in one line."""
        name = shown(Path(self.file)) if self.file else ""
        of_report = f"第 {self.report} 号报告（{name}）"
        where = (name or "检索索引") if self.report is None else of_report
        return f"{where}：{self.what}{self.advice}"

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {**asdict(self), "advice": self.advice}
