// The list of results: opens a report's other hits in place, and finds values in long facets.
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

// Of a facet with too many values to show, the server looks for some; the list stays where it is.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches(".finder")) return;
  event.preventDefault();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const facet = form.closest(".facet");
  try {
    const answer = await fetch(address);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = answer.ok && page.querySelector(`.facet[aria-labelledby="${facet.getAttribute("aria-labelledby")}"]`);
    if (!found) throw new Error(String(answer.status));
    facet.replaceWith(document.adoptNode(found));
    found.querySelector(".find").focus();
  } catch {
    location.assign(address);
  }
});

// A facet with many values, all of them on the page, gets a box to find one.
const MANY = 15;
for (const facet of document.querySelectorAll(".facet")) {
  const rows = [...facet.querySelectorAll("li")];
  if (rows.length <= MANY || facet.querySelector(".finder")) continue;
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
