// From mark to mark in a report. Without this script there are links to the first and to the last.
"use strict";

(() => {
  const PAUSE = 350; // ms between two changes of the address: browsers refuse more than some three a second

  const steps = document.getElementById("steps");
  // A mark that the numbering of its passage cuts in two is one mark; only its first part has an id.
  const marks = [];
  for (const part of document.querySelectorAll(".reader mark")) {
    if (part.id) marks.push([part]);
    else if (marks.length) marks[marks.length - 1].push(part);
  }
  if (!steps || !marks.length) return;

  const bar = document.querySelector(".bar");
  let current = -1; // the mark that the reader was brought to; -1 as long as there is none
  let rest = NaN; // where the page stood then, in px
  let written = -PAUSE; // when the address was changed last, in ms
  let timer = 0;

  const at = document.createElement("span");
  at.className = "at";
  at.setAttribute("role", "status");
  const which = document.createElement("span");
  at.append(word("第 "), which, word(" 处"));

  function word(text) {
    const made = document.createElement("span");
    made.className = "word"; // left out where a line is short
    made.textContent = text;
    return made;
  }

  function keyOf(key) {
    const shown = document.createElement("kbd");
    shown.textContent = key;
    return shown;
  }

  function link(by, text, key) {
    const made = document.createElement("a");
    made.dataset.step = String(by);
    const shown = keyOf(key);
    shown.setAttribute("aria-hidden", "true");
    made.append(text, " ", shown);
    made.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
      event.preventDefault();
      go(next(by));
    });
    return made;
  }

  const topOf = (index) => marks[index][0].getBoundingClientRect().top;
  const sightTop = () => Math.max(bar.getBoundingClientRect().bottom, 0);

  // How many marks begin above what is in sight. They stand in the order of the text, so not each has to be asked.
  function countAbove() {
    const edge = sightTop();
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (topOf(middle) < edge) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const isInSight = (index) => topOf(index) >= sightTop() && topOf(index) < innerHeight;
  // Where the page has not moved since, the reader is still at the mark, however small the window.
  const isThere = () => current >= 0 && (Math.abs(scrollY - rest) < 1 || isInSight(current));

  // The mark that a step leads to, around the end: from the current one, or from what the reader has gone on to see.
  function next(by) {
    const from = isThere() ? current + by : countAbove() + (by > 0 ? 0 : -1);
    return (from + marks.length) % marks.length;
  }

  // The mark that the reader is at: the current one, else the first in sight, else the last above.
  function reached() {
    if (isThere()) return current;
    const above = countAbove();
    return above < marks.length && isInSight(above) ? above : above - 1;
  }

  // Steps are announced; what scrolling by hand comes to is only shown.
  function tell(index, announced) {
    at.setAttribute("aria-live", announced ? "polite" : "off");
    const told = `${index < 0 ? "–" : index + 1} / ${marks.length}`;
    if (which.textContent !== told) which.textContent = told;
    for (const step of [before, after]) step.href = `#${marks[next(Number(step.dataset.step))][0].id}`;
  }

  function choose(index) {
    for (const part of marks[current] || []) part.removeAttribute("aria-current");
    if (current >= 0) marks[current][0].removeAttribute("tabindex");
    current = index;
    for (const part of marks[current]) part.setAttribute("aria-current", "true");
    marks[current][0].tabIndex = -1;
    tell(current, true);
  }

  function go(index) {
    const mark = marks[index][0];
    mark.scrollIntoView({ block: "center" });
    rest = scrollY;
    choose(index);
    // Reading, and the tab key, go on from here.
    mark.focus({ preventScroll: true });
    mark.dispatchEvent(new Event("mark-reached", { bubbles: true }));
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, written + PAUSE - performance.now()));
  }

  // The address names the passage, so that it can be passed on; which of its marks it is, only this entry knows.
  function keep() {
    written = performance.now();
    const mark = marks[current][0];
    history.replaceState({ mark: mark.id }, "", `#${mark.closest(".passage").id}`);
  }

  // Who comes to a mark is at it; who opens the page at a passage, at the mark they were at or the first in it.
  function arrive(kept) {
    const target = document.getElementById(location.hash.slice(1));
    const place = target && target.closest(".passage") ? target : null;
    const known = marks.findIndex(([part]) => part.id === kept);
    const index = known >= 0 ? known : marks.findIndex(([part]) => place && place.contains(part));
    if (index >= 0) choose(index);
  }

  const before = link(-1, "上一处", "p");
  const after = link(1, "下一处", "n");
  steps.replaceChildren(at, before, after);
  // The foot of the page names the keys where the links have no room for it.
  const hint = document.querySelector("footer .keys");
  if (hint) hint.prepend("按 ", keyOf("n"), " ", keyOf("p"), " 逐处查看标记，");
  tell(-1, false);
  arrive(history.state && history.state.mark);

  let waiting = false;
  document.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      tell(reached(), false);
    });
  });
  // A heading of the outline leads to what follows it, not to a mark.
  addEventListener("hashchange", () => {
    if (/^#m\d+$/.test(location.hash)) arrive();
  });
})();
