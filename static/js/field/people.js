// Who uses this device: the names of those for whom something is kept on it, and who of them is logged in.

import { openDatabase } from "./database.js";

const STEPS = [
  (database) => {
    database.createObjectStore("people", { keyPath: "id" });
    database.createObjectStore("current", { keyPath: "key" });
  },
];

let opened = null;
const database = () => (opened ??= openDatabase("sextant", STEPS));

/** The person logged in on this device, as {id, name}, or null. */
export const currentPerson = async () => {
  try {
    const place = await database();
    return await place.transact(["people", "current"], async (table) => {
      const id = (await table("current").get("person"))?.id;
      return id ? ((await table("people").get(id)) ?? null) : null;
    });
  } catch {
    return null;
  }
};

/** Notes who is logged in, {id, name}; null when somebody logged out. What is kept for others stays theirs. */
export const setCurrentPerson = async (person) => {
  try {
    const place = await database();
    await place.transact(["people", "current"], async (table) => {
      if (!person) return void (await table("current").remove("person"));
      const known = (await table("people").get(person.id)) ?? {};
      await table("people").put({ unsent: 0, ...known, ...person });
      await table("current").put({ key: "person", id: person.id });
    });
  } catch {
    // Without a database there is nothing to note it in.
  }
};

/** Notes how many answers of a person wait on this device. */
export const noteUnsent = async (id, unsent) => {
  try {
    const place = await database();
    await place.transact(["people"], async (table) => {
      const known = await table("people").get(id);
      if (known && known.unsent !== unsent) await table("people").put({ ...known, unsent });
    });
  } catch {
    // As above.
  }
};
