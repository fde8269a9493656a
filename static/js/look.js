// Colours for bright sunlight: chosen on a device, kept on it, and set before the first line of a page is drawn.

(() => {
  const KEY = "sextant-look";
  const root = document.documentElement;
  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const show = () => {
    const chosen = root.dataset.look === "sunlight";
    document.querySelectorAll("[data-look-choice]").forEach((choice) => {
      choice.hidden = false;
      choice.querySelector("button").setAttribute("aria-pressed", String(chosen));
    });
  };

  if (kept() === "sunlight") root.dataset.look = "sunlight";
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-look-choice] button")) return;
    if (root.dataset.look === "sunlight") delete root.dataset.look;
    else root.dataset.look = "sunlight";
    try {
      localStorage.setItem(KEY, root.dataset.look ?? "");
    } catch {
      // Where nothing is kept the choice holds for this page.
    }
    show();
  });
  document.addEventListener("DOMContentLoaded", show);
  // Parts that a script adds later.
  document.addEventListener("sextant:shown", show);
})();
