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

// What is entered before the script of the section is ready counts as waiting until that has taken it over.
const countEarly = (sender) => {
  const count = () => {
    if (!document.querySelector("#answers[data-early]")) return;
    document.removeEventListener("field:early", count);
    sender.keeping(new Promise((resolve) => document.addEventListener("field:ready", resolve, { once: true })));
  };
  document.addEventListener("field:early", count);
  count();
};

const open = async () => {
  const person = await whoIsHere();
  if (!person) return null;
  const store = await openStore(person.id);
  await store.setMeta("name", person.name).catch(() => {});
  store.journal = await openJournal(person.id, newId());
  const { late } = await recover(person.id, takeUpInto(store));
  const sender = startSender(store);
  if (late) {
    sender.keeping(late);
    late.then(() => sender.kick(SOON_MS), () => {});
  }
  countEarly(sender);
  sender.subscribe(({ waiting, stuck, typed }) => void noteUnsent(person.id, waiting + stuck + typed));
  return { person, store, sender };
};

/** Resolves to {person, store, sender}, or to null where nobody is logged in. */
export const here = open();
