// From a question on the page to the answer it gives, and back: the same rules as surveys/forms/answers.py.
//
// A question is an article with data-item, data-kind and, where there are bounds, data-minimum and data-maximum. An answer
// is {state, value, done_by, note, evidence}, as it is stored.

import { number, t } from "../words.js";
import { UnreadableNumber, readNumber, showNumber } from "./numbers.js";

const RADIO_KINDS = new Set(["yes_no", "single", "level"]);
const NUMBER_KINDS = new Set(["share", "count", "number", "money", "year"]);
const WHOLE_KINDS = new Set(["count", "year"]);
const NOT_TOLD = "-";
const STATE = "state:";
export const UNANSWERED = { state: "missing", value: null, done_by: "", note: "", evidence: {} };

const partsOf = (question, part) => [...question.querySelectorAll(`[name="${question.dataset.item}-${part}"]`)];
const textOf = (question, part) => (partsOf(question, part)[0]?.value ?? "").trim().replaceAll("\r\n", "\n");
const chosenOf = (question, part) => partsOf(question, part).filter((field) => field.checked).map((field) => field.value);
const told = (code) => (!code || code === NOT_TOLD ? "" : code);
const isState = (code) => code.startsWith(STATE);

/** Whether something was done that somebody did: a yes, a figure above zero, a choice other than none. */
export const isPositive = (value) =>
  !(value === null || value === false || value === 0 || value === "" || (Array.isArray(value) && value.join() in { "": 1, none: 1 }));

/** What is wrong with a question, and in which of its parts ("value" or "note"). */
class Unreadable extends Error {
  constructor(part, message) {
    super(message);
    this.part = part;
  }
}

const readFigure = (question) => {
  const { kind, minimum, maximum } = question.dataset;
  const text = textOf(question, "value");
  if (!text) return null;
  const figure = readNumber(text, WHOLE_KINDS.has(kind));
  const shown = { number: showNumber(figure), least: "", most: "" };
  if (minimum && figure < Number(minimum)) {
    shown.least = showNumber(Number(minimum));
    throw new UnreadableNumber(t("{number} is less than {least}, the least this can be.", shown));
  }
  if (maximum && figure > Number(maximum)) {
    shown.most = showNumber(Number(maximum));
    throw new UnreadableNumber(t("{number} is more than {most}, the most this can be.", shown));
  }
  return figure;
};

const labelOf = (field) => field.labels[0]?.textContent.trim() ?? field.value;

const readSeveral = (question) => {
  const chosen = partsOf(question, "value").filter((field) => field.checked);
  const none = chosen.find((field) => field.value === "none");
  if (none && chosen.length > 1) {
    throw new Unreadable("value", t("“{none}” cannot stand beside others. Take it away, or the others.", { none: labelOf(none) }));
  }
  return chosen.length ? chosen.map((field) => field.value) : null;
};

const readValue = (question) => {
  const { kind } = question.dataset;
  if (kind === "multiple") return readSeveral(question);
  if (!NUMBER_KINDS.has(kind)) return textOf(question, "value") || null;
  try {
    return readFigure(question);
  } catch (error) {
    if (error instanceof UnreadableNumber) throw new Unreadable("value", error.message);
    throw error;
  }
};

const chosenValue = (question, code) => {
  if (question.dataset.kind === "yes_no") return code === "yes";
  return question.dataset.kind === "level" ? Number(code) : code;
};

// The state and the value that were meant; what was changed prevails over what stood there.
const resolve = (question, before) => {
  if (RADIO_KINDS.has(question.dataset.kind)) {
    const [code = ""] = chosenOf(question, "value");
    if (!code || isState(code)) return { state: code.slice(STATE.length) || "missing", value: null };
    return { state: "answered", value: chosenValue(question, code) };
  }
  const value = readValue(question);
  const [mark] = chosenOf(question, "state");
  const marked = mark?.slice(STATE.length);
  if (!marked || (value !== null && marked === before.state)) return { state: value === null ? "missing" : "answered", value };
  if (value !== null && JSON.stringify(value) !== JSON.stringify(before.value)) {
    const state = labelOf(partsOf(question, "state").find((field) => field.checked));
    throw new Unreadable("value", t("There is a value here, and “{state}” is marked as well. Empty one of the two.", { state }));
  }
  return { state: marked, value: null };
};

/**
 * Reads a question: {answer}, or {problem: {part, text}} where it cannot be read as an answer. `before` is the answer
 * that stood there.
 */
