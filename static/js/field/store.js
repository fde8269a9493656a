// What this device keeps for the person who is logged in: answers that wait, what happened to those sent, what was taken
// along. One database a person; nobody else's is ever opened.
//
// Tables. meta {key, value}; clusters {id, ...}; firms {id, cluster, ...}; forms {cluster, questionnaire, lang, ...};
// interviews {id, firm, cluster, questionnaire, state, begun_at, revision_count, answers, conflicts, alias_of?};
// outbox {id, order, kind, interview, firm, cluster, firmName, item, question, shown, message, status, tries, told, at,
// origin}; happened {id, kind, firmName, question, shown, outcome, text, at, revisions}; typed
// {interview, item, fields, firmName, question, section, at}.

import { memoryDatabase, openDatabase } from "./database.js";

export const WAITING = "waiting";
export const STUCK = "stuck";
const LAST_HAPPENED = 200;
const AFTER_ALL_OTHERS = 1e15;

const PATHS = {
  meta: "key",
  clusters: "id",
  firms: "id",
  forms: ["cluster", "questionnaire", "lang"],
  interviews: "id",
  outbox: "id",
  happened: "id",
  typed: ["interview", "item"],
};
const INDEXES = { firms: ["cluster"], interviews: ["firm", "cluster"], outbox: ["order", "interview"], happened: ["at"], typed: ["interview"] };

const STEPS = [
  (database) => {
    for (const [name, keyPath] of Object.entries(PATHS)) {
      const objects = database.createObjectStore(name, { keyPath });
      for (const field of INDEXES[name] ?? []) objects.createIndex(field, field);
    }
  },
];

/** A UUID of version 4, also where the page came without encryption and the browser offers none. */
export const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

/** The ids that a change replaces, the one seen first. */
export const replacedBy = (change) => [...new Set([change.seen, ...(change.settles ?? [])].filter(Boolean))];

const channel = globalThis.BroadcastChannel ? new BroadcastChannel("sextant") : null;

/** Opens what this device keeps for a person (by id). Never rejects: without a database it keeps in memory and says so. */
export const openStore = async (person) => {
  const overflow = memoryDatabase(PATHS);
  let durable = null;
  try {
    durable = await openDatabase(`sextant-${person}`, STEPS);
    await durable.transact(["outbox"], async (table) => table("outbox").get(""), { reading: true });
  } catch {
    durable = null;
  }
  return storeOver(String(person), durable, overflow);
};

// What the server said to a message, with every problem it found.
const wholeText = ({ text = "", problems = [] }) => [text, ...problems.map((problem) => problem.text)].filter(Boolean).join(" ");

// A comment the server has taken stands in its thread until the interview is taken along anew.
const withComment = (threads, { by = "", message, at }) => {
  const { item, text } = message;
  const thread = threads.find((each) => each.item === item) ?? { item, comments: [] };
  const said = { by, as_reviewer: false, kind: "said", text, at };
  return [...threads.filter((each) => each !== thread), { ...thread, awaits: "reviewer", comments: [...thread.comments, said] }];
};

