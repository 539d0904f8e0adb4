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

// A table that fits is no place to scroll: it leaves the order of the Tab key and its head sticks to the page.
const tables = document.querySelectorAll(".gh-table--wide");
function measure() {
  for (const box of tables) {
    const wide = box.classList;
    wide.remove("gh-table--fits");
    const fits = box.scrollWidth <= box.clientWidth;
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
