// Finishing an interview: a message like any other, which counts once every answer it rests on has arrived.

import { WAITING, newId } from "./store.js";

const revisionsIn = (outbox) => outbox.filter(({ kind }) => kind === "revision").map(({ id }) => id);

/** Puts the handover of an interview into the outbox. `interview` is {id, firm, cluster, questionnaire, begun_at, state}. */
export const handOver = async (store, interview, firmName) => {
  // The content of what it rests on is fixed: an answer replaced under another id would be waited for in vain.
  await store.markTried(revisionsIn(await store.outbox(interview.id)));
  const outbox = await store.outbox(interview.id);
  const restsOn = revisionsIn(outbox);
  const earlier = outbox.find(({ kind, status }) => kind === "handover" && status === WAITING);
  const isWhole = restsOn.every((id) => earlier?.message.rests_on.includes(id));
  if (earlier && (earlier.tries > 0 || isWhole)) return earlier.id;
  // One that was refused, or never sent and overtaken, is replaced: it rests on what is here now.
  await store.discard(outbox.filter(({ kind }) => kind === "handover").map(({ id }) => id));
  const id = newId();
  const at = new Date().toISOString();
  const message = {
    id,
    kind: "handover",
    interview: interview.id,
    firm: interview.firm,
    questionnaire: interview.questionnaire,
    begun_at: interview.begun_at,
    made_at: at,
    knew: interview.state === "returned" ? "returned" : "draft",
    rests_on: restsOn,
  };
  const record = { id, kind: "handover", interview: interview.id, firm: interview.firm, cluster: interview.cluster, firmName };
  await store.keepMessage({ ...record, message, at });
  return id;
};

/** Takes a handover back that was never sent; false where it is on its way already. */
export const takeBack = async (store, handover) => {
  if (!handover || handover.tries > 0) return false;
  await store.discard([handover.id]);
  return true;
};
