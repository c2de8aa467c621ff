"""Every kind of page the site has: what holds for all pages is tested on each line of this table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

import pytest

from .site import Site


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of page; names in braces in its path are numbers of the site's."""

    name: str
    path: str
    status: int = 200

    def address(self, site: Site) -> str:
        """The path of such a page."""
        return self.path.format(**asdict(site))


KINDS: Final = (
    Kind("home", "/"),
    Kind("list", "/reports/"),
    Kind("list narrowed", "/reports/?region=450000&year=2020"),
    Kind("list with nothing in it", "/reports/?region=442000&year=2020"),
    Kind("results", "/search/?q=低保标准"),
    Kind("results narrowed and sorted", "/search/?q=养老&region=450000&year=2021&sort=date"),
    Kind("results with a place excluded", "/search/?q=养老&-region=450000&open={report}"),
    Kind("no results", "/search/?q=月球基地"),
    Kind("another word meant", "/search/?q=养劳"),
    Kind("some of the words found", "/search/?q=养老 月球"),
    Kind("little found", "/search/?q=南通有多少社工站"),
    Kind("a place that is not held", "/search/?q=苏州有多少社工站"),
    Kind("broken query", f"/search/?q={'低保' * 120}", status=400),
    Kind("report", "/reports/{report}/"),
    Kind("report with marks", "/reports/{report}/?q=低保标准"),
    Kind("report in traditional script", "/reports/{traditional}/?q=养老"),
    Kind("report in the other script", "/reports/{report}/?q=养老&display=hant"),
    Kind("report with what belonged to the page", "/reports/{traditional}/?furniture=show"),
    Kind("evidence card", "/reports/{report}/evidence/{passage}/"),
    Kind("place", "/places/450100/"),
    Kind("place that is not held", "/places/320500/"),
    Kind("area", "/areas/elderly_care/?year=2021"),
    Kind("year", "/years/2021/"),
    Kind("coverage", "/coverage/"),
    Kind("coverage of a province", "/coverage/?region=450000"),
    Kind("nothing chosen to compare", "/compare/"),
    Kind(
        "comparison",
        "/compare/?area=elderly_care&region=450100&region=442000&region=640000&year=2021",
    ),
    Kind("similar passages", "/search/similar/{report}/{passage}/"),
    Kind("nothing similar", "/search/similar/{report}/1/"),
    Kind("login", "/admin/login/"),
    Kind("404", "/there-is-no-such-page", status=404),
)

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
