// Where in a report the reader is: the outline follows, and what shows the same report anew comes back to that place.
"use strict";

(() => {
  const LINE = 24; // px, about the height of one
  const KEPT = "kept-place"; // in the browser's own storage, from one page to the next

  const reader = document.querySelector(".reader");
  if (!reader) return;
  const outline = document.getElementById("outline");
  const bar = document.querySelector(".bar");
  const within = document.querySelector("form.within");
  // How high the bar is where it stays in sight; long words have it take two lines.
  function measure() {
    const covers = getComputedStyle(bar).position === "sticky";
    document.documentElement.style.setProperty("--bar", `${covers ? bar.offsetHeight : 0}px`);
  }
  // As soon as all scripts have run, too: then the browser goes to the passage that the address names.
  document.addEventListener("DOMContentLoaded", measure);
  new ResizeObserver(measure).observe(bar);

  const passages = [...reader.querySelectorAll(".passage")];

  // The outline's entry that each passage stands under.
  const entries = new Map();
  const links = outline ? [...outline.querySelectorAll("a[href^='#p']")] : [];
  const byAnchor = new Map(links.map((link) => [link.hash.slice(1), link]));
  let above = null;
  for (const passage of passages) {
    above = byAnchor.get(passage.id) || above;
    entries.set(passage, above);
  }

  let current = null;

  // Scrolls the outline alone: `scrollIntoView` would move the page under the reader.
  function reveal() {
    const box = outline.getBoundingClientRect();
    if (!current || !box.height) return;
    const row = current.getBoundingClientRect();
    const spare = box.height / 4;
    if (row.top < box.top) outline.scrollTop -= box.top - row.top + spare;
    else if (row.bottom > box.bottom) outline.scrollTop += row.bottom - box.bottom + spare;
  }

  function arrive(passage) {
    const entry = entries.get(passage) || null;
    if (entry === current) return;
    if (current) current.removeAttribute("aria-current");
    current = entry;
    if (!current) return;
    current.setAttribute("aria-current", "location");
    reveal();
  }

  const isAbove = (passage) => passage.getBoundingClientRect().top <= innerHeight / 4;

  // Who goes to a passage is there as long as the page stays where it is, though it may stand anywhere in the window:
  // a short last section never rises to the line, and a mark is shown in the middle.
  let rest = NaN; // px

  function go(target) {
    const passage = target && target.closest(".passage");
    if (!passage) return;
    rest = scrollY;
    arrive(passage);
  }

  if (links.length) {
    // A line a quarter down the window: whatever crosses it is being read.
    const line = new IntersectionObserver(
      (changes) => {
        if (Math.abs(scrollY - rest) < 1) return;
        const crossing = changes.filter((change) => change.isIntersecting);
        // Between two passages, it is the one above that was read last; above them all, none.
        arrive(crossing.length ? crossing[crossing.length - 1].target : passages.findLast(isAbove));
      },
      { rootMargin: "-25% 0px -74% 0px" },
    );
    passages.forEach((passage) => line.observe(passage));
    addEventListener("hashchange", () => go(document.getElementById(location.hash.slice(1))));
    reader.addEventListener("mark-reached", (event) => go(event.target));
    // The line may still cross the passage that it did then, so the observer would say nothing of it.
    document.addEventListener("scroll", () => {
      if (Number.isNaN(rest) || Math.abs(scrollY - rest) < 1) return;
      rest = NaN;
      arrive(passages.findLast(isAbove));
    });
    outline.addEventListener("toggle", reveal);
    outline.addEventListener("click", (event) => {
      const link = event.target instanceof Element && event.target.closest("a");
      if (link && outline.matches(":popover-open")) outline.hidePopover();
    });
  }

  // The first passage in sight, by more than its last line.
  function seen() {
    const top = Math.max(bar.getBoundingClientRect().bottom, 0) + LINE;
    return passages.find((passage) => passage.getBoundingClientRect().bottom > top);
  }

  // As a fragment; none as long as the top of the text is in sight.
  const place = (passage) => (passage && passage !== passages[0] ? `#${passage.id}` : "");

  // The address alone would put the passage at the top, whose mark may then be out of sight.
  function keep(passage, mark) {
    const points = [mark, passage].filter((point) => point && isShown(point));
    const kept = {
      address: location.pathname + place(passage),
      mark: mark && mark.id,
      points: points.map((point) => [point.id, point.getBoundingClientRect().top]),
    };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    } catch {
      // a browser that keeps nothing goes by the address
    }
  }

  function isShown(element) {
    const box = element.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
  }

  function resume() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
    } catch {
      // then by the address
    }
    if (!kept || kept.address !== location.pathname + location.hash) return;
    if (kept.mark) history.replaceState({ mark: kept.mark }, ""); // marks.js finds it there
    // Once the page is there, for the browser itself has gone to the passage meanwhile.
    addEventListener("load", () => {
      const [id, top] = kept.points.find(([point]) => document.getElementById(point)) || [];
      const point = document.getElementById(id);
      if (!point) return;
      scrollBy(0, point.getBoundingClientRect().top - top);
      if (id === kept.mark) go(point);
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-keeps-place], a.size");
    if (!link) return;
    const passage = seen();
    link.hash = place(passage);
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    keep(passage, reader.querySelector("mark[aria-current]"));
  });
  // Other words have other marks.
  if (within) {
    within.addEventListener("submit", () => {
      const passage = seen();
      within.setAttribute("action", within.getAttribute("action").split("#")[0] + place(passage));
      keep(passage, null);
    });
  }
  resume();
})();
