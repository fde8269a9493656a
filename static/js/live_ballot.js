// A panelist's ballot: every choice is kept on the phone and sent at once. What could not be sent waits here, is sent as
// soon as the server answers again, and is told plainly when it came too late.

import { t } from "./words.js";

const PATIENCE_MS = 8000;
const TYPING_PAUSE_MS = 700;

const page = document.querySelector("[data-vote-url]");
const key = `sextant-votes-${page?.dataset.hold}`;
const sending = new Set();
const typing = new Map();
let kept = true;
let memory = {};

/** What this phone keeps of the seat: votes by round and pillar, and those that came too late. */
const load = () => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") ?? memory;
  } catch {
    return memory;
  }
};

const save = (change) => {
  memory = load();
  change(memory);
  try {
    localStorage.setItem(key, JSON.stringify(memory));
    kept = true;
  } catch {
    kept = false;
  }
};

const entryOf = (round, pillar) => load()[round]?.[pillar];

const put = (round, pillar, entry) =>
  save((store) => {
    store[round] = { ...store[round], [pillar]: entry };
  });

// crypto.randomUUID is there on secure addresses only, and a workshop may be held in the plain network of a laptop.
const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
};

const roundOf = (ballot) => Number(ballot.closest("[data-round]").dataset.round);
const fieldsOf = (ballot, name) => [...ballot.querySelectorAll(`[name="${ballot.dataset.ballot}-${name}"]`)];
const chosen = (ballot, name) => fieldsOf(ballot, name).find((field) => field.checked);
const ballotOf = (pillar) => page.querySelector(`[data-ballot="${pillar}"]`);

/** What the ballot says; nothing of the phase while none is chosen. */
const read = (ballot) => {
  const phase = chosen(ballot, "phase");
  const number = phase?.value ? Number(phase.value) : null;
  const lower = {};
  for (let below = 1; below < (number ?? 0); below += 1) {
    const said = chosen(ballot, `lower-${below}`);
    if (said) lower[below] = said.value === "yes";
  }
  return {
    is_vote: Boolean(phase),
    phase: number,
    confidence: Number(chosen(ballot, "confidence")?.value ?? 0) || null,
    reason: fieldsOf(ballot, "reason")[0].value,
    in_place: lower,
    evidence: fieldsOf(ballot, "evidence").filter((field) => field.checked).map((field) => Number(field.value)),
  };
};

const check = (ballot, name, value) =>
  fieldsOf(ballot, name).forEach((field) => {
    field.checked = field.value === value;
  });

const fill = (ballot, said) => {
  if (said.is_vote !== false) check(ballot, "phase", said.phase === null ? "" : String(said.phase));
  check(ballot, "confidence", String(said.confidence ?? ""));
  fieldsOf(ballot, "reason")[0].value = said.reason;
  for (let below = 1; below < 5; below += 1) {
    const answer = said.in_place[below];
    check(ballot, `lower-${below}`, answer === undefined ? "-" : answer ? "yes" : "no");
  }
  fieldsOf(ballot, "evidence").forEach((field) => {
    field.checked = said.evidence.includes(Number(field.value));
  });
};

/** Of the phases below the one that is chosen it is asked whether they are fully in place. */
const askOfLower = (ballot) => {
  const phase = Number(chosen(ballot, "phase")?.value || 0);
  ballot.querySelectorAll("[data-lower]").forEach((each) => {
    each.hidden = Number(each.dataset.lower) >= phase;
  });
  const all = ballot.querySelector("[data-lower-all]");
  if (all) all.hidden = phase < 2;
};

const mark = (ballot, says, { at, text } = {}) => {
  const line = ballot.querySelector("[data-state]");
  if (at) line.querySelector("[data-at]").textContent = at;
  if (text) line.querySelector("[data-text]").textContent = text;
  if (line.dataset.now !== says) line.dataset.now = says;
  page.querySelector(`[data-step="${ballot.dataset.ballot}"]`)?.toggleAttribute("data-done", says === "stored");
};

const showState = (round, pillar) => {
  const ballot = ballotOf(pillar);
  if (!ballot || roundOf(ballot) !== round) return;
  const entry = entryOf(round, pillar);
  const name = `${round}-${pillar}`;
  if (entry?.state === "waiting") {
    mark(ballot, sending.has(name) || typing.has(name) ? "sending" : kept ? "waiting" : "unkept");
  } else if (entry) mark(ballot, entry.state, entry);
};

const token = () =>
  document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value;

const post = async (round, pillar, entry) => {
  const { is_vote: _isVote, ...said } = entry.said;
  const answer = await fetch(page.dataset.voteUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() ?? "" },
    body: JSON.stringify({ cast: entry.cast, turn: entry.turn, round, pillar, ...said }),
    keepalive: true,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  // Whoever else answers (a login page of the network, a server that fails) has not taken the vote.
  if (!answer.headers.get("Sextant-Parts") && answer.status !== 410) throw new Error("not taken");
  return { status: answer.status, told: answer.status === 410 ? {} : await answer.json() };
};

const tooLate = (round, pillar, entry) =>
  save((store) => {
    delete store[round][pillar];
    store.late = [...(store.late ?? []), { round, pillar, title: entry.title, phase: entry.said.phase, reason: entry.said.reason }];
  });

