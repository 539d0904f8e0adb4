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
