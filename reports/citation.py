"""Report, passage, address, day → how to cite it: by GB/T 7714—2015, as a quotation with its source, as a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .models import Passage, Report

# GB/T 7714—2015, appendix B: a report on the web; what is only published there, as news and notices are.
_REPORT, _NOTICE = "R/OL", "EB/OL"
_NOTICES = {Report.DocType.NEWS.value, Report.DocType.OTHER.value}


@dataclass(frozen=True, slots=True)
class Citation:
    """One passage in the three forms that people paste; `address` is its permanent link."""

    reference: str
    quotation: str
    address: str


def cite(report: Report, passage: Passage, *, address: str, accessed: date) -> Citation:
    """Cite a passage under its address, as read on a day.

    What is not known is left out, as the standard has it for numbered references: issuer, date of publication.
    The quotation holds the passage's text exactly as it is.
    """
    return Citation(
        reference=_reference(report, address, accessed),
        quotation=f"“{passage.text}”\n——{_source(report)}，第 {passage.number} 段，{address}",
        address=address,
    )


def _reference(report: Report, address: str, accessed: date) -> str:
    """发布单位. 标题[R/OL]. (发布日期)[访问日期]. 地址."""
    code = _NOTICE if report.doc_type in _NOTICES else _REPORT
    issuer = f"{_line(report.issuer)}. " if report.issuer else ""
    published = f"({report.published_on.isoformat()})" if report.published_on else ""
    dates = f"{published}[{accessed.isoformat()}]"
    return f"{issuer}{_line(report.title)}[{code}]. {dates}. {address}."


def _source(report: Report) -> str:
    """发布单位《标题》（发布日期）; a title with a title in it keeps its own signs inside."""
    title = _line(report.title).replace("《", "〈").replace("》", "〉")
    published = f"（{report.published_on.isoformat()}）" if report.published_on else ""
    return f"{_line(report.issuer)}《{title}》{published}"


def _line(text: str) -> str:
    """On one line: a title broken over several is read on without a gap."""
    return "".join(line.strip() for line in text.splitlines())
