// Keeps a page of the live workshop up to date by itself: asks every two seconds whether something is new, goes on after
// a dead network or a sleeping phone, and replaces the parts that changed without disturbing what somebody is typing.

const PAUSE_MS = 2000;
const PATIENCE_MS = 8000;
const TYPED = "textarea, select, input:not([type=radio], [type=checkbox], [type=hidden])";

const page = document.querySelector("[data-live-page]");
let tag = "";
let running = null;
let timer = 0;

/** Say how the connection is: "lost", "stranger", or nothing when it is well. */
const tell = (what) => {
  const line = document.querySelector("[data-connection]");
  if (!line) return;
  line.hidden = !what;
  line.dataset.now = what;
};

// A ballot keeps what is typed by itself; a form that guards its entries has them nowhere else.
const isBeingTyped = (part) =>
  [...part.querySelectorAll("form[data-guard]")].some((form) =>
    [...form.querySelectorAll(TYPED)].some((field) => field.value !== field.defaultValue),
  );

const labelOf = (element) => element.id || element.querySelector("summary")?.textContent.trim();

const replace = (part, fresh) => {
  const open = new Set([...part.querySelectorAll("details[open]")].map(labelOf));
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.replaceWith(fresh);
  fresh.querySelectorAll("details").forEach((each) => {
    if (open.has(labelOf(each))) each.open = true;
  });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("sextant:part", { detail: fresh }));
};

const show = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  fresh.querySelectorAll("[data-part]").forEach((part) => {
    const present = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!present || present.outerHTML === part.outerHTML) return;
    if (part.dataset.stage && part.dataset.stage === present.dataset.stage) return;
    if (isBeingTyped(present)) tag = "";
    else replace(present, document.adoptNode(part));
  });
};

const read = async (answer) => {
  if (answer.status === 304) return tell("");
  // A portal that answers in the server's place must not take the page away.
  if (!answer.headers.get("Sextant")) return tell("stranger");
  // A lost seat, or a login that ran out: the page itself says what there is to say.
  if ([404, 410].includes(answer.status) || answer.redirected) return location.reload();
  if (!answer.ok) return tell("lost");
  if (!answer.headers.get("Sextant-Parts")) return tell("stranger");
  tag = answer.headers.get("ETag") ?? "";
  tell("");
  show(await answer.text());
};

const look = async () => {
  clearTimeout(timer);
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const impatience = setTimeout(() => mine.abort(), PATIENCE_MS);
  const address = new URL(page.dataset.livePage, location.href);
  const round = page.querySelector("[data-round]")?.dataset.round;
  if (round) address.searchParams.set("voting", round);
  try {
    const headers = tag ? { "If-None-Match": tag } : {};
    await read(await fetch(address, { headers, cache: "no-store", signal: mine.signal }));
    document.dispatchEvent(new CustomEvent("sextant:reached"));
  } catch {
    if (running === mine) tell("lost");
  }
  clearTimeout(impatience);
  if (running === mine) timer = setTimeout(look, PAUSE_MS);
};

if (page) {
  look();
  addEventListener("online", look);
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
}
