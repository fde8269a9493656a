// The page “On this phone”: what waits, what is stuck, what cannot be read yet, and what happened to what was sent.

import { clock, t, tn } from "../words.js";
import { choose } from "./dialog.js";
import { UnreadableFile, readFile, saveAsFile } from "./files.js";
import { here } from "./here.js";
import { STUCK, WAITING } from "./store.js";
import { element } from "./telling.js";

const MOST_SHOWN = 100;

const copyOf = (name) => document.getElementById(`part-${name}`).content.firstElementChild.cloneNode(true);
const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);
const fill = (root, values) => {
  for (const [name, value] of Object.entries(values)) {
    const place = slot(root, name);
    if (place && !value) place.remove();
    else place?.replaceChildren(...[value].flat());
  }
  return root;
};

// Today by the clock, before that with the day.
const moment = (iso) => {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return "";
  const isToday = then.toDateString() === new Date().toDateString();
  if (isToday) return clock(then);
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short" }).format(then);
  return `${day}, ${clock(then)}`;
};

const OUTCOMES = {
  stored: () => t("On the server."),
  known: () => t("Was on the server already."),
  proposed: () => t("Came after the interview was handed over: a reviewer decides about it."),
  refused: () => t("Not taken."),
};

const asked = (record) => {
  if (record.kind === "handover") return t("The interview is finished.");
  return record.question || record.item || Object.keys(record.message?.changes ?? {}).join(", ");
};

const byFirm = (records) => {
  const groups = new Map();
  for (const record of records) {
    const name = record.firmName || t("Firm without a name");
    groups.set(name, [...(groups.get(name) ?? []), record]);
  }
  return groups;
};

/* The lists. */

const group = (name, rows) => {
  const made = copyOf("queue-firm");
  fill(made, { firm: name });
  slot(made, "rows").replaceChildren(...rows);
  return made;
};

const showGroups = (root, name, records, rowOf) => {
  const section = slot(root, name);
  section.hidden = records.length === 0;
  const focused = section.contains(document.activeElement) ? document.activeElement.dataset.focusKey : null;
  slot(section, "groups").replaceChildren(
    ...[...byFirm(records)].map(([firm, each]) => group(firm, each.map(rowOf))),
  );
  if (focused) section.querySelector(`[data-focus-key="${CSS.escape(focused)}"]`)?.focus();
};

const waitingRow = (record) =>
  fill(copyOf("queue-row"), { question: asked(record), shown: record.shown, told: [moment(record.at), record.told].filter(Boolean).join(" · ") });

const happenedRow = (row) => {
  const outcome = [OUTCOMES[row.outcome]?.() ?? "", row.outcome === "refused" ? row.text : ""].filter(Boolean).join(" ");
  return fill(copyOf("queue-row"), { question: asked(row), shown: row.shown, told: [moment(row.at), outcome].filter(Boolean).join(" · ") });
};

const stuckRow = (page) => (record) => {
  const made = fill(copyOf("queue-stuck"), { question: asked(record), shown: record.shown, when: moment(record.at), why: record.told });
  const link = slot(made, "open");
  link.href = `/interviews/${record.interview}/`;
  const named = (key, act) => {
    const button = slot(made, key);
    button.dataset.focusKey = `${key}-${record.id}`;
    button.addEventListener("click", () => void act(record, made));
    return button;
  };
  named("retry", page.retry);
  named("save", page.save);
  named("discard", page.discard).disabled = !page.saved.has(record.id);
  return made;
};

const typedRow = (page) => (row) => {
  const raw = Object.values(row.fields).flat().filter(Boolean).join(" · ");
  const made = fill(copyOf("queue-typed"), { question: row.question || row.item, shown: raw, when: moment(row.at) });
  const link = slot(made, "open");
  link.href = row.section ? `/interviews/${row.interview}/sections/${row.section}/#item-${row.item}` : `/interviews/${row.interview}/`;
  const button = slot(made, "forget");
  button.dataset.focusKey = `forget-${row.interview}-${row.item}`;
  button.addEventListener("click", () => void page.forget(row));
  return made;
};

/* What can be done. */

