// What the browser cannot do alone: focus goes to the error summary, and paper is one click away.
"use strict";

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A date, and an amount with its currency, are read as one: no line ends inside of them.
const ONE = /\d{4}-\d\d-\d\d|(?:CNY|HKD|MOP|USD|EUR) −?\d[\d,]*(?:\.\d\d)?/g;
const ONE_ALREADY = ".gh-money, .gh-code, .gh-cell--money, .gh-cell--date, .gh-cell--whole, svg, script, style, option, textarea, pre";
const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const pieces = [];
while (words.nextNode()) {
  const text = words.currentNode;
  const met = [...text.data.matchAll(ONE)];
  if (met.length && !text.parentElement.closest(ONE_ALREADY)) pieces.push([text, met]);
}
for (const [text, met] of pieces) {
  // Words alone in a row of boxes are one box, and stay one.
  const all = document.createElement("span");
  text.replaceWith(all);
  all.append(text);
  for (const one of met.reverse()) {
    const part = text.splitText(one.index);
    part.splitText(one[0].length);
    const whole = document.createElement("span");
    whole.className = /^\d/.test(one[0]) ? "gh-whole" : "gh-whole gh-whole--money";
    part.replaceWith(whole);
    whole.append(part);
  }
}

// A table that fits is no place to scroll: it leaves the order of the Tab key and its head sticks to the page.
const tables = document.querySelectorAll(".gh-table--wide");
function measure() {
  for (const box of tables) {
    const wide = box.classList;
    wide.remove("gh-table--fits", "gh-table--tight");
    // What is cut by less than its own gaps stands closer together, and is cut no more.
    let fits = box.scrollWidth <= box.clientWidth;
    if (!fits) {
      wide.add("gh-table--tight");
      fits = box.scrollWidth <= box.clientWidth;
    }
    wide.toggle("gh-table--fits", fits);
    box.toggleAttribute("tabindex", !fits);
    if (!fits) box.tabIndex = 0;
    const words = box.previousElementSibling;
    if (words && words.matches("[data-scrolls]")) words.hidden = fits;
  }
}
if (tables.length) {
  measure();
  window.addEventListener("resize", measure);
}

// What has the focus is never hidden under the head of its table.
document.addEventListener("focusin", (event) => {
  const row = event.target.closest(".gh-table tbody tr");
  const head = row && row.closest("table").tHead;
  if (!head) return;
  const hidden = head.rows[0].cells[0].getBoundingClientRect().bottom - event.target.getBoundingClientRect().top;
  if (hidden > 0) window.scrollBy(0, -hidden - 8);
});
