// Single keys, from one table that is also shown to the reader; every page works without them.
"use strict";

(() => {
  const RESULTS = "a.where, .report-row :is(h2, h3) a";

  // `press` names the link or button that a key stands for; `run` is what it does otherwise.
  const KEYS = [
    { key: "/", where: "各页", says: "到检索框", run: () => intoBox() },
    { key: "n", where: "报告", says: "到下一处标记", press: "#steps [data-step='1']" },
    { key: "p", where: "报告", says: "到上一处标记", press: "#steps [data-step='-1']" },
    { key: "j", where: "结果", says: "到下一条", run: () => walk(1) },
    { key: "k", where: "结果", says: "到上一条", run: () => walk(-1) },
    { key: "o", where: "结果", says: "打开所在的一条，回车也可以", press: ":is(a.where, .report-row :is(h2, h3) a):focus" },
    { key: "?", where: "各页", says: "显示这张表，Esc 关闭", run: () => show() },
  ];
  const KEPT = "single-keys"; // "off" in the browser's own storage: readers who speak to their machine type by accident

  function intoBox() {
    const box = document.getElementById("q");
    if (!box) return false;
    box.focus();
    box.select();
    return true;
  }

  // From one result to the next; from nowhere to the first that is in sight.
  function walk(by) {
    const links = [...document.querySelectorAll(RESULTS)];
    const at = links.indexOf(document.activeElement);
    const seen = links.findIndex((link) => link.getBoundingClientRect().top >= 0);
    const next = links[at < 0 ? Math.max(seen, 0) : at + by];
    if (next) next.focus();
    return links.length > 0;
  }

  function press(selector) {
    const element = document.querySelector(selector);
    if (element) element.click();
    return Boolean(element);
  }

  function kept() {
    try {
      return localStorage.getItem(KEPT);
    } catch {
      return null; // a browser that keeps nothing
    }
  }

  function keep(value) {
    try {
      localStorage.setItem(KEPT, value);
    } catch {
      // then it holds for this page
    }
    off = value === "off";
  }

  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  function table() {
    const rows = KEYS.map(({ key, where, says }) =>
      element("tr", {}, element("td", {}, element("kbd", { textContent: key })), element("td", { textContent: says }), element("td", { className: "quiet", textContent: where })),
    );
    return element("table", {}, element("tbody", {}, ...rows));
  }

  function show() {
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) dialog.showModal();
    return true;
  }

  let off = kept() === "off";
  const choice = element("input", { type: "checkbox", checked: !off });
  choice.addEventListener("change", () => keep(choice.checked ? "on" : "off"));
  const close = element("button", { type: "button", textContent: "关闭" });
  const dialog = element(
    "dialog",
    { className: "keys-list" },
    element("h2", { id: "keys-title", textContent: "按键" }),
    table(),
    element("p", {}, element("label", {}, choice, " 使用这些按键")),
    close,
  );
  dialog.setAttribute("aria-labelledby", "keys-title");
  close.addEventListener("click", () => dialog.close());

  // The list can be had without a key, too.
  const opener = element("button", { type: "button", textContent: "全部按键" });
  opener.addEventListener("click", show);
  const hint = document.querySelector("footer .keys");
  if (hint) hint.append(" ", opener);

  document.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    if (off || composing || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || document.querySelector("dialog[open]")) return;
    const row = KEYS.find(({ key }) => key === event.key);
    if (row && (row.run ? row.run() : press(row.press))) event.preventDefault();
  });
})();