const showLate = () => {
  const notice = page.querySelector("[data-late]");
  const late = load().late ?? [];
  notice.hidden = late.length === 0;
  notice.querySelector("[data-late-list]").replaceChildren(
    ...late.map(({ round, title, phase, reason }) => {
      const line = document.createElement("li");
      const vote = phase === null ? t("cannot judge") : t("phase {phase}", { phase });
      line.textContent = t("Round {round}, {pillar}: {vote}.", { round, pillar: title, vote }) + (reason ? ` ${reason}` : "");
      return line;
    }),
  );
};

/** What becomes of a vote that was answered; whether the pillar has something to send still. */
const settle = (round, pillar, sent, { status, told }) => {
  const now = entryOf(round, pillar);
  const isNewest = now?.cast === sent.cast;
  if (status === 410) return location.assign(page.dataset.goneUrl);
  if (told.error === "too_late") {
    tooLate(round, pillar, now ?? sent);
    return showLate();
  }
  if (!isNewest) return undefined;
  // Another tab of this phone was faster, or an id was used twice: what stands on this page goes once more, as the newest.
  const isOvertaken = status === 200 && told.cast !== sent.cast;
  if (isOvertaken || told.error === "cast_conflict") {
    return put(round, pillar, { ...now, cast: uuid(), turn: Math.max(now.turn, told.turn ?? 0) + 1 });
  }
  if (status === 200) return put(round, pillar, { ...now, state: "stored", at: told.at });
  return put(round, pillar, { ...now, state: "refused", text: told.text });
};

const send = async (round, pillar) => {
  const name = `${round}-${pillar}`;
  if (sending.has(name)) return;
  sending.add(name);
  try {
    for (let entry = entryOf(round, pillar); entry?.state === "waiting"; entry = entryOf(round, pillar)) {
      showState(round, pillar);
      settle(round, pillar, entry, await post(round, pillar, entry));
    }
  } catch {
    // It waits, and goes when the server is reached again.
  }
  sending.delete(name);
  showState(round, pillar);
};

const sendAll = () => {
  for (const [round, pillars] of Object.entries(load())) {
    if (round === "late") continue;
    for (const [pillar, entry] of Object.entries(pillars)) {
      if (entry.state === "waiting" && !typing.has(`${round}-${pillar}`)) send(Number(round), pillar);
    }
  }
};

/** Keep what the ballot says now as a new vote, and send it: at once, or when typing pauses. */
const change = (ballot, isTyping = false) => {
  const round = roundOf(ballot);
  const pillar = ballot.dataset.ballot;
  const said = read(ballot);
  const turn = Math.max(entryOf(round, pillar)?.turn ?? 0, Number(ballot.dataset.turn)) + 1;
  const title = ballot.querySelector("[data-title]").textContent;
  put(round, pillar, { cast: uuid(), turn, said, title, state: said.is_vote ? "waiting" : "incomplete" });
  askOfLower(ballot);
  const name = `${round}-${pillar}`;
  clearTimeout(typing.get(name));
  typing.delete(name);
  if (isTyping) {
    const pause = setTimeout(() => {
      typing.delete(name);
      send(round, pillar);
    }, TYPING_PAUSE_MS);
    typing.set(name, pause);
  } else send(round, pillar);
  showState(round, pillar);
};

const begin = (ballot) => {
  const round = roundOf(ballot);
  const pillar = ballot.dataset.ballot;
  // The server may know a newer vote of this seat, from another phone or in an answer that was lost.
  if (ballot.dataset.stored && entryOf(round, pillar)?.turn <= Number(ballot.dataset.turn)) {
    save((store) => delete store[round][pillar]);
  }
  const entry = entryOf(round, pillar);
  // What this phone has not brought to the server yet is newer than what the server wrote on the page.
  if (entry && entry.state !== "stored") fill(ballot, entry.said);
  askOfLower(ballot);
  if (entry && entry.state !== "stored") showState(round, pillar);
  else if (ballot.dataset.stored) mark(ballot, "stored", { at: ballot.dataset.stored });
};

const flush = () => {
  typing.forEach((timer) => clearTimeout(timer));
  typing.clear();
  sendAll();
};

if (page) {
  const start = (part) => part.querySelectorAll("[data-ballot]").forEach(begin);
  start(page);
  showLate();
  sendAll();
  document.addEventListener("sextant:part", (event) => (start(event.detail), sendAll()));
  document.addEventListener("sextant:reached", sendAll);
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  page.addEventListener("change", (event) => {
    const ballot = event.target.closest("[data-ballot]");
    if (ballot && event.target.type !== "textarea") change(ballot);
  });
  page.addEventListener("input", (event) => {
    const ballot = event.target.closest("[data-ballot]");
    if (ballot && event.target.type === "textarea") change(ballot, true);
  });
  page.addEventListener("click", (event) => {
    const again = event.target.closest("[data-again]");
    if (again) {
      const ballot = again.closest("[data-ballot]");
      fill(ballot, JSON.parse(again.dataset.again));
      change(ballot);
    }
    if (event.target.closest("[data-late-seen]")) {
      save((store) => delete store.late);
      showLate();
    }
  });
}
