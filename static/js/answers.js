// The pages of the server on which an interview is entered: every answer is kept at once, so no button has to save.

import { tn } from "./words.js";
import { beforeLeaving } from "./leaving.js";
import { closedSentence, enter } from "./field/entry.js";
import { excludeOneAnother } from "./field/excluding.js";
import { handOver } from "./field/handover.js";
import { here } from "./field/here.js";
import { wordsOf } from "./field/reading.js";
import { WAITING } from "./field/store.js";
import { element } from "./field/telling.js";

const REACH_MS = 2_500;
const HAND_OVER_MS = 10_000;

const section = document.getElementById("answers");
const submitting = document.getElementById("submit");

// Saying it on the page: `kind` and a place of the page's notices, marked data-notice.
const notice = (name, isShown = true) => {
  const place = document.querySelector(`[data-notice="${name}"]`);
  if (place) place.hidden = !isShown;
};

const heedNews = ({ detail: { conflicts, proposed, state } }) => {
  notice("conflict", conflicts.length > 0);
  if (!proposed && !["submitted", "resubmitted", "checked", "approved"].includes(state)) return;
  const place = document.querySelector('[data-notice="closed"]');
  if (!place) return;
  place.querySelector("p").textContent = closedSentence();
  place.hidden = false;
};

// What cannot be read is pointed out once before the page is left; it stays here as typed.
const pointOut = (problems) => {
  const place = document.querySelector('[data-notice="unread"]');
  const links = problems.map((question) => element("li", {}, element("a", { href: `#${question.id}` }, wordsOf(question))));
  const sentence = tn(
    "{n} entry cannot be read yet and is not part of the answers. It stays here as typed. Press again to go on all the same.",
    "{n} entries cannot be read yet and are not part of the answers. They stay here as typed. Press again to go on all the same.",
    problems.length,
  );
  place.querySelector("[data-notice-body]").replaceChildren(element("p", {}, sentence), element("ul", {}, ...links));
  place.hidden = false;
  place.focus();
};

const leadOn = (entry, sender, store) => {
  let pointedOut = "";
  return async (event) => {
    event.preventDefault();
    const button = event.submitter ?? document.querySelector('button[form="answers"][data-href]');
    await entry.settle();
    const problems = entry.problems();
    const which = problems.map((question) => question.id).join();
    if (problems.length && pointedOut !== which) {
      pointedOut = which;
      section.removeAttribute("aria-busy");
      return pointOut(problems);
    }
    await sender.flush({ within: REACH_MS });
    // The browser asks before what has no other place than this page is left behind.
    section.toggleAttribute("data-changed", (await store.inMemoryOnly()) > 0);
    const address = new URL(button.dataset.href, location.href);
    if (entry.changed() && button.name === "next") address.searchParams.set("after", section.dataset.section);
    location.assign(address);
  };
};

const beginSection = async () => {
  excludeOneAnother(section);
  const present = await here;
  if (!present) return;
  const { store, sender } = present;
  section.addEventListener("field:news", heedNews);
  const answers = JSON.parse(document.getElementById("answers-now").textContent);
  const entry = enter(section, store, sender, { answers });
  beforeLeaving.add(() => entry.settle());
  section.addEventListener("submit", leadOn(entry, sender, store));
  document.querySelector("[data-without-script]")?.remove();
  document.querySelectorAll("button[data-autosaved]").forEach((button) => {
    button.textContent = button.dataset.autosaved;
  });
  sender.subscribe(async ({ waiting }) => {
    if (!store.isDurable || store.trouble) section.toggleAttribute("data-changed", waiting > 0 && (await store.inMemoryOnly()) > 0);
  });
};

// Everything that waits goes first; where it cannot, the word that the interview is finished waits behind it.
const handOverLast = ({ store, sender }) => {
  let isUnderWay = false;
  return async (event) => {
    event.preventDefault();
    if (isUnderWay) return;
    isUnderWay = true;
    const { interview, firmName, questionnaire, ...place } = submitting.dataset;
    await sender.flush({ within: HAND_OVER_MS });
    const waiting = (await store.outbox(interview)).filter((record) => record.status === WAITING);
    if (!waiting.length) return submitting.submit();
    const held = { ...place, id: interview, questionnaire: Number(questionnaire), begun_at: place.begun };
    await handOver(store, held, firmName);
    sender.kick();
    notice("queued");
    document.querySelector('button[form="submit"]').hidden = true;
  };
};

const beginSubmitting = async () => {
  const present = await here;
  if (present) submitting.addEventListener("submit", handOverLast(present));
};

// A page that was drawn while answers were still on the way is drawn again once they have arrived.
const drawAgain = async (interview) => {
  const present = await here;
  const waits = async () => (await present.store.outbox(interview)).some((record) => record.status === WAITING);
  if (!present || !(await waits())) return;
  const stop = present.sender.subscribe(async () => {
    if (await waits()) return;
    stop();
    location.reload();
  });
};

if (section && !("refused" in section.dataset)) void beginSection();
else if (section) excludeOneAnother(section);
if (submitting) {
  void beginSubmitting();
  void drawAgain(submitting.dataset.interview);
}
