// The worker that answers where there is no connection: registered on every page of somebody who is logged in, and made
// known when a newer one takes over.

import { t } from "../words.js";
import { here } from "./here.js";
import { say } from "./notices.js";
import { refreshTaken } from "./take.js";

const CHOICES = "sextant-choices";
const HOUR_MS = 3_600_000;
const worker = navigator.serviceWorker;

// The app page is to speak the language that was last read here.
const noteLanguage = async () => {
  if (document.querySelector("[data-app]") || !globalThis.caches) return;
  const choices = await caches.open(CHOICES);
  await choices.put("/language", new Response(document.documentElement.lang));
};

// Questions taken along are drawn by the server: with a new version they come anew.
const refresh = async (options) => {
  const opened = await here;
  if (opened && navigator.onLine) await refreshTaken(opened.store, options).catch(() => {});
};

const begin = async () => {
  try {
    await worker.register("/service-worker.js", { scope: "/" });
    await noteLanguage();
    await refresh({ rest: HOUR_MS });
  } catch {
    // Without the worker every page works as before, with a connection.
  }
};

if (worker) {
  let isFirst = !worker.controller;
  worker.addEventListener("controllerchange", () => {
    if (!isFirst) {
      say(t("A new version of Sextant is used from the next page on."));
      void refresh({ rest: 0 });
    }
    isFirst = false;
  });
  if (document.readyState === "complete") void begin();
  else addEventListener("load", () => void begin());
}
