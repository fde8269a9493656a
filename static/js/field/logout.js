// Logging out while something waits here: it is sent, saved as a file, or kept here for the same person.

import { t, tn } from "../words.js";
import { settle } from "../leaving.js";
import { choose } from "./dialog.js";
import { saveAsFile } from "./files.js";
import { here } from "./here.js";
import { setCurrentPerson } from "./people.js";

const SEND_MS = 20_000;

const WHY = {
  offline: () => t("There is no connection."),
  login: () => t("The login has run out: log in again to send."),
  person: () => t("Somebody else is logged in now."),
  portal: () => t("Something else answers in place of Sextant."),
  server: () => t("The server has trouble."),
};

const counted = ({ waiting, stuck, typed }) => {
  const parts = [];
  if (waiting) parts.push(tn("{n} answer has not reached the server yet.", "{n} answers have not reached the server yet.", waiting));
  if (stuck) parts.push(tn("{n} answer was not taken by the server.", "{n} answers were not taken by the server.", stuck));
  if (typed) parts.push(tn("{n} entry cannot be read yet.", "{n} entries cannot be read yet.", typed));
  return parts;
};

const isClean = ({ waiting, stuck, typed }) => waiting + stuck + typed === 0;

const choicesFor = ({ waiting, stuck }, name) => [
  ...(waiting ? [{ key: "send", text: t("Send now, then log out"), kind: "primary" }] : []),
  ...(waiting + stuck ? [{ key: "file", text: t("Save as a file, then log out") }] : []),
  { key: "keep", text: t("Log out and keep them here for {name}", { name }) },
  { key: "", text: t("Stay logged in") },
];

// Whether to log out. What is kept stays in the person's own place, which opens for nobody else.
const decide = async ({ store, sender, person }) => {
  await settle();
  await sender.refresh();
  let said = [];
  while (!isClean(sender.state)) {
    const kept = t("Kept here, they are shown to nobody else and go on when {name} logs in again.", { name: person.name });
    const chosen = await choose(t("Something is only on this device"), [...counted(sender.state), ...said, kept], choicesFor(sender.state, person.name));
    if (chosen === null) return false;
    if (chosen === "keep") return true;
    if (chosen === "file") {
      await saveAsFile(store, await store.outbox(), person);
      return true;
    }
    await Promise.race([sender.retryNow(), new Promise((resolve) => setTimeout(resolve, SEND_MS))]);
    await sender.refresh();
    said = sender.state.waiting ? [WHY[sender.state.trouble]?.() ?? t("They could not be sent.")] : [];
  }
  return true;
};

const logOut = async (form) => {
  const present = await here;
  if (present && !(await decide(present))) return;
  await setCurrentPerson(null);
  form.submit();
};

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-logout]")) return;
  event.preventDefault();
  void logOut(event.target);
});