const actionsOf = ({ store, sender, person }, redraw) => {
  const saved = new Set();
  const save = async (records) => {
    await saveAsFile(store, records, person);
    records.forEach((record) => saved.add(record.id));
    await redraw();
  };
  return {
    saved,
    saveAll: async () => save(await store.outbox()),
    save: (record) => save([record]),
    retry: async (record) => {
      await store.retry([record.id]);
      await sender.retryNow();
    },
    discard: async (record) => {
      const text = t("“{question}” with {firm} is then nowhere but in the file that was saved.", { question: asked(record), firm: record.firmName });
      const choices = [{ key: "discard", text: t("Discard it"), kind: "danger" }, { key: "", text: t("Keep it") }];
      if ((await choose(t("Discard this answer?"), [text], choices)) === "discard") await store.discard([record.id]);
    },
    forget: async (row) => {
      const choices = [{ key: "forget", text: t("Forget it"), kind: "danger" }, { key: "", text: t("Keep it") }];
      const text = t("What was typed is no answer yet and stands nowhere else.");
      if ((await choose(t("Forget this entry?"), [text], choices)) === "forget") await store.keepTyped(row.interview, row.item, null);
    },
  };
};

const takeIn = async (root, file, { store, sender, person }) => {
  const place = slot(root, "file-told");
  const tell = (text, isWrong = false) => {
    place.className = isWrong ? "field-error" : "";
    place.textContent = text;
  };
  let content;
  try {
    content = readFile(await file.text());
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return tell(error.message, true);
  }
  const { records, person: from, savedAt } = content;
  const firms = [...byFirm(records).keys()].join(", ");
  const sentences = [t("{firms}: {answers}, saved {when}.", { firms, answers: tn("{n} answer", "{n} answers", records.length), when: moment(savedAt) })];
  if (String(from.id) !== person.id) {
    sentences.push(t("They were entered by {name} and are sent in your name.", { name: from.name || t("somebody else") }));
  }
  sentences.push(t("What is on the server already is not stored twice."));
  const choices = [{ key: "take", text: t("Take them in"), kind: "primary" }, { key: "", text: t("Leave them") }];
  if ((await choose(t("Take in this file?"), sentences, choices)) !== "take") return tell("");
  for (const record of records) await store.keepMessage(record);
  tell(tn("{n} answer was taken in and is sent from here.", "{n} answers were taken in and are sent from here.", records.length));
  await sender.retryNow();
};

/** Fills `root` with what waits here for the person, and keeps it up to date; returns how to stop. */
export const showQueue = (root, present) => {
  const { store, sender } = present;
  root.replaceChildren(copyOf("queue"));
  const redraw = async () => {
    const outbox = await store.outbox();
    const happened = (await store.all("happened").catch(() => [])).sort((one, other) => (one.at < other.at ? 1 : -1));
    const typed = await store.typed();
    const [waiting, stuck] = [WAITING, STUCK].map((status) => outbox.filter((record) => record.status === status));
    showGroups(root, "stuck", stuck, stuckRow(page));
    showGroups(root, "typed", typed, typedRow(page));
    showGroups(root, "waiting", waiting, waitingRow);
    showGroups(root, "happened", happened.slice(0, MOST_SHOWN), happenedRow);
    slot(root, "nothing").hidden = outbox.length + typed.length > 0;
    for (const name of ["send", "save-all"]) slot(root, name).hidden = outbox.length === 0;
  };
  let isDrawing = false;
  let isStale = false;
  const draw = async () => {
    isStale = true;
    if (isDrawing) return;
    isDrawing = true;
    while (isStale) {
      isStale = false;
      await redraw();
    }
    isDrawing = false;
  };
  const page = actionsOf(present, draw);
  slot(root, "send").addEventListener("click", () => void sender.retryNow());
  slot(root, "save-all").addEventListener("click", () => void page.saveAll());
  slot(root, "file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) await takeIn(root, file, present);
    event.target.value = "";
  });
  document.dispatchEvent(new CustomEvent("sextant:shown"));
  void draw();
  return store.subscribe(() => void draw());
};

const begin = async () => {
  const root = document.querySelector("[data-queue]");
  const present = root && (await here);
  if (present) showQueue(root, present);
};

void begin();