export const readQuestion = (question, before = UNANSWERED) => {
  try {
    const { state, value } = resolve(question, before);
    const note = textOf(question, "note");
    if (state === "not_applicable" && !note) {
      throw new Unreadable("note", t("Say in the note why this does not apply to the firm."));
    }
    const evidence = { kind: told(chosenOf(question, "evidence_kind")[0]), text: textOf(question, "evidence_text") };
    const given = Object.fromEntries(Object.entries(evidence).filter(([, text]) => text));
    const doneBy = isPositive(value) ? told(chosenOf(question, "done_by")[0]) : "";
    return { answer: { state, value, done_by: doneBy, note, evidence: given } };
  } catch (error) {
    if (error instanceof Unreadable) return { problem: { part: error.part, text: error.message } };
    throw error;
  }
};

/** An entry of the server, or nothing, as an answer. */
export const answerOf = (entry) => {
  const { state, value, done_by, note, evidence } = { ...UNANSWERED, ...entry };
  return { state, value: value ?? null, done_by: done_by ?? "", note: note ?? "", evidence: evidence ?? {} };
};

/** Whether two answers are the same in everything. */
export const isSame = (one, other) =>
  JSON.stringify([one.state, one.value, one.done_by, one.note, one.evidence.kind ?? "", one.evidence.text ?? ""]) ===
  JSON.stringify([other.state, other.value, other.done_by, other.note, other.evidence.kind ?? "", other.evidence.text ?? ""]);

const setText = (question, part, text) => partsOf(question, part).forEach((field) => (field.value = text));
const choose = (question, part, codes) =>
  partsOf(question, part).forEach((field) => (field.checked = codes.includes(field.value)));

const codeOf = (kind, { state, value }) => {
  if (state !== "answered") return state === "missing" ? "" : STATE + state;
  return kind === "yes_no" ? (value ? "yes" : "no") : String(value);
};

/** Shows an answer in its question. */
export const showAnswer = (question, answer) => {
  const { kind } = question.dataset;
  const { state, value, done_by, note, evidence } = answer;
  if (RADIO_KINDS.has(kind)) {
    choose(question, "value", [codeOf(kind, answer)]);
  } else {
    choose(question, "state", state === "answered" || state === "missing" ? [] : [STATE + state]);
    if (kind === "multiple") choose(question, "value", value ?? []);
    else setText(question, "value", value === null ? "" : NUMBER_KINDS.has(kind) ? showNumber(value) : value);
  }
  choose(question, "done_by", [done_by]);
  setText(question, "note", note);
  choose(question, "evidence_kind", [evidence.kind ?? ""]);
  setText(question, "evidence_text", evidence.text ?? "");
  openDetails(question);
};

const PARTS = ["value", "state", "done_by", "note", "evidence_kind", "evidence_text"];

/** Everything that stands in a question as it was typed and chosen, whether or not it can be read. */
export const rawOf = (question) =>
  Object.fromEntries(
    PARTS.map((part) => [part, partsOf(question, part)])
      .filter(([, fields]) => fields.length)
      .map(([part, fields]) => [part, isChoice(fields[0]) ? chosenOf(question, part) : fields[0].value]),
  );

/** Puts back what `rawOf` gave. */
export const showRaw = (question, raw) => {
  for (const [part, told] of Object.entries(raw)) {
    if (Array.isArray(told)) choose(question, part, told);
    else setText(question, part, told);
  }
  openDetails(question);
};

const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

const openDetails = (question) => {
  const body = question.querySelector(".disclosure-body [name$='-note']")?.closest("details");
  const filled = rawOf(question);
  if (body && (filled.note || filled.evidence_text || filled.evidence_kind?.length)) body.open = true;
};

/** The question as it is asked. */
export const wordsOf = (question) =>
  question.querySelector(".answer > legend, .answer > label")?.firstChild?.textContent.trim() ?? question.dataset.item;

/** The answer in the words of the page. */
export const shownOf = (question, answer) => {
  const { kind } = question.dataset;
  const labelled = (part, code) => {
    const field = partsOf(question, part).find((each) => each.value === code);
    return field ? labelOf(field) : code.replace(STATE, "");
  };
  const code = codeOf(kind, answer);
  if (answer.state !== "answered") {
    return labelled(RADIO_KINDS.has(kind) ? "value" : "state", code || `${STATE}missing`);
  }
  if (RADIO_KINDS.has(kind)) return labelled("value", code);
  if (kind === "multiple") return answer.value.map((each) => labelled("value", each)).join("; ");
  const unit = question.querySelector(".with-unit > .unit")?.textContent.trim() ?? "";
  const value = NUMBER_KINDS.has(kind) && kind !== "year" ? number(answer.value) : String(answer.value);
  return `${value} ${unit}`.trim();
};
