// A table that fits needs no frame of its own: its heads then stay at the top of the page instead.

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const table = target.querySelector("table");
    if (!table) continue;
    const fits = table.offsetWidth <= target.clientWidth;
    target.classList.toggle("fits", fits);
    target.tabIndex = fits ? -1 : 0;
  }
});

const watch = (root) => root.querySelectorAll(".table-scroll").forEach((frame) => observer.observe(frame));

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.target.parentElement ?? document));
