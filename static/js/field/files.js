// Answers as a file: for what cannot be sent from here, to be taken in on another machine under the same ids.

import { t, tn } from "../words.js";
import { element } from "./telling.js";

const KIND = "sextant-answers";
const FORMAT = 1;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A file that is none of ours, or is not whole; `message` says what to do. */
export class UnreadableFile extends Error {}

// The check sum that ZIP files bear: it finds a file that was cut off or changed by accident.
const checkSum = (text) => {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (~sum >>> 0).toString(16).padStart(8, "0");
};

const written = ({ firmName, item, question, shown, message }) => ({ firmName, item: item ?? "", question, shown, message });

/** The text of the file with these records of the outbox. */
export const fileOf = (records, person) => {
  const messages = records.map(written);
  const sum = checkSum(JSON.stringify(messages));
  const from = { id: person.id, name: person.name };
  return JSON.stringify({ kind: KIND, format: FORMAT, saved_at: new Date().toISOString(), person: from, sum, messages }, null, 1);
};

const padded = (figure) => String(figure).padStart(2, "0");

/** What the file is called: the firm, or how many firms, and when it was saved. */
export const fileName = (records, now = new Date()) => {
  const firms = [...new Set(records.map((record) => record.firmName))];
  const about = firms.length === 1 ? firms[0] : tn("{n} firm", "{n} firms", firms.length);
  const day = `${now.getFullYear()}-${padded(now.getMonth() + 1)}-${padded(now.getDate())}`;
  const parts = ["sextant", about, day, `${padded(now.getHours())}${padded(now.getMinutes())}`];
  return `${parts.join(" ").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/-$/, "")}.json`;
};

/** Hands a file to the person, and fixes the content of what stands in it. */
export const saveAsFile = async (store, records, person) => {
  await store.markTried(records.map((record) => record.id));
  const address = URL.createObjectURL(new Blob([fileOf(records, person)], { type: "application/json" }));
  const link = element("a", { href: address, download: fileName(records), hidden: "" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};

const HAS_CONTENT = {
  revision: ({ changes }) => Object.keys(changes ?? {}).length > 0,
  comment: ({ text }) => typeof text === "string" && text.trim() !== "",
  handover: () => true,
};

const isMessage = ({ message }) =>
  typeof message?.id === "string" &&
  ID.test(message.id) &&
  ID.test(message.interview) &&
  ID.test(message.firm) &&
  Boolean(HAS_CONTENT[message.kind]?.(message));

/** The content of a file: {person, savedAt, records} ready for the outbox. Throws UnreadableFile. */
export const readFile = (text) => {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    content = null;
  }
  if (content?.kind !== KIND || !Array.isArray(content.messages)) {
    throw new UnreadableFile(t("This is no file of answers. Choose one that was saved on such a page as this."));
  }
  if (content.format > FORMAT) {
    throw new UnreadableFile(t("This file was made by a newer version. Open this page with a connection first, then choose the file again."));
  }
  if (content.sum !== checkSum(JSON.stringify(content.messages)) || !content.messages.every(isMessage)) {
    throw new UnreadableFile(t("This file is not as it was saved. Save it once more on the device it comes from, or ask there for a copy."));
  }
  const records = content.messages.map((each) => ({
    ...written(each),
    id: each.message.id,
    kind: each.message.kind,
    interview: each.message.interview,
    firm: each.message.firm,
    cluster: "",
    at: each.message.made_at,
    // It may have been sent from where it comes from, so its content is fixed.
    tries: 1,
    origin: "file",
  }));
  return { person: content.person ?? {}, savedAt: content.saved_at, records };
};
