// Keys and small comforts; every page works without them.
"use strict";

// "/" goes to the search box, unless somebody is typing or an input method is composing.
document.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key !== "/" || composing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.getElementById("q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// A link of the outline closes the sheet it was chosen in.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("[popover] a[href^='#']");
  const sheet = link && link.closest("[popover]");
  if (sheet && "hidePopover" in sheet && sheet.matches(":popover-open")) sheet.hidePopover();
});
