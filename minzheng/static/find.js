// A box to find values in a long facet, all of whose values are on the page.
"use strict";

(() => {
  const MANY = 15; // values, from one more on
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const texts = new Map(); // what was typed, by the box's name: facets come anew with the list
  const unfolded = new Map(); // which provinces were, by their names, before something was looked for

  function addBoxes() {
    for (const facet of all(".facet")) {
      if (all("li", facet).length <= MANY || facet.querySelector(".find")) continue;
      const title = facet.querySelector("h2");
      const box = Object.assign(document.createElement("input"), { type: "search", className: "find", maxLength: 20, placeholder: `在${title.textContent}里查找` });
      const missed = Object.assign(document.createElement("p"), { className: "understood missed", role: "status" });
      box.setAttribute("aria-label", box.placeholder);
      box.dataset.same = `find ${title.id}`;
      title.after(box, missed);
    }
  }

  // Compares as the archive does, in whatever script and width something is written; the server says what is read as what.
  function reader(facet) {
    const pairs = [...facet.dataset.variants];
    const readAs = new Map(pairs.flatMap((one, at) => (at % 2 ? [] : [[one, pairs[at + 1]]])));
    return (text) => [...text.normalize("NFKC").toLowerCase()].map((one) => readAs.get(one) ?? one).join("");
  }

  function sift(box) {
    const facet = box.closest(".facet");
    const read = reader(facet);
    const text = read(box.value.trim());
    const holds = (row) => read(row.querySelector(".label").textContent).includes(text);
    for (const row of all("li", facet)) {
      const above = row.parentElement.closest(".facet li");
      row.hidden = ![row, ...all("li", row), ...(above ? [above] : [])].some(holds);
    }
    const found = facet.querySelector("li:not([hidden])");
    facet.querySelector(".missed").textContent = found ? "" : `这里没有叫“${box.value.trim()}”的${facet.querySelector("h2").textContent}。`;
    for (const part of all("details", facet)) {
      const name = part.firstElementChild.getAttribute("aria-label");
      if (text && !unfolded.has(name)) unfolded.set(name, part.open);
      part.open = text ? Boolean(part.querySelector("li:not([hidden])")) : (unfolded.get(name) ?? part.open);
      if (!text) unfolded.delete(name);
    }
  }

  function typed(event) {
    const box = event.target;
    if (event.isComposing || !box.matches(".facet .find")) return;
    texts.set(box.dataset.same, box.value);
    if (!box.form) sift(box);
  }

  document.addEventListener("input", typed);
  document.addEventListener("compositionend", typed);
  // Said by results.js when other facets stand in the place of these.
  document.addEventListener("renewed", () => {
    addBoxes();
    for (const box of all(".facet .find")) {
      box.value = texts.get(box.dataset.same) ?? box.value;
      if (box.value && !box.form) sift(box);
    }
  });

  addBoxes();
})();
