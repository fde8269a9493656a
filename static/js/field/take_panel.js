// “Take along” on the page of a cluster's firms: fetches, says what it fetches, and keeps what was taken up to date.

import { number, t, tn } from "../words.js";
import { here } from "./here.js";
import { moment } from "./moments.js";
import { NotTaken, leaveBehind, refreshTaken, takeAlong } from "./take.js";

const WORKER_MS = 30_000;
const panel = document.querySelector("[data-take-along]");
const slot = (name) => panel.querySelector(`[data-slot="${name}"]`);

const megabytes = (size) => t("{size} MB", { size: number(Math.max(size / 1e6, 0.1), 1) });

const whyNot = (error) => {
  if (!(error instanceof NotTaken)) {
    return t("There is not enough room on this device. Nothing of it was kept; make room and try again.");
  }
  return {
    offline: t("There is no connection. Nothing was changed; try again when there is one."),
    portal: t("This network asks for a log-in of its own before it lets anything through. Nothing was changed."),
    server: t("The server has a problem at the moment. Nothing was changed; try again later."),
    login: t("You are not logged in any more. Log in again, then take this along."),
    person: t("Somebody else is logged in on this device now. Load the page again."),
    refused: t("You may not enter interviews in this cluster any more."),
  }[error.reason];
};

const languageOf = (code) => new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(code);

const tell = (text) => {
  slot("state").textContent = text;
};

const showStep = ({ step, steps, form }) => {
  const bar = panel.querySelector("progress");
  slot("progress").hidden = false;
  bar.max = steps;
  bar.value = step;
  tell(
    form
      ? t("Fetching the questions in {language}: {step} of {steps} …", { language: languageOf(form.language), step, steps })
      : t("Fetching the firms …"),
  );
};

const workerIsReady = () =>
  Promise.race([
    navigator.serviceWorker.ready.then(() => true),
    new Promise((resolve) => setTimeout(() => resolve(false), WORKER_MS)),
  ]);

const describe = (cluster, firms) => {
  const languages = new Set(cluster.forms.map((form) => form.language)).size;
  const parts = [
    tn("{n} firm", "{n} firms", firms),
    tn("{n} language", "{n} languages", languages),
    megabytes(cluster.size),
  ];
  return t("On this device since {when}: {what}.", { when: moment(cluster.taken_at), what: parts.join(", ") });
};

const showState = async (store, id) => {
  const cluster = await store.get("clusters", id);
  const firms = cluster ? (await store.allOf("firms", "cluster", id)).length : 0;
  slot("progress").hidden = true;
  slot("take").hidden = Boolean(cluster);
  slot("again").hidden = slot("leave").hidden = !cluster;
  slot("about").hidden = Boolean(cluster);
  tell(cluster ? describe(cluster, firms) : "");
};

const fetchAll = async (store, id) => {
  await takeAlong(store, id, showStep);
  tell(t("Fetching the application itself …"));
  const isReady = await workerIsReady();
  const persists = (await navigator.storage?.persist?.()) ?? false;
  await showState(store, id);
  if (!isReady) return t("The pages themselves could not be kept. Load this page again with a good connection.");
  return persists ? "" : t("The browser may take this away when the device runs out of room; installing Sextant prevents that.");
};

const press = (store, id, work) => async () => {
  const buttons = panel.querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  slot("warning").textContent = "";
  try {
    slot("warning").textContent = (await work(store, id)) ?? "";
  } catch (error) {
    await showState(store, id);
    slot("warning").textContent = whyNot(error);
  }
  buttons.forEach((button) => (button.disabled = false));
};

const remove = async (store, id) => {
  const staying = await leaveBehind(store, id);
  await showState(store, id);
  if (!staying) return "";
  return tn(
    "Answers of {n} interview still wait on this device. Send them first; nothing was removed.",
    "Answers of {n} interviews still wait on this device. Send them first; nothing was removed.",
    staying,
  );
};

const begin = async () => {
  const opened = await here;
  if (!opened) return;
  const { store } = opened;
  const id = panel.dataset.cluster;
  panel.hidden = false;
  if (!navigator.serviceWorker || !store.isDurable) {
    panel.querySelectorAll("button").forEach((button) => (button.hidden = true));
    slot("about").textContent = navigator.serviceWorker
      ? t("This browser keeps nothing when it is closed (a private window?), so nothing can be taken along.")
      : t("The address of this page does not begin with https, so the browser keeps no pages and nothing can be taken along.");
    return;
  }
  slot("take").addEventListener("click", press(store, id, fetchAll));
  slot("again").addEventListener("click", press(store, id, fetchAll));
  slot("leave").addEventListener("click", press(store, id, remove));
  await showState(store, id);
  await refreshTaken(store);
  await showState(store, id);
};

if (panel) void begin();
