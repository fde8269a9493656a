// What reviewers and consultants wrote about questions, as it was taken along: read and answered without a connection.

import { heldInterview } from "./holding.js";
import { moment } from "./moments.js";
import { chosen, fill, part, slot } from "./parts.js";
import { replyForm, unsentComments, waitingComment } from "./replying.js";
import { toSection } from "./routes.js";

const AWAITS_ME = "consultant";
const AWAITS_THEM = "reviewer";
const LOCKED = "approved";

const awaits = (thread, unsent) => (unsent.length ? AWAITS_THEM : thread.awaits);

/** The items a reviewer asks about and nobody has answered, here or anywhere. */
export const askedItems = (interview) =>
  new Set(
    (interview.threads ?? [])
      .filter((each) => each.item && awaits(each, unsentComments(interview.unsent ?? [], each.item)) === AWAITS_ME)
      .map((each) => each.item),
  );

const comment = ({ by, text, at }) => fill(part("comment"), { told: `${by}, ${moment(at)}`, text: text || null });

// The list is drawn again when something was kept, taken back or sent; what is being typed below it stays.
const thread = (here, held, each, { question, words, section }) => {
  const made = fill(part("thread"), { question });
  const list = slot(made, "comments");
  const draw = async () => {
    const interview = await heldInterview(here.store, held.interview.id);
    if (!interview) return;
    const said = (interview.threads ?? []).find(({ item }) => item === each.item) ?? each;
    const unsent = unsentComments(interview.unsent, each.item);
    const state = awaits(said, unsent);
    slot(made, "awaits").replaceChildren(chosen("awaits", "awaits", state));
    list.replaceChildren(...said.comments.map(comment), ...unsent.map((told) => waitingComment(here, told, draw)));
    if (state !== AWAITS_ME) document.querySelector(`#item-${each.item} > [data-asked]`)?.remove();
  };
  const reply = held.interview.state === LOCKED ? null : replyForm(here, held, { item: each.item, question: words, section }, draw);
  fill(made, { reply });
  let wasShown = false;
  const stop = here.store.subscribe(({ kind }) => {
    wasShown ||= made.isConnected;
    if (wasShown && !made.isConnected) stop();
    else if (kind === "results" || kind === "outbox") void draw();
  });
  void draw();
  return made;
};

const linked = (interview, section, item) => {
  const link = document.createElement("a");
  link.href = `${toSection(interview.id, section.code)}#item-${item.code}`;
  link.textContent = item.text;
  link.lang = section.language;
  return link;
};

/**
 * The threads on the questions of these sections, those on the interview (`whole` is its name) first; null for none.
 * `held` is {interview, firm}.
 */
export const threadsOf = (here, held, sections, whole = null) => {
  const { interview } = held;
  const threads = interview.threads ?? [];
  const on = (item) => threads.filter((each) => each.item === item);
  const general = whole ? on("").map((each) => thread(here, held, each, { question: whole, words: whole })) : [];
  const own = sections.flatMap((section) =>
    section.items.flatMap((item) => {
      const about = () => ({ question: linked(interview, section, item), words: item.text, section: section.code });
      return on(item.code).map((each) => thread(here, held, each, about()));
    }),
  );
  const all = [...general, ...own];
  return all.length ? fill(part("threads"), { threads: all }) : null;
};

/** Marks the questions of a page a reviewer asks about. */
export const markAsked = (form, interview) => {
  for (const item of askedItems(interview)) form.querySelector(`#item-${item}`)?.prepend(part("asked-mark"));
};

/** Whether a reviewer asks about a question of the section. */
export const isAskedIn = (interview, section) => {
  const asked = askedItems(interview);
  return section.items.some((item) => asked.has(item.code));
};
