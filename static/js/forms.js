// Three courtesies of every form; each page works without them.

// Where something was refused, reading begins at the summary.
document.querySelector("[data-error-summary]")?.focus();

// A double click sends once. The button stays enabled, so that its name and value are sent along; after a while the
// form opens again, since a download leaves the page where it was.
const PAUSE_MS = 4000;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  form.removeAttribute("data-changed");
  setTimeout(() => form.removeAttribute("aria-busy"), PAUSE_MS);
});

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll('form[aria-busy="true"]').forEach((form) => form.removeAttribute("aria-busy"));
});

// Leaving a form marked data-guard with unsent entries asks first.
document.addEventListener("input", (event) => {
  event.target.closest?.("form[data-guard]")?.setAttribute("data-changed", "");
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-changed]")) event.preventDefault();
});
