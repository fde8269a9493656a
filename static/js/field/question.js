// One question of a section as its script knows it: what stands, what is wanted, and what an answer given now replaces.

import { markZeros } from "./excluding.js";
import { answerOf, isSame, readQuestion, showAnswer } from "./reading.js";
import { echoFigure } from "./telling.js";

/** The ids under which the server knows an entry. */
export const idsOf = (entry) => (entry?.revision ? [entry.revision, ...(entry.same ?? [])] : []);

/** Whether a field is typed into, not chosen. */
export const isTyped = (field) => field.matches("textarea, input:not([type=radio], [type=checkbox])");

// Somebody may have begun before this script was there.
const isTypedInto = (place) =>
  [...place.querySelectorAll("input:not([type=hidden]), textarea")].some((field) =>
    isTyped(field) ? field.value !== field.defaultValue : field.checked !== field.defaultChecked,
  );

/**
 * A question at its place on the page: what stands (`told`), the ids an answer given now replaces (`line`, the one seen
 * first), the message this page wrote last (`head`) with what stood under it (`under`), the answer from before the present
 * edit (`stood`), what the fields showed to who began before this script was there (`drawn`), and after how many revisions
 * of the interview the server's word was that stands here (`asOf`).
 */
export const questionOf = (place, entry, asOf) => {
  const told = answerOf(entry);
  const isTouched = isTypedInto(place) || Boolean(place.querySelector(".field-error"));
  const chain = { line: idsOf(entry), told, wanted: told, stood: told, head: null, under: null };
  return { place, code: place.dataset.item, isTouched, drawn: told, asOf, ...chain };
};

const hasFocus = ({ place }) => place.contains(document.activeElement);

const isPending = (question) => Boolean(question.problem) || !isSame(question.wanted, question.told);

export const isBeingEdited = (question) => isPending(question) || hasFocus(question);

/** Whether a cursor stands in the question and everything that was entered there is kept. */
export const isOnlyEntered = (question) => hasFocus(question) && !isPending(question);

export const show = (question) => {
  question.drawn = null;
  showAnswer(question.place, question.told);
  markZeros(question.place);
  echoFigure(question.place, question.told.value);
};

/** Shows what stands, or marks it as stale: under a cursor nothing changes, what is typed next would be added to it. */
export const showOrPutOff = (question) => {
  question.isStale = hasFocus(question) && !isSame(question.told, question.drawn);
  if (!question.isStale) show(question);
};

/** Whether the fields say what they said when something newer was put off: leaving a field tells of its last change again. */
export const stillShowsWhatWasPutOff = ({ isStale, isTouched, drawn, place }) => {
  const { answer } = isStale && !isTouched ? readQuestion(place, drawn) : {};
  return Boolean(answer) && isSame(answer, drawn);
};

/** Lets what is being entered stand over an answer that the same device gave, of which the page knew nothing. */
export const standOver = (question, entry, asOf) => {
  if (asOf < question.asOf) return;
  const drawn = question.drawn ?? question.told;
  const told = answerOf(entry);
  Object.assign(question, { line: idsOf(entry), told, wanted: told, stood: told, asOf, drawn, isStale: true });
};

/**
 * Takes over an entry as the server told it after so many revisions, and shows it. An earlier word may come later: asked
 * for before an answer arrived, and told after that was settled.
 */
export const adopt = (question, entry, asOf) => {
  if (asOf < question.asOf) return;
  const told = answerOf(entry);
  const isOther = question.isStale || !isSame(told, question.told);
  const chain = { line: idsOf(entry), told, wanted: told, stood: told, head: null, under: null };
  Object.assign(question, { ...chain, asOf, isStale: false });
  if (isOther) show(question);
};
