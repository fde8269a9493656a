// Sends what waits in the outbox: in order, in batches, one tab at a time, again and again until the server has said
// what happened to each message. Sending a message twice changes nothing there, so any doubt is resolved by sending.

import { t } from "../words.js";
import { STUCK, WAITING } from "./store.js";

const SESSION = "/field/session/";
const DELIVERIES = "/field/deliveries/";
const MOST_IN_BATCH = 50;
const KEEPALIVE_BYTES = 60_000;
const PATIENCE_MS = 30_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 60_000;
const LONGEST_DELAY_MS = 10_000;
const ELSEWHERE_MS = 10_000;
export const SOON_MS = 300;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const jittered = (failures) => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + Math.random());

/** What came back: {status, data} where Sextant answered, else {trouble}. Only its own answers bear its name. */
export const ask = async (address, options = {}) => {
  let response;
  try {
    response = await fetch(address, {
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...options,
    });
  } catch {
    return { trouble: "offline" };
  }
  // 429: more came from here than the server takes in a minute. It takes it later.
  if (response.status >= 500 || response.status === 429) return { trouble: "server" };
  // What is too large may be refused by the proxy in front of Sextant.
  if (response.status === 413) return { status: 413, data: {} };
  if (!response.headers.get("Sextant")) return { trouble: "portal" };
  try {
    return { status: response.status, data: await response.json() };
  } catch {
    return { status: response.status, data: {}, trouble: response.ok ? "portal" : undefined };
  }
};

// The forms of the page go on working with the token of the day.
const spread = (token) =>
  document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((input) => {
    input.value = token;
  });

const tokenOfPage = () => {
  try {
    return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  } catch {
    return "";
  }
};

/**
 * Starts sending what the store holds. `state` is {waiting, stuck, typed, keeping, sending, lastContact, lastStored,
 * trouble}; trouble is null, "offline", "login", "person", "portal", "server", "full" or "private". `subscribe(listen)` calls on
 * every change of it, for the first time once the outbox has been looked into: before that nothing is known of it. `kick(delay)` sends soon, `flush({within})` at once and waits for the end, at most so many ms.
 */
