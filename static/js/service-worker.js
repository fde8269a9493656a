// Answers for the server where there is no connection. The view that serves this script puts PARTS before it: the
// version, the files and the app page in each language. Only these are kept; nothing personal is, and nothing that is
// sent passes through here.
/* global PARTS */

const CACHE = `sextant-${PARTS.version}`;
const CHOICES = "sextant-choices";
const PATIENCE_MS = 4000;
const DISTRUST_MS = 20000;

// Where the last page had to be waited for in vain, the next ones are not waited for.
let waitedInVainAt = -Infinity;
const distrusts = () => Date.now() - waitedInVainAt < DISTRUST_MS;

const isHtml = (answer) => (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
const isOurs = (answer) => answer.headers.has("Sextant");

// The request itself goes on as it came; only the waiting ends.
const within = (milliseconds, answering) => {
  const isUp = new Promise((_resolve, reject) => {
    setTimeout(() => reject(new DOMException("waited in vain", "TimeoutError")), milliseconds);
  });
  return Promise.race([answering, isUp]).catch((error) => {
    if (error.name === "TimeoutError") waitedInVainAt = Date.now();
    throw error;
  });
};

/* What is kept: all of it or nothing, so that a page never meets a script of another version. */

const fetchPart = async (address, isPage) => {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
  // A file that the application itself does not have is missed with a connection as well.
  if (answer.status === 404 && isOurs(answer) && !isPage) return null;
  // What a captive portal or a proxy says in our place is no part of the application.
  if (!answer.ok || (isPage ? !isOurs(answer) : isHtml(answer))) throw new Error(`${address}: ${answer.status}`);
  return [address, answer];
};

const keepAll = async () => {
  const parts = await Promise.all([
    ...PARTS.assets.map((address) => fetchPart(address, false)),
    ...Object.values(PARTS.pages).map((address) => fetchPart(address, true)),
  ]);
  const cache = await caches.open(CACHE);
  await Promise.all(parts.filter(Boolean).map(([address, answer]) => cache.put(address, answer)));
  await self.skipWaiting();
};

const takeOver = async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith("sextant-") && name !== CACHE && name !== CHOICES);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
};

self.addEventListener("install", (event) => event.waitUntil(keepAll()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

/* What the phone holds, read from the databases the pages write. */

const open = (name) =>
  new Promise((resolve) => {
    const request = indexedDB.open(name);
    // A database that is not there yet is not ours to make.
    request.onupgradeneeded = () => request.transaction.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
  });

const read = async (name, store, ask) => {
  const database = await open(name);
  if (!database) return undefined;
  try {
    if (!database.objectStoreNames.contains(store)) return undefined;
    return await new Promise((resolve) => {
      const request = ask(database.transaction(store).objectStore(store));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    });
  } finally {
    database.close();
  }
};

const whoever = async () => {
  const [current] = (await read("sextant", "current", (store) => store.getAll())) ?? [];
  return current?.id ?? current?.person ?? null;
};

const INTERVIEW = /^\/interviews\/([0-9a-f-]{36})\/(sections\/[\w-]+\/|submit\/)?$/;
const FIRMS = /^\/studies\/[\w-]+\/clusters\/[\w-]+\/firms\/$/;
const APP = /^\/(field\/(queue\/)?)?$/;

const isEntry = (path) => APP.test(path) || FIRMS.test(path) || INTERVIEW.test(path);

// Whether the app page has something to show at this address.
const canHelp = async (path) => {
  const person = await whoever();
  if (person === null) return false;
  const interview = INTERVIEW.exec(path)?.[1];
  if (interview) return Boolean(await read(`sextant-${person}`, "interviews", (store) => store.get(interview)));
  return Boolean(await read(`sextant-${person}`, "clusters", (store) => store.count()));
};

const appPage = async () => {
  const choices = await caches.open(CHOICES);
  const chosen = await (await choices.match("/language"))?.text();
  const language = [chosen, ...self.navigator.languages.map((each) => each.toLowerCase())].find(
    (each) => each in PARTS.pages,
  );
  const cache = await caches.open(CACHE);
  return cache.match(PARTS.pages[language] ?? Object.values(PARTS.pages)[0]);
};

/* Pages: from the server; where it does not answer, or somebody else does, from the phone. */

const serverAnswers = async () => {
  try {
    const answer = await within(PATIENCE_MS, fetch(PARTS.session, { redirect: "manual", cache: "no-store" }));
    if (isOurs(answer)) waitedInVainAt = -Infinity;
    return isOurs(answer);
  } catch {
    return false;
  }
};

const page = async (event, path) => {
  const entry = isEntry(path);
  if (entry && distrusts() && (await canHelp(path))) {
    event.waitUntil(serverAnswers());
    return appPage();
  }
  let answer;
  try {
    answer = await (entry ? within(PATIENCE_MS, fetch(event.request)) : fetch(event.request));
  } catch {
    return (await appPage()) ?? Response.error();
  }
  // Where a redirect leads cannot be read here, so the server is asked whether it is there at all.
  if (answer.type === "opaqueredirect") return (await serverAnswers()) ? answer : ((await appPage()) ?? answer);
  const isHelpful = isOurs(answer) ? answer.status >= 500 || answer.status === 404 : entry || isHtml(answer);
  if (!isHelpful) return answer;
  if (isOurs(answer) && !(entry && (await canHelp(path)))) return answer;
  // An interview begun on this phone is unknown to the server until its first answer has arrived.
  if (answer.status === 404 && !INTERVIEW.test(path)) return answer;
  return (await appPage()) ?? answer;
};

const asset = async (request) => {
  const kept = async () => (await caches.open(CACHE)).match(request);
  if (distrusts()) {
    const known = await kept();
    if (known) return known;
  }
  try {
    const answer = await within(PATIENCE_MS, fetch(request));
    if (answer.ok && !isHtml(answer)) return answer;
    return (await kept()) ?? answer;
  } catch {
    return (await kept()) ?? Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && !address.pathname.startsWith(PARTS.static)) {
    event.respondWith(page(event, address.pathname));
  } else if (address.pathname.startsWith(PARTS.static)) {
    event.respondWith(asset(request));
  }
});
