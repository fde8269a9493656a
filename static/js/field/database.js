// A small promise-based cover of IndexedDB, and the same in memory for where there is none.
//
// Both give `transact(names, work)`: `work` gets `table(name)` with get, all, allOf, last, put and remove, and either
// everything it did holds or nothing. A database grows by steps: step n takes it from version n to n + 1 and keeps data.

const answer = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const tableOf = (objects) => ({
  get: (key) => answer(objects.get(key)),
  all: () => answer(objects.getAll()),
  allOf: (index, value) => answer(objects.index(index).getAll(value)),
  last: async (index) => (await answer(objects.index(index).openCursor(null, "prev")))?.value,
  put: (value) => answer(objects.put(value)),
  remove: (key) => answer(objects.delete(key)),
});

const opening = (name, version, steps) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = (event) => {
      for (const step of steps.slice(event.oldVersion)) step(request.result, request.transaction);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// A page of an older release goes on with a database that a newer one has grown: steps only add.
const openAny = async (name, steps) => {
  try {
    return await opening(name, steps.length, steps);
  } catch (error) {
    if (error?.name !== "VersionError") throw error;
    return opening(name, undefined, []);
  }
};

/** The database of this name, grown to the last of the steps. Rejects where the browser has no room or no IndexedDB. */
export const openDatabase = async (name, steps) => {
  let connection = null;
  const connect = async () => {
    connection ??= openAny(name, steps).then((opened) => {
      const forget = () => {
        opened.close();
        connection = null;
      };
      opened.onversionchange = forget;
      opened.onclose = forget;
      return opened;
    });
    connection.catch(() => {
      connection = null;
    });
    return connection;
  };

  const transact = async (names, work, { reading = false } = {}) => {
    const opened = await connect();
    const options = reading ? {} : { durability: "strict" };
    const transaction = opened.transaction(names, reading ? "readonly" : "readwrite", options);
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new DOMException("Broken off", "AbortError"));
    });
    finished.catch(() => {});
    try {
      const result = await work((table) => tableOf(transaction.objectStore(table)));
      await finished;
      return result;
    } catch (error) {
      try {
        transaction.abort();
      } catch {
        // It was over already.
      }
      throw transaction.error ?? error;
    }
  };

  await connect();
  return { transact, close: async () => (await connection)?.close() };
};

const keyOf = (path, value) => (Array.isArray(path) ? path.map((part) => value[part]) : value[path]);

/** The same in the memory of this page. `paths` maps the names of tables to the fields that make their keys. */
export const memoryDatabase = (paths) => {
  const rows = Object.fromEntries(Object.keys(paths).map((name) => [name, new Map()]));
  const table = (name) => {
    const held = rows[name];
    const all = async () => structuredClone([...held.values()]);
    const text = (key) => JSON.stringify(key);
    return {
      get: async (key) => structuredClone(held.get(text(key))),
      all,
      allOf: async (index, value) => (await all()).filter((row) => row[index] === value),
      last: async (index) => (await all()).sort((one, other) => one[index] - other[index]).at(-1),
      put: async (value) => void held.set(text(keyOf(paths[name], value)), structuredClone(value)),
      remove: async (key) => void held.delete(text(key)),
    };
  };
  return { transact: async (_names, work) => work(table), close: async () => {} };
};
