// Takes into the outbox what the journal of an ended page still held.

import { isSame } from "./reading.js";
import { replacedBy } from "./store.js";

const lastOf = async (store, { interview, item }) =>
  (await store.outbox(interview)).filter((each) => each.kind === "revision" && each.item === item).at(-1);

// The ended page may have written this very word, or an earlier one that it did not live to tell of.
const takeAnswer = async (store, { record, message, answer, line }) => {
  const last = await lastOf(store, record);
  const change = last?.message.changes[record.item];
  if (change && isSame(change, answer)) return;
  const under = change ? replacedBy(change) : line;
  const above = last ? [last.id, ...under] : line;
  const kept = await store.keepChange({ record, message, answer, line: above, head: last?.id ?? null, under });
  const told = kept.replaced ? [kept.id, ...under] : [kept.id, ...above];
  store.announce({ kind: "given", interview: record.interview, item: record.item, answer, line: told, elsewhere: true });
};

/** What `recover` of the journal calls: keeps one noted word, an answer or an entry that cannot be read, in the store. */
export const takeUpInto = (store) => async (part, entry) => {
  if (part === "typed") {
    await store.keepTyped(entry.interview, entry.item, entry.fields, entry.about);
    return store.announce({ kind: "left", interview: entry.interview, item: entry.item, fields: entry.fields });
  }
  await takeAnswer(store, entry);
  const { interview, item } = entry.record;
  const isTyped = (await store.typed(interview)).some((row) => row.item === item);
  if (isTyped) await store.keepTyped(interview, item, null);
};
