// Who is logged in on this page, what is kept for them here, and the one sender of the page.

import { openJournal, recover } from "./journal.js";
import { currentPerson, noteUnsent, setCurrentPerson } from "./people.js";
import { SOON_MS, startSender } from "./sender.js";
import { newId, openStore } from "./store.js";
import { takeUpInto } from "./taking_up.js";

// A page of the server names the person; a page that came without a connection asks the device.
const whoIsHere = async () => {
  const { person, personName } = document.body.dataset;
  if (person === undefined) return currentPerson();
  if (!person) return null;
  const told = { id: person, name: personName ?? "" };
  await setCurrentPerson(told);
  return told;
};

const open = async () => {
  const person = await whoIsHere();
  if (!person) return null;
  const store = await openStore(person.id);
  await store.setMeta("name", person.name).catch(() => {});
  store.journal = await openJournal(person.id, newId());
  let sender = null;
  await recover(person.id, takeUpInto(store), () => sender?.kick(SOON_MS));
  sender = startSender(store);
  sender.subscribe(({ waiting, stuck, typed }) => void noteUnsent(person.id, waiting + stuck + typed));
  return { person, store, sender };
};

/** Resolves to {person, store, sender}, or to null where nobody is logged in. */
export const here = open();
