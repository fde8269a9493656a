// What is entered on a section before its script has come or is ready: noted in the journal as it was typed, and struck
// out once the script has taken it over. See field/journal.js, whose lines these are; it stands alone because a page may
// be typed on before any module has run.

(() => {
  const page = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const noted = new Set();

  const attempt = (work) => {
    try {
      work();
    } catch {
      // Without storage the page alone holds what was typed, as it would without this script.
    }
  };

  const rawOf = (question) => {
    const raw = {};
    const start = `${question.dataset.item}-`;
    for (const field of question.querySelectorAll("input, textarea")) {
      if (!field.name.startsWith(start)) continue;
      const part = field.name.slice(start.length);
      if (field.type !== "radio" && field.type !== "checkbox") raw[part] = field.value;
      else raw[part] = [...(raw[part] ?? []), ...(field.checked ? [field.value] : [])];
    }
    return raw;
  };

  // Where the answers are is told by another script, before or after this moment.
  const tell = (form) => {
    form.dataset.early = page;
    form.dispatchEvent(new CustomEvent("field:early", { bubbles: true }));
  };

  const note = ({ target }) => {
    const question = target.closest?.("#answers:not([data-refused]) .question[data-item]");
    const { person } = document.body.dataset;
    if (!question || !person) return;
    const { interview, firmName = "", section = "" } = question.closest("form").dataset;
    const { item } = question.dataset;
    const words = question.querySelector(".answer > legend, .answer > label")?.firstChild?.textContent.trim();
    const entry = { interview, item, fields: rawOf(question), about: { firmName, section, question: words ?? item } };
    const key = ["sextant-journal", person, page, interview, item, "typed"].join("|");
    if (!noted.size) tell(question.closest("form"));
    noted.add(key);
    attempt(() => localStorage.setItem(key, JSON.stringify({ ...entry, noted: Date.now() })));
  };

  const takenOver = () => {
    for (const kind of ["input", "change"]) document.removeEventListener(kind, note, true);
    for (const key of noted) attempt(() => localStorage.removeItem(key));
  };

  // Held as long as the page lives, so that no other page takes up what this one still has.
  navigator.locks?.request(`sextant-journal-${page}`, () => new Promise(() => {})).catch(() => {});
  for (const kind of ["input", "change"]) document.addEventListener(kind, note, true);
  document.addEventListener("field:ready", takenOver, { once: true });
  // Sent as a plain form it is the server's; taken up later it would stand over what was answered since.
  document.addEventListener("submit", ({ target }) => target.id === "answers" && takenOver());
})();
