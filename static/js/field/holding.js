// Interviews as this device knows them: what the server said last, with the answers that still wait laid over it.

import { STUCK, newId } from "./store.js";

const OPEN_STATES = new Set(["draft", "returned"]);
const MISSING = "missing";

const isAnswered = (entry) => Boolean(entry) && entry.state !== MISSING;
const answeredIn = (answers) => Object.values(answers).filter(isAnswered).length;

const laidOver = (answers, outbox) => {
  const all = { ...answers };
  for (const { id, message } of outbox) {
    for (const [item, change] of Object.entries(message.changes ?? {})) all[item] = { ...change, revision: id };
  }
  return all;
};

const stateOf = (interview, outbox) => {
  const isFinished = outbox.some(({ kind, status }) => kind === "handover" && status !== STUCK);
  return OPEN_STATES.has(interview.state) && isFinished ? "finished" : interview.state;
};

/** The interview of this id, {…, answers, state, handover, unsent (comments)}, under the id the server knows it by; null where unknown. */
export const heldInterview = async (store, id) => {
  const found = await store.get("interviews", id);
  const interview = found?.alias_of ? await store.get("interviews", found.alias_of) : found;
  if (!interview) return null;
  const outbox = await store.outbox(interview.id);
  const handover = outbox.find(({ kind, status }) => kind === "handover" && status !== STUCK) ?? null;
  const answers = laidOver(interview.answers, outbox);
  const unsent = outbox.filter(({ kind }) => kind === "comment");
  return { ...interview, told: interview.answers ?? {}, answers, state: stateOf(interview, outbox), handover, unsent };
};

export const isOpen = (interview) => OPEN_STATES.has(interview.state);

/** The firms of a cluster taken along, each {firm, state, asked, answered, interview, note}, in the order of their codes. */
export const heldFirms = async (store, cluster) => {
  const [firms, interviews, outbox] = await Promise.all([
    store.allOf("firms", "cluster", cluster.id),
    store.allOf("interviews", "cluster", cluster.id),
    store.outbox(),
  ]);
  const known = new Map(interviews.map((each) => [each.id, each]));
  const asked = new Map(cluster.forms.map((form) => [form.questionnaire, form.asked]));
  const waiting = Map.groupBy ? Map.groupBy(outbox, (each) => each.interview) : grouped(outbox);
  return firms
    .map((firm) => {
      const named = known.get(firm.interview);
      const interview = named?.alias_of ? known.get(named.alias_of) : named;
      if (!interview) return { firm, state: firm.disposition === "pending" ? "begin" : firm.disposition, interview: null };
      const own = waiting.get(interview.id) ?? [];
      const answered = interview.answers ? answeredIn(laidOver(interview.answers, own)) : (interview.answered ?? 0);
      const total = interview.asked ?? asked.get(interview.questionnaire) ?? 0;
      return { firm, interview, state: stateOf(interview, own), asked: total, answered, note: interview.note ?? "" };
    })
    .sort((one, other) => one.firm.place - other.firm.place);
};

const grouped = (outbox) => {
  const found = new Map();
  for (const each of outbox) found.set(each.interview, [...(found.get(each.interview) ?? []), each]);
  return found;
};

/** The questions of an interview in the language of the page, else in one that was taken along; null where none was. */
export const heldForm = async (store, interview, language) => {
  const cluster = await store.get("clusters", interview.cluster);
  const taken = (cluster?.forms ?? []).filter((form) => form.questionnaire === interview.questionnaire);
  const languages = [language, ...taken.map((form) => form.language)];
  for (const each of languages) {
    const form = await store.get("forms", [interview.cluster, interview.questionnaire, each]);
    if (form) return form;
  }
  return null;
};

/** Sections with {section, asked, answered, conflicts, mark}, by the answers that hold here. */
export const progressOf = (form, interview) =>
  form.sections.map((section) => {
    const conflicting = new Set(interview.conflicts ?? []);
    const answered = section.items.filter((item) => isAnswered(interview.answers[item.code])).length;
    const conflicts = section.items.filter((item) => conflicting.has(item.code)).length;
    const asked = section.items.length;
    const isDone = answered === asked && !conflicts;
    const mark = conflicts ? "conflict" : isDone ? "done" : answered ? "begun" : "untouched";
    return { section, asked, answered, conflicts, isDone, mark };
  });

const wantsWho = ({ value, done_by: doneBy }) => {
  const isPositive = Array.isArray(value) ? value.length > 0 && String(value) !== "none" : Boolean(value);
  return isPositive && !doneBy;
};

// The same reasons, in the same order, as the server gives on the last page.
const whyOpen = (item, interview, unread) => {
  const entry = interview.answers[item.code];
  if ((interview.conflicts ?? []).includes(item.code)) return "conflict";
  if (unread.has(item.code)) return "unread";
  if (!isAnswered(entry)) return "unanswered";
  if (entry.state === "not_applicable" && !entry.note) return "no_reason";
  return item.asks_who && wantsWho(entry) ? "who" : null;
};

/** What is still open, by section: [{section, items: [{item, why}]}]; `unread` holds items typed but not understood. */
export const openItems = (form, interview, unread = new Set()) =>
  form.sections
    .map((section) => ({
      section,
      items: section.items
        .map((item) => ({ item, why: whyOpen(item, interview, unread) }))
        .filter(({ why }) => why !== null),
    }))
    .filter(({ items }) => items.length);

/** Begins the interview with a firm, or finds the one it has; resolves to its id. */
export const beginInterview = (store, firm, cluster) =>
  store.transact(["firms", "interviews"], async (table) => {
    const known = await table("firms").get(firm.id);
    if (known.interview) return known.interview;
    const id = newId();
    await table("interviews").put({
      id,
      firm: firm.id,
      cluster: cluster.id,
      questionnaire: cluster.questionnaire,
      state: "draft",
      begun_at: new Date().toISOString(),
      answers: {},
      conflicts: [],
      is_local: true,
    });
    await table("firms").put({ ...known, interview: id });
    return id;
  });
