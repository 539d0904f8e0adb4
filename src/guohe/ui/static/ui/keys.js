// Single keys for people who work here all day. They never fire while a text is being written or composed with an
// input method, and one switch on the preferences page turns them off (WCAG 2.1.4). Without script nothing is lost.
"use strict";

(() => {
  const SWITCH = "guohe-keys-off";
  const off = () => window.localStorage.getItem(SWITCH) === "1";
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  let pending = "";

  const toggle = document.querySelector("[data-keys-switch]");
  if (toggle) {
    toggle.disabled = false;
    toggle.checked = !off();
    toggle.addEventListener("change", () => window.localStorage.setItem(SWITCH, toggle.checked ? "0" : "1"));
  }

  function writing(event) {
    const at = event.target;
    return event.isComposing || event.keyCode === 229 || at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
  }

  function selected() {
    return document.querySelector('[data-row][aria-selected="true"]');
  }

  function move(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(selected());
    const next = all[Math.min(all.length - 1, Math.max(0, at === -1 ? 0 : at + by))];
    all.forEach((row) => row.removeAttribute("aria-selected"));
    next.setAttribute("aria-selected", "true");
    (next.querySelector("a, button") || next).focus();
    next.scrollIntoView({ block: "nearest" });
  }

  // A key goes where the figure in focus, or the selected row, says (data-go-t and so on); else it presses the link or
  // button that the page marks with data-key. Where only rows have an answer and none is selected, the first is.
  function press(key, at) {
    const marked = `[data-key="${key}"]`;
    const ways = `[data-go-${key}]`;
    const row = selected() || (at && at.closest("[data-row]"));
    const way = (at && at.closest(ways)) || (row && row.matches(ways) && row);
    if (way) {
      window.location.assign(way.getAttribute(`data-go-${key}`));
      return true;
    }
    const target = (row && row.querySelector(marked)) || document.querySelector(marked);
    if (target) target.click();
    else if (!row && document.querySelector(`[data-row]${ways}`)) move(0);
    else return false;
    return true;
  }

  function list() {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  }

  const ACTIONS = {
    "/": () => { const box = document.getElementById("search"); if (box) box.focus(); return Boolean(box); },
    "?": list,
    j: () => (move(1), true),
    k: () => (move(-1), true),
    w: (at) => {
      const why = document.querySelector("[data-why]");
      if (why && !selected()) why.click();
      return why && !selected() ? true : press("w", at);
    },
    p: () => (window.print(), true),
    ".": () => {
      const command = document.getElementById("command");
      if (command) window.getSelection().selectAllChildren(command);
      return Boolean(command);
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || off() || writing(event)) return;
    let done = false;
    if (pending === "g") {
      done = press(`g${event.key}`);
      pending = "";
    } else if (event.key === "g") {
      pending = "g";
      window.setTimeout(() => { pending = ""; }, 1500);
      done = true;
    } else if (ACTIONS[event.key]) {
      done = ACTIONS[event.key](event.target);
    } else if (event.key === "Enter" && event.target.hasAttribute("data-row")) {
      const link = event.target.querySelector("a");
      if (link) { link.click(); done = true; }
    } else if (/^[a-z]$/.test(event.key)) {
      done = press(event.key, event.target);
    }
    if (done) event.preventDefault();
  });
})();
