// Says truthfully where the answers are: in a line on the pages on which an interview is entered ([data-whereabouts]), as
// a count in the head of every page while something waits ([data-waiting-count]).

import { clock, t, tn } from "../words.js";
import { saveAsFile } from "./files.js";
import { here } from "./here.js";
import { element } from "./telling.js";

const QUEUE = "/field/queue/";
const QUIET_MS = 1_500;

const isPhone = () => matchMedia("(pointer: coarse)").matches;

// "3 answers wait on this phone": the number and the place.
const waitingWords = (n) =>
  isPhone()
    ? tn("{n} answer waits on this phone", "{n} answers wait on this phone", n)
    : tn("{n} answer waits on this computer", "{n} answers wait on this computer", n);

const logInAgain = () => {
  const address = `/login/?next=${encodeURIComponent(QUEUE)}`;
  return element("a", { href: address, target: "_blank" }, t("Log in again in a new tab"));
};
const retry = (sender) => {
  const button = element("button", { type: "button", class: "button plain" }, t("Try again"));
  button.addEventListener("click", () => void sender.retryNow());
  return button;
};

// The sentence for each trouble, and the way out.
const TROUBLES = {
  offline: (sender) => [t("no connection."), retry(sender)],
  login: () => [t("the login has run out."), logInAgain()],
  person: () => [t("somebody else is logged in now."), logInAgain()],
  portal: (sender) => [t("something else answers in place of Sextant. The network may want a login of its own."), retry(sender)],
  server: (sender) => [t("the server has trouble and is asked again soon."), retry(sender)],
};

const UNKEPT = {
  full: () => t("There is no room left here: answers are kept only in this page until they are on the server."),
  private: () => t("This browser keeps nothing: answers are kept only in this page until they are on the server."),
};

// Leaving the page would lose what only the page holds, so the file is made here.
const saveHere = ({ store, person }) => {
  const button = element("button", { type: "button", class: "button plain" }, t("Save as a file"));
  button.addEventListener("click", async () => saveAsFile(store, await store.outbox(), person));
  return button;
};

const link = (words) => element("a", { href: QUEUE }, words);

/** Where the answers are, as {tone, kind, parts}: parts are texts and elements, `kind` changes with what is worth saying. */
export const tellWhere = (present, since) => {
  const { sender } = present;
  const { waiting, stuck, typed, trouble, lastStored } = sender.state;
  const parts = [];
  const unkept = UNKEPT[present.store.trouble];
  if (unkept) parts.push(`${unkept()} `, ...(waiting ? [saveHere(present), " "] : []));
  if (stuck) parts.push(`${tn("{n} answer was not taken.", "{n} answers were not taken.", stuck)} `, link(t("See why")), " ");
  if (typed) parts.push(`${tn("{n} entry cannot be read yet and stays here.", "{n} entries cannot be read yet and stay here.", typed)} `);
  parts.push(...lineOf(present, lastStored ?? since, Boolean(stuck || typed)));
  const tone = stuck || trouble ? "attention" : waiting ? "waiting" : "fine";
  return { tone, kind: [trouble, Boolean(waiting), stuck, typed].join(), parts };
};

const storedWords = (since, isRest) => {
  if (!since) return isRest ? t("All other answers are on the server.") : t("All answers are on the server.");
  const time = clock(since);
  return isRest ? t("All other answers are on the server, {time}.", { time }) : t("All answers are on the server, {time}.", { time });
};

const lineOf = ({ sender, store }, since, isRest) => {
  const isUnkept = store.trouble in UNKEPT;
  const { keeping, trouble } = sender.state;
  const waiting = sender.state.waiting || Math.min(keeping, 1);
  const told = TROUBLES[trouble];
  if (waiting && told) {
    const [reason, wayOut] = told(sender);
    return [`${waitingWords(waiting)}: ${reason} `, wayOut];
  }
  if (waiting) return [`${waitingWords(waiting)}: ${t("on the way to the server.")}`];
  if (trouble === "offline") return [isUnkept ? t("There is no connection.") : t("No connection: what is entered is kept here.")];
  return [storedWords(since, isRest)];
};

const showLine = (place, present) => {
  const { sender } = present;
  const since = place.dataset.since ? new Date(place.dataset.since) : null;
  const line = element("span");
  const spoken = element("span", { class: "visually-hidden", role: "status" });
  place.replaceChildren(line, spoken);
  place.hidden = false;
  let said = null;
  let shown = "";
  let timer = null;
  sender.subscribe(() => {
    const { tone, kind, parts } = tellWhere(present, since);
    const text = parts.map((part) => part.textContent ?? part).join("");
    place.dataset.tone = tone;
    // What has the focus is not taken away from under it.
    if (text !== shown) line.replaceChildren(...parts);
    shown = text;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (said !== null && said !== kind) spoken.textContent = text;
      said = kind;
    }, QUIET_MS);
  });
};

const showCount = (place, sender) => {
  sender.subscribe(({ waiting, stuck }) => {
    const n = waiting + stuck;
    place.hidden = n === 0;
    const words = stuck ? tn("{n} answer is not on the server", "{n} answers are not on the server", n) : waitingWords(n);
    place.replaceChildren(element("span", { "aria-hidden": "true" }, String(n)), element("span", { class: "visually-hidden" }, words));
    place.title = words;
  });
};

// A page without connection draws its bar anew; the line stands at its beginning there as well.
const findPlaces = () => {
  const bar = document.querySelector("[data-app] ~ .action-bar");
  if (bar?.childElementCount && !bar.querySelector("[data-whereabouts]")) {
    bar.prepend(element("p", { class: "whereabouts", "data-whereabouts": "" }));
  }
  return document.querySelectorAll("[data-whereabouts]:not([data-tone])");
};

const begin = async () => {
  const present = await here;
  if (!present) return;
  const show = () => findPlaces().forEach((place) => showLine(place, present));
  show();
  document.addEventListener("sextant:shown", show);
  document.querySelectorAll("[data-waiting-count]").forEach((place) => showCount(place, present.sender));
};

void begin();
