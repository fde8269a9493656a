// The newest word to each question, noted in the moment of the keystroke and struck out once the database has it.
//
// A write to the database takes longer than the next keystroke, and a tab that is closed meanwhile takes it along. What
// stands here outlives the tab and is taken into the outbox by the next page of Sextant the same person opens. A page
// holds a lock as long as it lives, so that no other page takes up what it is about to write itself.

const PREFIX = "sextant-journal";
const UNLOCKED_MS = 10_000;
const DYING_MS = 500;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const lockOf = (page) => `${PREFIX}-${page}`;

// A browser without room or without storage only loses the net under the database, not the database.
const attempt = (work, otherwise) => {
  try {
    return work();
  } catch {
    return otherwise;
  }
};

/** What a journal does where there is no storage: nothing. */
const NONE = { note: () => {}, strike: () => {} };

/** Begins the journal of one page of a person: {note(interview, item, part, entry), strike(interview, item, part)}. */
export const openJournal = async (person, page) => {
  if (!attempt(() => localStorage, null)) return NONE;
  await live(page);
  const keyOf = (interview, item, part) => [PREFIX, person, page, interview, item, part].join("|");
  return {
    note: (interview, item, part, entry) =>
      attempt(() => localStorage.setItem(keyOf(interview, item, part), JSON.stringify({ ...entry, noted: Date.now() }))),
    strike: (interview, item, part) => attempt(() => localStorage.removeItem(keyOf(interview, item, part))),
  };
};

// Resolves once this page holds its lock, which it gives back only by ending.
const live = (page) =>
  new Promise((resolve) => {
    if (!navigator.locks) return resolve();
    const forever = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks.request(lockOf(page), forever).catch(resolve);
  });

// Under which name what was entered on this very page was noted before its script was ready; see early.js.
const ownEarly = () => document.getElementById("answers")?.dataset.early;

/**
 * Hands what ended pages of this person left to `take(part, entry)`, each word once. Resolves after the pages that had
 * ended already, to {late}: null, or where a page that had noted something was still there, the promise that all of it
 * has been handed over after its end or been written by itself.
 */
export const recover = async (person, take) => {
  const pages = [...new Set(leftBy(person).map(({ page }) => page))].filter((page) => page !== ownEarly());
  const all = Promise.all(pages.map((page) => afterItsEnd(page, () => takeAll(person, page, take))));
  const isDone = await Promise.race([all.then(() => true, () => true), pause(DYING_MS)]);
  return { late: isDone ? null : Promise.race([all, struckOut(person, pages)]) };
};

// Resolves once these pages have nothing noted any more.
const struckOut = (person, pages) =>
  new Promise((resolve) => {
    const look = () => {
      if (leftBy(person).some(({ page }) => pages.includes(page))) return;
      removeEventListener("storage", look);
      resolve();
    };
    addEventListener("storage", look);
    look();
  });

const leftBy = (person) =>
  attempt(() => Object.keys(localStorage), [])
    .filter((key) => key.startsWith(`${PREFIX}|${person}|`))
    .map((key) => ({ key, page: key.split("|")[2], part: key.split("|")[5] }));

const afterItsEnd = async (page, work) => {
  if (navigator.locks) return navigator.locks.request(lockOf(page), work);
  await pause(UNLOCKED_MS);
  return work();
};

// Without locks a page may be alive that is about to write the word itself.
const mayBeWritten = ({ noted }) => !navigator.locks && Date.now() - noted < UNLOCKED_MS;

// Answers before what could not be read: the one typed last stands over the other.
const takeAll = async (person, page, take) => {
  const left = leftBy(person).filter((each) => each.page === page);
  for (const { key, part } of left.sort((one, other) => (one.part < other.part ? -1 : 1))) {
    const entry = attempt(() => JSON.parse(localStorage.getItem(key)), null);
    try {
      if (entry && mayBeWritten(entry)) continue;
      if (entry) await take(part, entry);
      attempt(() => localStorage.removeItem(key));
    } catch (error) {
      // It stays noted for the next page.
      console.error(error);
    }
  }
};
