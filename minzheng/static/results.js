// The list of results: its facets, chips and orders are followed, and reports opened, in place. Without this script
// each of them is a link to the same page, and looking for a place a form.
"use strict";

(() => {
  // What stays in the document while all in it changes, by its class: the sheet that is open, the line that is read
  // aloud when it changes, the button that the focus goes back to.
  const STAYING = new Set(["columns", "facets", "list", "count-line", "narrowed", "drawer"]);
  // What says outside the list which list it is.
  const APART = ["title", "link[rel=canonical]", "header.site a.size", "form.search label"];

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  // What is followed in place has a name, by which its like is found in the page that comes.
  const named = (name) => (name ? document.querySelector(`[data-same="${CSS.escape(name)}"]`) : null);
  const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);

  // ── The page that comes in the place of the one that is there ──────────────────────────────

  function renew(old, fresh) {
    const staying = [...old.children].filter((child) => STAYING.has(child.className));
    for (const child of [...old.childNodes]) if (!staying.includes(child)) child.remove();
    let next = old.firstChild;
    for (const child of [...fresh.childNodes]) {
      const kept = staying.find((one) => one.className === child.className);
      if (kept) renew(kept, child);
      else old.insertBefore(child, next);
      if (kept) next = kept.nextSibling;
    }
  }

  function renewApart(page) {
    for (const selector of APART) {
      const old = document.querySelector(selector);
      const fresh = page.querySelector(selector);
      if (old && fresh) old.replaceWith(fresh);
    }
    const box = document.getElementById("q");
    const fresh = page.getElementById("q");
    if (!box || !fresh) return;
    // What somebody has begun to type is left alone.
    if (box.value === box.defaultValue) box.value = fresh.defaultValue;
    box.defaultValue = fresh.defaultValue;
    box.placeholder = fresh.placeholder;
    for (const field of all("input[type=hidden]", box.form)) field.remove();
    box.after(...all("input[type=hidden]", fresh.form));
  }

  const provinces = () => all(".facet details").map((part) => [part.firstElementChild.getAttribute("aria-label"), part]);

  // Shows a page. What was clicked keeps its place in the window; the focus stays, or goes where `next` says.
  function fill(page, { clicked, next = () => null } = {}) {
    const held = document.activeElement || document.body;
    const place = all(".chips a").indexOf(held);
    const ordering = held.closest(".orders");
    const before = clicked ? clicked.getBoundingClientRect().top : 0;
    const unfolded = new Map(provinces().map(([name, part]) => [name, part.open]));
    renew(document.querySelector(".columns"), page.querySelector(".columns"));
    renewApart(page);
    for (const [name, part] of provinces()) part.open = unfolded.get(name) ?? part.open;
    document.dispatchEvent(new Event("renewed")); // find.js does its part
    const like = clicked && named(clicked.dataset.same);
    if (like) {
      const sheet = like.closest(".facets");
      const moving = sheet && getComputedStyle(sheet).position === "fixed" ? sheet : window;
      moving.scrollBy({ top: like.getBoundingClientRect().top - before, behavior: "instant" });
    }
    const chips = all(".chips a");
    const order = ordering && document.querySelector(".orders strong");
    // To its like; for a chip that is gone, to the next one; for an order, to the one in force; else to what was found.
    const heir = () => named(held.dataset.same) || chips[Math.min(place, chips.length - 1)] || order || document.querySelector(".count-line");
    const goal = next() || (held.isConnected ? null : heir());
    if (!goal) return;
    if (goal.tabIndex < 0) goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
  }

  // ── Fetching it ────────────────────────────────────────────────────────────────────────────

  let shown = location.pathname + location.search;
  let turn = Promise.resolve(); // a click waits for the one before it, and is followed from the page which that gave
  let era = new AbortController(); // ends with Back and Forward, and with it what was clicked before

  async function ask(address, signal) {
    const answer = await fetch(address, { signal });
    // Where it was led elsewhere, that is another kind of page.
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  // Has `use` show a page; where anything fails, `leave` goes to it as without this script.
  async function bring(address, { signal, use, leave }) {
    const list = document.querySelector(".list");
    const url = new URL(address);
    // Places that were found among too many to show stay in sight.
    const looked = document.querySelector(".finder .find");
    if (looked && looked.defaultValue) url.searchParams.set("find", looked.defaultValue);
    list.setAttribute("aria-busy", "true");
    try {
      const page = await ask(url, signal);
      list.removeAttribute("aria-busy");
      use(page);
    } catch {
      if (signal.aborted) return;
      list.removeAttribute("aria-busy");
      leave();
    }
  }

  function follow(link, signal) {
    const clicked = link.isConnected ? link : named(link.dataset.same);
    const address = clicked && clicked.href;
    if (!address || signal.aborted) return null;
    const group = clicked.closest(".group");
    const hits = () => all(".hit .where", document.getElementById(group.id));
    return bring(address, {
      signal,
      leave: () => location.assign(address),
      use(page) {
        // Opening a report leads to no other list, so that Back does not close it again.
        if (!group) history.replaceState({ top: scrollY }, "");
        history[group ? "replaceState" : "pushState"](null, "", address);
        shown = location.pathname + location.search;
        if (!clicked.matches(".open")) return fill(page, { clicked });
        // Reading goes on at the first hit that was not there before.
        const before = hits().length;
        return fill(page, { next: () => hits()[before] });
      },
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-same]");
    if (!link || !plain(event) || event.defaultPrevented) return;
    event.preventDefault();
    const { signal } = era;
    turn = turn.then(() => follow(link, signal));
  });

  addEventListener("popstate", ({ state }) => {
    const here = location.pathname + location.search;
    if (here === shown) return; // a place in the same list
    era.abort();
    era = new AbortController();
    const use = (page) => {
      shown = here;
      fill(page);
      if (state) scrollTo({ top: state.top, behavior: "instant" });
    };
    turn = bring(location.href, { signal: era.signal, use, leave: () => location.reload() });
  });

  // ── Looking for a place ────────────────────────────────────────────────────────────────────

  // Of too many values to show, the server looks for some; the list stays as it is.
  async function look(form, signal) {
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const facet = `.facet[aria-labelledby="${form.closest(".facet").getAttribute("aria-labelledby")}"]`;
    try {
      const page = await ask(address, signal);
      document.querySelector(facet).replaceWith(page.querySelector(facet));
      document.dispatchEvent(new Event("renewed"));
      document.querySelector(`${facet} .find`).focus({ preventScroll: true });
    } catch {
      if (!signal.aborted) location.assign(address);
    }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".finder")) return;
    event.preventDefault();
    const { signal } = era;
    turn = turn.then(() => look(document.querySelector(".finder"), signal));
  });
})();
