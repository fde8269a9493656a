// Answering a comment without a connection: what is typed is kept as it is typed, and the answer waits like any other.

import { t } from "../words.js";
import { fill, part } from "./parts.js";
import { WAITING, newId } from "./store.js";

/** Under what the draft of a comment on a question is kept: its own place beside what was typed into the question. */
export const draftOf = (item) => `comment-${item}`;

const ofKind = (outbox, item) => outbox.filter(({ kind, message }) => kind === "comment" && (item === null || message.item === item));

/** The comments on one question (all with null) that this device has not sent yet. */
export const unsentComments = (outbox, item = null) => ofKind(outbox, item);

const record = ({ interview, firm }, item, question, text, person) => {
  const id = newId();
  const at = new Date().toISOString();
  const message = {
    id,
    kind: "comment",
    interview: interview.id,
    firm: interview.firm,
    questionnaire: interview.questionnaire,
    begun_at: interview.begun_at,
    made_at: at,
    item,
    text,
  };
  const about = { firmName: firm.name, item, question: t("Comment: {question}", { question }), shown: text, by: person.name };
  return { ...about, id, kind: "comment", interview: interview.id, firm: interview.firm, cluster: interview.cluster, message, at };
};

// Drafts are written one after the other, and each is noted in the moment of the keystroke, as answers are.
const drafts = ({ store }, { interview, firm }, item, question, section) => {
  const key = draftOf(item);
  const about = { firmName: firm.name, section, question: t("Comment: {question}", { question }) };
  let writing = Promise.resolve();
  let newest = null;
  return (text) => {
    const fields = text.trim() ? { text: [text] } : null;
    newest = fields;
    if (fields) store.journal.note(interview.id, key, "typed", { interview: interview.id, item: key, fields, about });
    else store.journal.strike(interview.id, key, "typed");
    writing = writing
      .then(() => store.keepTyped(interview.id, key, fields, about))
      .then(() => newest === fields && store.journal.strike(interview.id, key, "typed"))
      .catch((error) => console.error(error));
    return writing;
  };
};

/**
 * The form in which a comment on a question is answered. `held` is {interview, firm}, `about` {item, question, section};
 * `kept` is called once an answer waits in the outbox.
 */
export const replyForm = (here, held, { item, question, section = "" }, kept) => {
  const made = part("reply");
  made.id = `item-${draftOf(item)}`;
  const field = made.querySelector("textarea");
  const id = `reply-${item || "interview"}`;
  field.id = id;
  made.querySelector("label").htmlFor = id;
  const keepDraft = drafts(here, held, item, question, section);
  void here.store.typed(held.interview.id).then((rows) => {
    const draft = rows.find((row) => row.item === draftOf(item));
    if (draft && !field.value) field.value = draft.fields.text[0];
  });
  field.addEventListener("input", () => void keepDraft(field.value));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return void field.focus();
    const { store, sender, person } = here;
    await store.keepMessage(record(held, item, question, text, person));
    field.value = "";
    await keepDraft("");
    sender.kick();
    await kept();
  });
  return made;
};

/** A comment that waits on this device, with a way back while it was never sent. */
export const waitingComment = ({ store }, told, changed) => {
  const made = fill(part("comment-waiting"), { text: told.message.text, why: told.told || null });
  const back = made.querySelector("button");
  if (told.status === WAITING && told.tries > 0) back.remove();
  back.addEventListener("click", async () => {
    const [fresh] = ofKind(await store.outbox(told.interview), null).filter(({ id }) => id === told.id);
    if (fresh && (fresh.tries === 0 || fresh.status !== WAITING)) await store.discard([told.id]);
    await changed();
  });
  return made;
};
