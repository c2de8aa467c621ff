"""What was typed and chosen → understood, matched and counted: a search before anything of it is read."""

from __future__ import annotations

from dataclasses import dataclass

from reports.selection import Selection

from .counting import Counted, count
from .filters import Understood, understand
from .indexing import is_stale
from .matching import Matches, match

_NOTE_STALE = "检索索引尚未全部更新到现行词典，结果可能不全；请管理员运行 manage.py reindex。"


@dataclass(frozen=True, slots=True)
class Run:
    """`clicked` is the selection without what was typed; `asked.selection` is both together."""

    typed: str
    clicked: Selection
    synonyms: bool
    asked: Understood
    matches: Matches
    counted: Counted

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said about the query, and about the index it was run on, in Chinese."""
        stale = (_NOTE_STALE,) if is_stale(self.matches.columns.versions) else ()
        return (*stale, *self.asked.notes)

    def again(self, *, typed: str | None = None, clicked: Selection | None = None) -> Run:
        """The same with another text or selection; what is looked for anew is only what is another query.

        Raises QueryError as `run` does.
        """
        text = self.typed if typed is None else typed
        chosen = self.clicked if clicked is None else clicked
        asked = understand(text, selection=chosen, synonyms=self.synonyms)
        same = asked.query.root == self.asked.query.root
        matches = self.matches if same else match(asked.query, texts=self.matches.texts)
        counted = count(matches.columns, matches.rows, asked.selection)
        return Run(text, chosen, self.synonyms, asked, matches, counted)


def run(typed: str, *, selection: Selection, synonyms: bool = True) -> Run:
    """Find what was typed among the published reports that the selection leaves, inside `rows.searching`.

    Raises QueryError, with a Chinese sentence, for a query that is too long or has too many terms.
    """
    asked = understand(typed, selection=selection, synonyms=synonyms)
    matches = match(asked.query)
    counted = count(matches.columns, matches.rows, asked.selection)
    return Run(typed, selection, synonyms, asked, matches, counted)
