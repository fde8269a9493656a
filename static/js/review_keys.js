// Keys for review. Each does what a link or a button on the page does, so nothing depends on them. They are silent in
// fields and with Ctrl, Alt or Meta, and can be switched off on this device (WCAG 2.1.4).

const OFF = "sextant-keys-off";
const FIELDS = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const all = (selector) => [...document.querySelectorAll(selector)];
const first = (selector) => document.querySelector(selector);

const isOff = () => {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
};
const switchTo = (on) => {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Without a place to keep it, the choice holds until the page is left.
  }
};

const dialog = first("[data-keys]");
const toggle = first("[data-keys-switch]");
let isOn = !isOff();

const rows = () => all("[data-open]");
const questions = () => all("[data-question]");

// Focus is the cursor: j and k move real focus, so that a screen reader and Enter follow.
const focus = (element) => {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
};
const here = (list) => list.findIndex((each) => each === document.activeElement || each.contains(document.activeElement) || each.closest("[data-row]")?.contains(document.activeElement));
const move = (list, by) => {
  if (!list.length) return;
  const at = here(list);
  const to = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
  focus(list[to]);
};
const moveToMarked = () => {
  const list = questions();
  const at = here(list);
  const marked = (each) => "look" in each.dataset;
  focus(list.slice(at + 1).find(marked) ?? list.find(marked));
};
const currentQuestion = () => document.activeElement?.closest?.("[data-question]");
const commentBox = () => (currentQuestion() ?? first("#answer-all"))?.querySelector("[data-comment]");

const comment = () => {
  const box = commentBox();
  if (!box) return;
  box.open = true;
  focus(box.querySelector("textarea"));
};
const settle = () => commentBox()?.querySelector('[data-key="s"]')?.click();
const judge = () => {
  const box = first(".review-flags li.is-open details");
  if (!box) return;
  box.open = true;
  focus(box.querySelector("input[name=reason]"));
};
const select = () => {
  const box = document.activeElement?.closest?.("[data-row]")?.querySelector("input[type=checkbox]");
  if (box) box.checked = !box.checked;
};
const forward = () => {
  if (rows().length && !first("[data-row] input:checked")) select();
  first('button[data-key="a"]')?.click();
};

const KEYS = {
  j: () => move(rows().length ? rows() : questions(), 1),
  k: () => move(rows().length ? rows() : questions(), -1),
  ArrowDown: () => rows().length && move(rows(), 1),
  ArrowUp: () => rows().length && move(rows(), -1),
  x: select,
  a: forward,
  r: () => focus(document.getElementById("id_note")),
  c: comment,
  s: settle,
  f: judge,
  n: moveToMarked,
  u: () => first("[data-queue]")?.click(),
  "?": () => dialog?.showModal(),
};

// What is being written is sent by the button that stands beside it.
const send = (field) => {
  const box = field.closest("[data-comment]");
  const button = box ? box.querySelector("button") : first('button[name=step][value=return], button[name=step][value=withdraw]');
  if (box || field.id === "id_note") button?.click();
};
const leaveField = (field) => {
  const question = field.closest("[data-question]");
  field.blur();
  if (question) focus(question);
};

document.addEventListener("keydown", (event) => {
  if (!isOn || event.defaultPrevented || event.altKey || event.metaKey || dialog?.open) return;
  const field = event.target.closest?.(FIELDS);
  if (field) {
    if (event.key === "Escape") leaveField(field);
    else if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      send(field);
    }
    return;
  }
  if (event.ctrlKey) return;
  // The arrows scroll a page of answers; in the queue they move from row to row once a row has the focus.
  if (event.key.startsWith("Arrow") && !(rows().length && here(rows()) >= 0)) return;
  const action = KEYS[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

const line = first("[data-keys-line]");
if (line) {
  line.hidden = false;
  toggle.checked = isOn;
  toggle.addEventListener("change", () => {
    isOn = toggle.checked;
    switchTo(isOn);
  });
  first("[data-keys-open]").addEventListener("click", () => dialog.showModal());
}

// After a comment reading goes on at its question.
const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
if (target?.matches("[data-question]")) focus(target);
