"""What a page shows: its pieces of text, whether of the interface or of a report."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

# Text of a report carries its language, and interface within such text carries its own again. So what stands in an
# odd number of marked elements is a report's, what stands in none or two is the site's. Names of files, addresses and
# checksums are marked as not to be translated.
_TEXTS = """
() => {
  const root = document.documentElement;
  const quoted = (element) => {
    let marked = 0;
    for (let at = element; at && at !== root; at = at.parentElement) marked += at.hasAttribute("lang");
    return marked % 2 === 1 || element.closest("[translate=no]") !== null;
  };
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim();
    const element = walk.currentNode.parentElement;
    if (text && element.checkVisibility({ visibilityProperty: true })) found.push([text, quoted(element)]);
  }
  return found;
}
"""

# What is said without being shown: by screen readers, in small boxes beside the pointer, in the window's title.
_SAID = """
() => {
  const names = ["aria-label", "title", "placeholder", "alt", "aria-description"];
  const found = [document.title];
  for (const element of document.querySelectorAll(names.map((name) => `[${name}]`).join())) {
    found.push(...names.map((name) => element.getAttribute(name)).filter(Boolean));
  }
  for (const button of document.querySelectorAll("input[type=submit], input[type=button]")) found.push(button.value);
  return found;
}
"""


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text; `quoted` where it is a report's own."""

    text: str
    quoted: bool


def shown_texts(page: Page) -> list[Text]:
    """The pieces of text on the page, in its order, without what is folded or hidden away."""
    return [Text(text, quoted) for text, quoted in page.evaluate(_TEXTS)]


def said_texts(page: Page) -> list[str]:
    """The texts of attributes that people are told, and the page's title."""
    said: list[str] = page.evaluate(_SAID)
    return said
