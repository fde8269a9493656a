// Taking a cluster along: its firms, its interviews and every form in every language, all of it or nothing; later only
// what has changed.

const CLUSTER = (id) => `/field/clusters/${id}/`;
const TABLES = ["clusters", "firms", "forms", "interviews"];
const REST_MS = 60_000;

/** Why something could not be fetched: "offline", "portal", "server", "login", "person" or "refused". */
export class NotTaken extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const REASONS = { 401: "login", 409: "person", 403: "refused", 404: "refused" };

// {document, tag, size}, or null where what the device has is still right.
const fetchDocument = async (store, address, tag) => {
  const headers = { "Sextant-Person": store.person, ...(tag ? { "If-None-Match": tag } : {}) };
  let response;
  let text;
  try {
    response = await fetch(address, { headers, cache: "no-store", redirect: "manual" });
    text = await response.text();
  } catch {
    throw new NotTaken("offline");
  }
  if (!response.headers.has("Sextant")) throw new NotTaken(response.status >= 500 ? "server" : "portal");
  if (response.status === 304) return null;
  if (!response.ok) throw new NotTaken(REASONS[response.status] ?? "server");
  return { document: JSON.parse(text), tag: response.headers.get("ETag"), size: text.length };
};

// Interviews that change on this device while the server's word about them is on its way: that word is older.
const changedMeanwhile = async (store) => {
  const changed = new Set((await store.outbox()).map((record) => record.interview));
  const stop = store.subscribe((news) => {
    if (news.interview) changed.add(news.interview);
    for (const { interview } of news.results ?? []) changed.add(interview);
  });
  return { changed, stop };
};

const fetchForms = async (store, cluster, told) => {
  const taken = [];
  for (const [index, each] of cluster.forms.entries()) {
    told({ step: index + 1, steps: cluster.forms.length + 1, form: each });
    const known = await store.get("forms", [cluster.id, each.questionnaire, each.language]);
    const fetched = await fetchDocument(store, each.address, known?.tag);
    const isFresh = fetched !== null;
    const { document, tag, size } = fetched ?? { document: known, tag: known.tag, size: known.size };
    taken.push({ isFresh, row: { ...document, cluster: cluster.id, lang: each.language, tag, size } });
  }
  return taken;
};

const placeCluster = async (table, cluster, changed) => {
  const [firms, interviews, kept] = await Promise.all([
    table("firms").allOf("cluster", cluster.id),
    table("interviews").allOf("cluster", cluster.id),
    table("forms").all(),
  ]);
  const known = new Map(interviews.map((each) => [each.id, each]));
  const pointed = new Map(firms.map((firm) => [firm.id, firm.interview]));
  const listed = new Set(cluster.firms.map((firm) => firm.id));
  for (const firm of firms) if (!listed.has(firm.id) && !firm.interview) await table("firms").remove(firm.id);
  for (const [place, firm] of cluster.firms.entries()) {
    const own = pointed.get(firm.id);
    // An interview begun here, of which the server has not heard yet, stays the one of its firm.
    const interview = own && (changed.has(own) || !firm.interview) ? own : firm.interview;
    await table("firms").put({ ...firm, cluster: cluster.id, interview, place });
  }
  for (const told of cluster.interviews) {
    if (changed.has(told.id)) continue;
    const { answers, ...rest } = told;
    await table("interviews").put({ ...known.get(told.id), ...rest, answers: answers ?? known.get(told.id)?.answers ?? null });
  }
  const used = new Set([...cluster.forms, ...interviews].map((each) => each.questionnaire));
  for (const form of kept) {
    if (form.cluster === cluster.id && !used.has(form.questionnaire)) {
      await table("forms").remove([form.cluster, form.questionnaire, form.lang]);
    }
  }
};

const placeForms = async (table, forms) => {
  for (const { isFresh, row } of forms) if (isFresh) await table("forms").put(row);
};

/**
 * Takes a cluster along, or brings up to date what was taken. `told({step, steps, form})` is called before each part.
 * Resolves to the row of the cluster; rejects with NotTaken, or with the browser's error where there is no room.
 */
export const takeAlong = async (store, id, told = () => {}) => {
  const { changed, stop } = await changedMeanwhile(store);
  try {
    const row = await store.get("clusters", id);
    told({ step: 0, steps: 1, form: null });
    const fetched = await fetchDocument(store, CLUSTER(id), row?.tag);
    const now = new Date().toISOString();
    const isSame = fetched === null;
    const cluster = isSame ? row : { ...fetched.document, tag: fetched.tag, own_size: fetched.size };
    const forms = await fetchForms(store, cluster, told);
    const { firms: _firms, interviews: _interviews, ...kept } = cluster;
    const size = cluster.own_size + forms.reduce((sum, form) => sum + form.row.size, 0);
    const taken = { ...kept, size, taken_at: now };
    await store.transact(TABLES, async (table) => {
      if (!isSame) await placeCluster(table, cluster, changed);
      await placeForms(table, forms);
      await table("clusters").put(taken);
    });
    store.announce({ kind: "taken", cluster: id });
    return taken;
  } finally {
    stop();
  }
};

/** Brings up to date, without a word, what was taken along longer than `rest` milliseconds ago. */
export const refreshTaken = async (store, { rest = REST_MS } = {}) => {
  const due = (await store.all("clusters")).filter((cluster) => Date.now() - Date.parse(cluster.taken_at) >= rest);
  for (const cluster of due) {
    try {
      await takeAlong(store, cluster.id);
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      if (error.reason !== "refused") return;
    }
  }
};

/**
 * Takes a cluster off the device. While answers of one of its interviews wait, nothing is taken off; resolves to the
 * number of those interviews.
 */
export const leaveBehind = async (store, id) => {
  const waiting = new Set([...(await store.outbox()), ...(await store.typed())].map((record) => record.interview));
  const staying = await store.transact(TABLES, async (table) => {
    const interviews = await table("interviews").allOf("cluster", id);
    const many = interviews.filter((interview) => waiting.has(interview.id)).length;
    if (many) return many;
    for (const interview of interviews) await table("interviews").remove(interview.id);
    for (const firm of await table("firms").allOf("cluster", id)) await table("firms").remove(firm.id);
    for (const form of await table("forms").all()) {
      if (form.cluster === id) await table("forms").remove([form.cluster, form.questionnaire, form.lang]);
    }
    await table("clusters").remove(id);
    return 0;
  });
  store.announce({ kind: "taken", cluster: id });
  return staying;
};
