"""Address → how it asks for a report to be shown; equal wishes have equal addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from .models import Report


@dataclass(frozen=True, slots=True)
class Asked:
    """`/reports/3/?q=低保&synonyms=off&furniture=show&display=hant`: every part may be left out.

    `typed` is what to mark, `synonyms` whether with other ways of saying it; `furniture` whether to show what
    belonged to the web page; `script` the one to show the text in, empty for as it is written.
    """

    path: str
    typed: str = ""
    synonyms: bool = True
    furniture: bool = False
    script: str = ""

    def href(
        self, *, typed: str | None = None, furniture: bool | None = None, script: str | None = None
    ) -> str:
        """The address of the same page with one wish changed."""
        wanted = replace(
            self,
            typed=self.typed if typed is None else typed,
            furniture=self.furniture if furniture is None else furniture,
            script=self.script if script is None else script,
        )
        query = urlencode(((("q", wanted.typed),) if wanted.typed else ()) + wanted.fields)
        return f"{self.path}?{query}" if query else self.path

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Name and value of every wish but the typed one, as a form carries them along."""
        fields = (
            ("synonyms", "" if self.synonyms else "off"),
            ("furniture", "show" if self.furniture else ""),
            ("display", self.script),
        )
        return tuple((name, value) for name, value in fields if value)

    @property
    def unmarked(self) -> str:
        """The same without marks."""
        return replace(self, synonyms=True).href(typed="")

    @property
    def with_furniture(self) -> str:
        """The same with what belonged to the web page."""
        return self.href(furniture=True)

    @property
    def without_furniture(self) -> str:
        """The same without it."""
        return self.href(furniture=False)

    @property
    def as_written(self) -> str:
        """The same in the report's own script."""
        return self.href(script="")

    @property
    def simplified(self) -> str:
        """The same in simplified script."""
        return self.href(script=Report.Script.HANS.value)

    @property
    def traditional(self) -> str:
        """The same in traditional script."""
        return self.href(script=Report.Script.HANT.value)


def read_asked(path: str, parameters: QueryDict) -> Asked:
    """What the parameters of an address ask for; whatever makes no sense is as if it were not there."""
    script = parameters.get("display", "")
    return Asked(
        path,
        typed=parameters.get("q", "").replace("\x00", " ").strip(),
        synonyms=parameters.get("synonyms") != "off",
        furniture=parameters.get("furniture") == "show",
        script=script if script in Report.Script.values else "",
    )
