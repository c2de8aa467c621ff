// Suggestions under the search box, by the ARIA combobox pattern. Without this script the box is a plain form.
"use strict";

(() => {
  const PAUSE = 90; // ms without a key press before the archive is asked
  const LONGEST = 40; // characters; nothing that is offered is longer
  const KINDS = { term: "词语", heading: "标题", place: "地区", indicator: "指标" };
  // A new word begins after one of these: only the word at the end of the box is completed.
  const LAST_WORD = /[^\s、，,;；|｜/／()（）"“”「」『』《》:：－-]*$/u;

  const box = document.getElementById("q");
  const address = box && box.form && box.form.dataset.suggest;
  if (!address) return;

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "输入提示");
  list.hidden = true;
  box.form.append(list);

  box.type = "text"; // a search field may not have the role of a combobox
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-haspopup", "listbox");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");

  let active = -1; // which option the arrows have reached; -1: none, the box speaks for itself
  let timer = 0;
  let asking = null; // the question under way: a later one calls it off

  // A query of several words takes the place of one only where nothing (a quotation mark, a minus) belongs to that.
  const ALONE = /(^|[\s、，,;；])$/u;

  const lastWord = () => LAST_WORD.exec(box.value)[0];
  const fits = (offer) => !offer.query.includes(" ") || ALONE.test(box.value.replace(LAST_WORD, ""));
  const composing = (event) => event.isComposing || event.keyCode === 229;

  function close() {
    clearTimeout(timer);
    if (asking) asking.abort();
    asking = null;
    list.hidden = true;
    list.replaceChildren();
    point(-1);
    box.setAttribute("aria-expanded", "false");
  }

  function point(index) {
    active = index;
    box.removeAttribute("aria-activedescendant");
    [...list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
      if (place !== index) return;
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    });
  }

  function piece(name, text) {
    const element = document.createElement("span");
    element.className = name;
    element.textContent = text;
    return element;
  }

  function option(offer, index, word) {
    const row = document.createElement("li");
    row.id = `suggestion-${index}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.dataset.query = offer.query;
    const text = piece("text", "");
    if (offer.text.startsWith(word)) {
      const typed = document.createElement("b");
      typed.textContent = word;
      text.append(typed, offer.text.slice(word.length));
    } else {
      text.textContent = offer.text;
    }
    row.append(text, piece("kind", KINDS[offer.kind] || ""), piece("count", `${offer.reports} 份`));
    return row;
  }

  function show(offers, word) {
    if (!offers.length) return close();
    list.replaceChildren(...offers.map((offer, index) => option(offer, index, word)));
    list.hidden = false;
    list.scrollTop = 0;
    point(-1);
    box.setAttribute("aria-expanded", "true");
  }

  async function ask() {
    const word = lastWord();
    if (asking) asking.abort();
    asking = null;
    if (!word || word.length > LONGEST) return close();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(word)}`, { signal: mine.signal });
      const offers = answer.ok ? (await answer.json()).filter(fits) : [];
      // Too late: something else was asked, or the reader has left the box.
      if (asking === mine && document.activeElement === box) show(offers, word);
    } catch {
      if (asking === mine) close(); // no suggestions are no misfortune
    }
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  function pick(row) {
    box.value = box.value.slice(0, box.value.length - lastWord().length) + row.dataset.query;
    close();
    box.form.requestSubmit();
  }

  function step(by) {
    const places = list.children.length + 1; // the box itself is one of them
    point(((active + 1 + by + places) % places) - 1);
  }

  box.addEventListener("input", (event) => {
    if (event.isComposing) clearTimeout(timer);
    else askSoon();
  });
  box.addEventListener("compositionstart", close);
  box.addEventListener("compositionend", askSoon);
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);

  box.addEventListener("keydown", (event) => {
    if (composing(event)) {
      // The Enter that ends a composition chooses letters; some browsers would submit the form with it.
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) step(event.key === "ArrowDown" ? 1 : -1);
      else ask();
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      pick(list.children[active]);
    } else if (event.key === "Tab") {
      close();
    }
  });

  // Pressing on an option must not take the focus out of the box, or the list would close under the finger.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target instanceof Element && event.target.closest("[role=option]");
    if (row) pick(row);
  });
})();
