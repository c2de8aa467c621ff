// Copying links, citations and quotations. What is copied is made by the server, on the evidence card of a passage.
"use strict";

(() => {
  const COPIED = "已复制";
  const SELECTED = "已选中，请按 Ctrl+C（苹果电脑按 ⌘C）复制";
  const SHOWN = 3000; // ms that a message stays in sight
  const SPARE = 8; // px around the menu

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  // It is there before it says anything, or nobody would be told.
  const said = element("p", { className: "said" });
  said.setAttribute("role", "status");
  document.body.append(said);
  let timer = 0;

  function say(message) {
    clearTimeout(timer);
    said.textContent = message;
    timer = setTimeout(() => (said.textContent = ""), SHOWN);
  }

  // Only a page that came over HTTPS, or from this machine, may write to the clipboard: others select the text.
  async function copy(text, field) {
    try {
      await navigator.clipboard.writeText(text);
      say(COPIED);
      return true;
    } catch {
      field.hidden = false;
      field.value = text;
      field.focus();
      field.select();
      say(SELECTED);
      return false;
    }
  }

  for (const field of document.querySelectorAll("[data-copy]")) {
    const button = element("button", { type: "button", textContent: "复制" });
    button.setAttribute("aria-describedby", field.id);
    button.addEventListener("click", () => copy(field.value, field));
    field.after(button);
  }

  // ── The menu of a passage, opened by its number ──────────────────────────────────────────────

  if (!document.querySelector(".reader") || !("popover" in HTMLElement.prototype)) return;
  document.documentElement.classList.add("scripted");

  const heading = element("p", { className: "of" });
  const list = element("ul");
  const field = element("textarea", { readOnly: true, rows: 3, hidden: true, ariaLabel: "要复制的文字" });
  const menu = element("div", { className: "menu", popover: "auto" }, heading, list, field);
  menu.setAttribute("role", "dialog");
  document.body.append(menu);
  let opened = null; // the number whose menu is open

  // The permanent address, whatever the reader is searching for on this page.
  const page = document.querySelector("link[rel=canonical]");
  const address = (anchor) => new URL(anchor.hash, page ? page.href : location.href).href;

  async function card(address) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function choice(text, wanted) {
    const button = element("button", { type: "button", textContent: text });
    button.addEventListener("click", async () => {
      try {
        if (await copy(await wanted(), field)) menu.hidePopover();
      } catch {
        say("没有取到，请打开证据卡复制");
      }
    });
    return button;
  }

  function choices(anchor) {
    const ways = [...anchor.parentElement.querySelectorAll(":scope > .onward a")];
    const proof = ways.find((way) => way.classList.contains("card"));
    const made = [choice("复制链接", async () => address(anchor))];
    if (proof) {
      // Asked for when the menu opens, so that it is there when something is chosen.
      const asked = card(proof.href);
      asked.catch(() => {}); // said when something is chosen
      const part = (name) => async () => (await asked).getElementById(name).value;
      made.push(choice("复制引用", part("reference")), choice("复制原文和出处", part("quotation")));
    }
    return [...made, ...ways.map((way) => way.cloneNode(true))];
  }

  function leave() {
    if (!opened) return;
    opened.setAttribute("aria-expanded", "false");
    opened.closest(".passage").classList.remove("chosen");
    opened = null;
  }

  function open(anchor) {
    leave(); // the event of a menu that closed may come only after the next has opened
    opened = anchor;
    heading.textContent = `第 ${anchor.hash.slice(2)} 段`;
    menu.setAttribute("aria-label", heading.textContent);
    field.hidden = true;
    list.replaceChildren(...choices(anchor).map((item) => element("li", {}, item)));
    menu.showPopover();
    place(anchor);
    anchor.setAttribute("aria-expanded", "true");
    anchor.closest(".passage").classList.add("chosen");
    list.querySelector("button").focus({ preventScroll: true });
  }

  // Beside the text where there is room, so that the sentence can still be read; else below the number.
  function place(anchor) {
    const number = anchor.getBoundingClientRect();
    const text = anchor.parentElement.getBoundingClientRect();
    const rightmost = document.documentElement.clientWidth - SPARE - menu.offsetWidth;
    const lowest = innerHeight - SPARE - menu.offsetHeight;
    const beside = rightmost >= text.right + SPARE;
    const left = beside ? Math.min(number.right + SPARE, rightmost) : Math.min(number.right - menu.offsetWidth, rightmost);
    const top = left >= number.right ? number.top : number.bottom;
    menu.style.top = `${scrollY + Math.max(SPARE, Math.min(top, lowest))}px`;
    menu.style.left = `${scrollX + Math.max(SPARE, left)}px`;
  }

  menu.addEventListener("toggle", () => {
    if (!menu.matches(":popover-open")) leave();
  });

  // Up and down lead through the choices as the tab key does.
  menu.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.target === field) return;
    const items = [...list.querySelectorAll("button, a")];
    event.preventDefault();
    items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
  });

  for (const anchor of document.querySelectorAll(".reader .anchor")) {
    anchor.setAttribute("aria-haspopup", "dialog");
    anchor.setAttribute("aria-expanded", "false");
    anchor.setAttribute("aria-label", `第 ${anchor.hash.slice(2)} 段：链接、引用、证据卡`);
  }
  document.addEventListener("click", (event) => {
    const anchor = event.target instanceof Element && event.target.closest(".reader .anchor");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    history.replaceState(null, "", anchor.hash);
    open(anchor);
  });
})();