const storeOver = (person, durable, overflow) => {
  const listeners = new Set();
  const tried = new Set();
  const store = { person, isDurable: Boolean(durable), trouble: durable ? null : "private" };
  const main = durable ?? overflow;

  const tell = (news) => {
    for (const listen of listeners) listen(news);
  };
  const announce = (news) => {
    tell(news);
    channel?.postMessage({ person, ...news });
  };
  channel?.addEventListener("message", ({ data }) => {
    if (data.person === person) tell({ ...data, elsewhere: true });
  });

  const read = (names, work) => main.transact(names, work, { reading: true });
  const nextOrder = async (outbox) => ((await outbox.last("order"))?.order ?? 0) + 1;

  // A full disk is no reason to lose an answer: it stays in the memory of this page and goes straight to the server.
  const keepSomewhere = async (names, work) => {
    if (durable) {
      try {
        const kept = await durable.transact(names, (table) => work(table, true));
        store.trouble = null;
        return kept;
      } catch {
        store.trouble = "full";
      }
    }
    return overflow.transact(names, (table) => work(table, !durable));
  };

  /** Calls `listen({kind, ...})` for news of this tab and of others (`elsewhere`); returns how to stop. */
  store.subscribe = (listen) => {
    listeners.add(listen);
    return () => listeners.delete(listen);
  };
  store.announce = announce;

  store.get = (name, key) => read([name], (table) => table(name).get(key));
  store.all = (name) => read([name], (table) => table(name).all());
  store.allOf = (name, index, value) => read([name], (table) => table(name).allOf(index, value));
  store.put = (name, ...values) =>
    main.transact([name], async (table) => void (await Promise.all(values.map((value) => table(name).put(value)))));
  store.remove = (name, ...keys) =>
    main.transact([name], async (table) => void (await Promise.all(keys.map((key) => table(name).remove(key)))));
  /** Several reads and writes as one: `work(table)` with `table("outbox").get(...)` and so on; all of it or nothing. */
  store.transact = (names, work) => main.transact(names, work);
  store.meta = async (key) => (await store.get("meta", key))?.value;
  store.setMeta = (key, value) => store.put("meta", { key, value });

  /**
   * Puts a change of one item into the outbox, durably. `record` holds interview, firm, cluster, firmName, item, question,
   * shown; `message` the message without id and changes; `answer` what is told; `line` the ids it replaces, the one seen
   * first. `head` is the message this page wrote last for the item, if any, `under` the line below it: while it was never
   * tried it is replaced under a new id. With `answer` null it is only taken back. Returns {id, replaced}, id null where
   * nothing was written.
   */
  store.keepChange = async ({ record, message, answer, line, head = null, under = [] }) => {
    const id = newId();
    const kept = await keepSomewhere(["outbox"], async (table, isMain) => {
      const outbox = table("outbox");
      const before = head ? await outbox.get(head) : null;
      const isFresh = before?.status === WAITING && before.tries === 0 && !tried.has(head);
      if (isFresh) await outbox.remove(head);
      if (answer === null) return { id: isFresh ? null : head, replaced: isFresh };
      const [seen = null, ...others] = isFresh ? under : line;
      const change = { ...answer, seen, ...(others.length ? { settles: [seen, ...others] } : {}) };
      const order = isFresh ? before.order : await nextOrder(outbox);
      await outbox.put({
        ...record,
        id,
        kind: "revision",
        order: isMain ? order : order + AFTER_ALL_OTHERS,
        message: { ...message, id, kind: "revision", changes: { [record.item]: change } },
        status: WAITING,
        tries: 0,
        told: "",
        at: message.made_at,
        origin: "",
      });
      return { id, replaced: isFresh };
    });
    announce({ kind: "outbox", interview: record.interview, item: record.item, id: kept.id, answer });
    return kept;
  };

  /** Puts a finished message (a handover, a comment, or one from a file) into the outbox; one that is there already stays as it is. */
  store.keepMessage = async (record) => {
    await keepSomewhere(["outbox"], async (table, isMain) => {
      const outbox = table("outbox");
      if (await outbox.get(record.id)) return;
      const order = await nextOrder(outbox);
      const placed = { order: isMain ? order : order + AFTER_ALL_OTHERS, status: WAITING, tries: 0, told: "", origin: "" };
      await outbox.put({ ...placed, ...record });
    });
    announce({ kind: "outbox", interview: record.interview });
  };

  /** All records of the outbox in their order; with `interview`, those of one. */
  store.outbox = async (interview = null) => {
    const from = (source) => source.transact(["outbox"], (table) => table("outbox").all(), { reading: true });
    const found = [...(durable ? await from(durable).catch(() => []) : []), ...(await from(overflow))];
    return found
      .filter((record) => interview === null || record.interview === interview)
      .sort((one, other) => one.order - other.order);
  };
  /** Whether answers wait that a closed page would take along: those there was no room for. */
  store.inMemoryOnly = () => overflow.transact(["outbox"], async (table) => (await table("outbox").all()).length);

  const everywhere = async (work) => {
    if (durable) await durable.transact(["outbox"], work);
    await overflow.transact(["outbox"], work);
  };
  const change = async (ids, alter) =>
    everywhere(async (table) => {
      for (const id of ids) {
        const record = await table("outbox").get(id);
        if (record) await table("outbox").put({ ...record, ...alter(record) });
      }
    });

  /** Marks messages as on their way, which fixes their content; returns those that still wait. */
  store.markTried = async (ids) => {
    ids.forEach((id) => tried.add(id));
    await change(ids, (record) => ({ tries: record.tries + 1 })).catch(() => {});
    return (await store.outbox()).filter((record) => record.status === WAITING && ids.includes(record.id));
  };
  /** Tries stuck messages again. */
  store.retry = async (ids) => {
    await change(ids, () => ({ status: WAITING, told: "" }));
    announce({ kind: "outbox" });
  };
  // What is discarded never arrives, so no handover waits for it: it goes on under an id of its own, being another.
  const waitNoLonger = async (outbox, gone) => {
    for (const record of await outbox.all()) {
      const restsOn = record.message.rests_on ?? [];
      const left = restsOn.filter((each) => !gone.includes(each));
      if (left.length === restsOn.length) continue;
      const id = newId();
      await outbox.remove(record.id);
      await outbox.put({ ...record, id, told: "", message: { ...record.message, id, rests_on: left } });
    }
  };
  /** Takes messages out of the outbox for good. */
  store.discard = async (ids) => {
    await everywhere(async (table) => {
      await Promise.all(ids.map((id) => table("outbox").remove(id)));
      await waitNoLonger(table("outbox"), ids);
    });
    announce({ kind: "outbox", discarded: ids });
  };

  /** Writes down what the server said to each message: taken, to be asked again, or stuck with its text. */
  store.settleResults = async (results, at = new Date().toISOString()) => {
    const told = new Map(results.map((result) => [result.id, result]));
    const settle = async (table, withRest) => {
      for (const [id, result] of told) {
        const record = await table("outbox").get(id);
        if (!record) continue;
        if (result.outcome === "refused") await table("outbox").put({ ...record, status: STUCK, told: wholeText(result) });
        else if (result.outcome === "waiting") await table("outbox").put({ ...record, told: result.text });
        else await table("outbox").remove(id);
        if (!withRest || result.outcome === "waiting") continue;
        const { kind, firmName, question, shown } = record;
        const { outcome } = result;
        const text = wholeText(result);
        const interview = result.interview || record.interview;
        const revisions = result.revision_count ?? 0;
        await table("happened").put({ id, kind, interview, firmName, question, shown, outcome, text, at, revisions });
        if (outcome !== "refused") await keepTruth(table, record, { ...result, interview });
      }
      if (withRest) await forgetOldest(table);
    };
    const names = ["outbox", "happened", "interviews", "typed"];
    if (durable) {
      await durable.transact(names, (table) => settle(table, true)).catch(() => durable.transact(names, (table) => settle(table, false)));
    }
    await overflow.transact(names, (table) => settle(table, !durable));
    announce({ kind: "results", results, at });
  };

  // What the server says holds becomes what this device knows of an interview that was taken along or begun here, under
  // the id the server knows it by.
  const keepTruth = async (table, record, result) => {
    const real = result.interview;
    const known = await table("interviews").get(record.interview);
    if (real !== record.interview) {
      if (known) await table("interviews").put({ ...known, alias_of: real });
      for (const other of await table("outbox").allOf("interview", record.interview)) {
        await table("outbox").put({ ...other, interview: real, message: { ...other.message, interview: real } });
      }
      for (const row of await table("typed").allOf("interview", record.interview)) {
        await table("typed").remove([row.interview, row.item]);
        if (!(await table("typed").get([real, row.item]))) await table("typed").put({ ...row, interview: real });
      }
    }
    const present = (await table("interviews").get(real)) ?? (known && { ...known, id: real });
    if (!present) return;
    delete present.alias_of;
    const answers = { ...present.answers, ...result.entries };
    const conflicts = result.conflicts ?? present.conflicts ?? [];
    const threads = record.kind === "comment" ? withComment(present.threads ?? [], record) : present.threads;
    const told = { answers, conflicts, threads, revision_count: result.revision_count ?? present.revision_count };
    await table("interviews").put({ ...present, state: result.state || present.state, ...told });
  };

  const forgetOldest = async (table) => {
    const all = (await table("happened").all()).sort((one, other) => (one.at < other.at ? -1 : 1));
    for (const { id } of all.slice(0, Math.max(0, all.length - LAST_HAPPENED))) await table("happened").remove(id);
  };

  /**
   * Keeps entries of one item that cannot be read as an answer yet, with words `about` it ({firmName, question, section});
   * `fields` null forgets them.
   */
  store.keepTyped = async (interview, item, fields, about = {}) => {
    const at = new Date().toISOString();
    await keepSomewhere(["typed"], async (table) => {
      if (fields === null) await table("typed").remove([interview, item]);
      else await table("typed").put({ ...about, interview, item, fields, at });
    });
    if (durable && fields === null) {
      await overflow.transact(["typed"], async (table) => table("typed").remove([interview, item]));
    }
    announce({ kind: "typed", interview, item });
  };
  store.typed = async (interview = null) => {
    const from = (source) => source.transact(["typed"], (table) => table("typed").all(), { reading: true });
    const found = [...(durable ? await from(durable).catch(() => []) : []), ...(await from(overflow))];
    return found.filter((row) => interview === null || row.interview === interview);
  };

  store.close = () => main.close();
  return store;
};
