// The list of results: opens a report's other hits in place, and finds a value in a long facet.
"use strict";

// Without this script the link leads to the same page with the hits opened, and to the same place in it.
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element && event.target.closest(".rest a.open");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  const group = link.closest(".group");
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const opened = answer.ok && page.getElementById(group.id);
    if (!opened) throw new Error(String(answer.status));
    const shown = group.querySelectorAll(".hit").length;
    group.replaceWith(document.adoptNode(opened));
    history.replaceState(history.state, "", link.href);
    // Reading goes on at the first hit that was not there before.
    opened.querySelectorAll(".hit .where")[shown]?.focus({ preventScroll: true });
  } catch {
    location.assign(link.href);
  }
});

// A facet with many values gets a box to find one; only what is on the page is looked through.
const MANY = 15;
for (const facet of document.querySelectorAll(".facet")) {
  const rows = [...facet.querySelectorAll("li")];
  if (rows.length <= MANY) continue;
  const title = facet.querySelector("h2");
  const box = document.createElement("input");
  box.type = "search";
  box.className = "find";
  box.placeholder = `在${title.textContent}里查找`;
  box.setAttribute("aria-label", box.placeholder);
  title.after(box);
  const unfolded = new Map([...facet.querySelectorAll("details")].map((part) => [part, part.open]));
  const holds = (row, text) => row.querySelector(".label").textContent.includes(text);
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    const text = box.value.trim();
    for (const row of rows) {
      const below = [...row.querySelectorAll("li")];
      const above = row.parentElement.closest(".facet li");
      row.hidden = Boolean(text) && !holds(row, text) && !below.some((one) => holds(one, text)) && !(above && holds(above, text));
    }
    for (const [part, open] of unfolded) part.open = text ? Boolean(part.querySelector("li:not([hidden])")) : open;
  });
  box.addEventListener("compositionend", () => box.dispatchEvent(new InputEvent("input")));
}
