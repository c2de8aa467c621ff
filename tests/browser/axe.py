"""Runs axe-core, which knows the rules of WCAG 2.2, in a page."""

from __future__ import annotations

from importlib import resources
from typing import Any

from playwright.sync_api import Page

# The package carries axe-core; Playwright hands it to the page past the site's policy, which allows no such script.
_AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RUN = "options => axe.run(document, options)"
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *, look: str, rules: tuple[str, ...] = ()) -> list[str]:
    """What breaks a rule of level A or AA or a good practice, a line for each place; only `rules` if any are named."""
    page.evaluate(f"window.axe || {_AXE}")
    named: dict[str, Any] = (
        {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": _LEVELS}
    )
    answer = page.evaluate(_RUN, {"runOnly": named, "resultTypes": ["violations"]})
    return [
        f"{look}: {found['id']} ({found['help']}): {node['target'][0]}: {node['html']:.120}"
        for found in answer["violations"]
        for node in found["nodes"]
    ]