export const startSender = (store) => {
  const listeners = new Set();
  const state = { waiting: 0, stuck: 0, typed: 0, keeping: 0, sending: false, lastContact: null, lastStored: null, trouble: null };
  const later = new Map();
  let token = tokenOfPage();
  let link = navigator.onLine ? null : "offline";
  let most = MOST_IN_BATCH;
  let failures = 0;
  let timer = null;
  let firm = null;
  let typing = null;
  let deadline = null;
  let running = null;
  let again = false;
  let keepalive = false;
  let hasLooked = false;
  let kept = 0;

  const refresh = async () => {
    let before;
    let outbox;
    let typed;
    // What was put into the store while it was being looked into may be missing in what was found.
    do {
      before = kept;
      outbox = await store.outbox();
      typed = await store.typed();
    } while (kept !== before);
    state.waiting = outbox.filter((record) => record.status === WAITING).length;
    state.stuck = outbox.filter((record) => record.status === STUCK).length;
    state.typed = typed.length;
    state.trouble = link ?? store.trouble;
    hasLooked = true;
    for (const listen of listeners) listen(state);
  };

  // Whether Sextant answers, and knows this person; brings the token of the day.
  const probe = async () => {
    const { data, status, trouble } = await ask(SESSION);
    link = trouble ?? (status !== 200 || !("person" in data) ? "server" : null);
    if (link) return false;
    state.lastContact = new Date();
    if (data.csrf) spread((token = data.csrf));
    if (data.person === null) link = "login";
    else if (String(data.person) !== store.person) link = "person";
    return link === null;
  };

  const post = async (records) => {
    const device = records[0].origin || (matchMedia("(pointer: coarse)").matches ? "phone" : "computer");
    const body = JSON.stringify({ device, messages: records.map((record) => record.message) });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token, "Sextant-Person": store.person };
    return ask(DELIVERIES, { method: "POST", body, headers, keepalive: keepalive && body.length < KEEPALIVE_BYTES });
  };

  const nextBatch = async () => {
    const now = Date.now();
    const ready = (await store.outbox()).filter(
      (record) => record.status === WAITING && !((later.get(record.id) ?? 0) > now),
    );
    const end = ready.findIndex((record) => record.origin !== ready[0].origin);
    return ready.slice(0, Math.min(most, end < 0 ? ready.length : end));
  };

  // A message that cannot even be read there is stuck by itself, never together with its neighbours.
  const split = async (records, text) => {
    if (records.length > 1) {
      most = Math.ceil(records.length / 2);
      return;
    }
    most = MOST_IN_BATCH;
    await store.settleResults([{ id: records[0].id, outcome: "refused", text }]);
  };

  const settle = async (records, data) => {
    const sent = new Set(records.map((record) => record.id));
    const results = (data.results ?? []).filter((result) => sent.has(result.id) && result.outcome);
    if (!results.length) return "server";
    const tries = new Map(records.map((record) => [record.id, record.tries]));
    for (const { id, outcome } of results) {
      if (outcome === "waiting") later.set(id, Date.now() + jittered(tries.get(id) - 1));
    }
    state.lastContact = new Date();
    await store.settleResults(results, data.at);
    if (results.some(({ outcome }) => outcome === "stored" || outcome === "known" || outcome === "proposed")) {
      state.lastStored = new Date();
      // What waits for others may have waited for these.
      later.clear();
    }
    most = MOST_IN_BATCH;
    return null;
  };

  // One batch; returns the trouble there was, if any. A token that is no longer right is fetched anew and tried once.
  const deliver = async (batch) => {
    if (!token && !(await probe())) return link;
    const records = await store.markTried(batch.map((record) => record.id));
    if (!records.length) return null;
    let answer = await post(records);
    if (answer.status === 403 && answer.data.error === "csrf") {
      if (!(await probe())) return link;
      answer = await post(records);
    }
    const { status, data, trouble } = answer;
    if (trouble) return trouble;
    if (status === 200) return settle(records, data);
    if (status === 401) return "login";
    if (status === 409) return "person";
    if (status === 413) return void (await split(records, t("This is more than the server takes at once.")));
    if (status === 400) return void (await split(records, t("The server cannot read this.")));
    return "server";
  };

  const empty = async () => {
    if (link && !(await probe())) return;
    for (;;) {
      const records = await nextBatch();
      if (!records.length) return;
      link = (await deliver(records)) ?? null;
      if (link) return;
      failures = 0;
      await refresh();
    }
  };

  const oneTabAtATime = (work) =>
    navigator.locks ? navigator.locks.request(`sextant-send-${store.person}`, work) : work();

  const planNext = () => {
    const waits = link && state.waiting ? jittered(failures++) : null;
    const laterOnes = [...later.values()].filter((time) => time > Date.now());
    const comes = waits ?? (laterOnes.length && state.waiting ? Math.min(...laterOnes) - Date.now() + 50 : null);
    if (comes !== null && timer === null) plan(comes);
  };

  const plan = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), ms);
  };

  const run = async () => {
    clearTimeout(timer);
    timer = firm = typing = deadline = null;
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await refresh();
        if (!state.waiting && !link) break;
        state.sending = true;
        try {
          await oneTabAtATime(empty);
        } catch {
          link ??= "server";
        }
        state.sending = false;
      } while (again && !link);
      await refresh();
    })();
    try {
      await running;
    } finally {
      running = null;
      keepalive = false;
      planNext();
    }
  };

  // Each keystroke puts off what is being typed, for a while; nothing puts off what was finished.
  const kick = (delay = SOON_MS) => {
    if (link && timer !== null) return;
    const now = Date.now();
    deadline ??= now + LONGEST_DELAY_MS;
    if (delay <= SOON_MS) firm ??= now + delay;
    else typing = Math.min(now + delay, deadline);
    plan(Math.max(0, Math.min(firm ?? Infinity, typing ?? Infinity) - now));
  };

  const flush = async ({ within = PATIENCE_MS } = {}) => {
    await Promise.race([run(), pause(within)]);
    return state;
  };

  /** Tries again now, whatever the waiting time: somebody pressed a button, or came back to the page. */
  const retryNow = () => {
    failures = 0;
    later.clear();
    return run();
  };

  store.subscribe((news) => {
    if (news.elsewhere && news.kind === "results") {
      link = null;
      state.lastStored = new Date();
    }
    // The tab it was entered in sends it at once, unless it ended before.
    if (news.elsewhere && news.kind === "outbox" && timer === null) plan(ELSEWHERE_MS);
    void refresh();
  });
  addEventListener("online", () => void retryNow());
  addEventListener("offline", () => {
    link = "offline";
    void refresh();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") return void retryNow();
    keepalive = true;
    void run();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) void retryNow();
  });
  void run();

  /** Counts what is about to be put into the store, so that the page never says too early that all is on the server. */
  const keeping = (written) => {
    state.keeping += 1;
    for (const listen of listeners) listen(state);
    const done = () => {
      state.keeping -= 1;
      kept += 1;
      return refresh();
    };
    void written.then(done, done);
  };

  const subscribe = (listen) => {
    listeners.add(listen);
    if (hasLooked) listen(state);
    return () => listeners.delete(listen);
  };
  return { state, subscribe, kick, flush, retryNow, refresh, keeping };
};
