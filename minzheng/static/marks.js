// From mark to mark in a report. Without this script there are links to the first and to the last.
"use strict";

(() => {
  const steps = document.getElementById("steps");
  // A mark that the numbering of its passage cuts in two is one mark; only its first part has an id.
  const marks = [];
  for (const part of document.querySelectorAll(".reader mark")) {
    if (part.id) marks.push([part]);
    else if (marks.length) marks[marks.length - 1].push(part);
  }
  if (!steps || !marks.length) return;

  let current = -1; // as long as the reader has come to none

  const at = document.createElement("span");
  at.className = "at";
  at.setAttribute("role", "status"); // announced politely when it changes

  function link(by, text, key) {
    const made = document.createElement("a");
    made.dataset.step = String(by);
    const shown = document.createElement("kbd");
    shown.textContent = key;
    shown.setAttribute("aria-hidden", "true");
    made.append(text, " ", shown);
    made.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(next(by));
      marks[current][0].scrollIntoView({ block: "center" });
    });
    return made;
  }

  // The mark that a step leads to, around the end; from none, the next in the direction the reader looks.
  function next(by) {
    if (current >= 0) return (current + by + marks.length) % marks.length;
    const below = marks.findIndex(([part]) => part.getBoundingClientRect().top >= 0);
    if (by > 0) return Math.max(below, 0);
    return below > 0 ? below - 1 : marks.length - 1;
  }

  function choose(index) {
    for (const part of marks[current] || []) part.removeAttribute("aria-current");
    current = index;
    for (const part of marks[current] || []) part.setAttribute("aria-current", "true");
    at.textContent = `第 ${current < 0 ? "–" : current + 1} / ${marks.length} 处`;
    for (const step of [before, after]) step.href = `#${marks[next(Number(step.dataset.step))][0].id}`;
  }

  // Who arrives at a mark is at it; who arrives at a passage, at the first mark in it or after it.
  function arrive() {
    const found = /^#([mp]\d+)$/.exec(location.hash);
    const target = found && document.getElementById(found[1]);
    if (!target) return;
    const index = marks.findIndex(([part]) => part === target || target.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING);
    if (index >= 0) choose(index);
  }

  const before = link(-1, "上一处", "p");
  const after = link(1, "下一处", "n");
  steps.replaceChildren(at, before, after);
  choose(-1);
  arrive();
  addEventListener("hashchange", arrive);
})();
