// Keeps every answer of a section the moment it is given. Used by the section page and by the pages without connection.

import { t } from "../words.js";
import { excludeOneAnother } from "./excluding.js";
import {
  adopt,
  idsOf,
  isBeingEdited,
  isOnlyEntered,
  isTyped,
  questionOf,
  show,
  showOrPutOff,
  standOver,
  stillShowsWhatWasPutOff,
} from "./question.js";
import { answerOf, isSame, rawOf, readQuestion, showRaw, shownOf, wordsOf } from "./reading.js";
import { SOON_MS, ask } from "./sender.js";
import { STUCK, replacedBy } from "./store.js";
import { clearProblem, echoFigure, figureOf, loudspeaker, showProblem } from "./telling.js";

const TYPING_MS = 3_000;
const TELL_AFTER_MS = 1_000;

/**
 * Takes over a form of questions: reads it on every change, keeps what can be read in the store, tells at the place what
 * cannot, and shows what waits over what the page brought along. `answers` maps item codes to the entries the server told
 * last. `form` carries data-interview, data-firm, data-firm-name, data-cluster, data-questionnaire, data-begun and
 * data-revisions, how many of the interview are in `answers`. Fires "field:ready" once it has taken over what was entered
 * before, and "field:news" with {conflicts, proposed, state} as the server tells them.
 * Returns {settle, problems, changed, leave}: `settle()` resolves once everything typed is kept, `problems()` are the
 * questions that cannot be read, `changed()` whether anything was given here, `leave()` stops listening.
 */
export const enter = (form, store, sender, { answers = {} } = {}) => {
  const questions = new Map();
  const asOf = Number(form.dataset.revisions) || 0;
  for (const place of form.querySelectorAll(".question[data-item]")) {
    questions.set(place.dataset.item, questionOf(place, answers[place.dataset.item], asOf));
  }
  const context = { form, store, sender, questions, writing: Promise.resolve(), say: loudspeaker(form), given: new Set() };
  form.removeAttribute("data-guard");
  excludeOneAnother(form);
  const stopListening = listen(context);
  const ready = overlay(context).then(() => takeEarlyTyping(context));
  const stopNews = store.subscribe((news) => heed(context, news));
  const onShow = (event) => event.persisted && void refresh(context);
  addEventListener("pageshow", onShow);
  return {
    settle: async () => {
      await ready;
      for (const question of questions.values()) read(context, question, { isDone: true });
      await context.writing;
    },
    problems: () => [...questions.values()].filter((question) => question.problem).map((question) => question.place),
    changed: () => context.given.size > 0,
    leave: () => {
      stopListening();
      stopNews();
      removeEventListener("pageshow", onShow);
    },
  };
};

/* From the page to the store. */

const listen = (context) => {
  const { form, questions } = context;
  const questionAt = (event) => questions.get(event.target.closest?.(".question")?.dataset.item);
  const begin = (event) => {
    const question = questionAt(event);
    if (question && !question.problem) question.stood = question.wanted;
  };
  const change = (event) => {
    const question = questionAt(event);
    if (!question || stillShowsWhatWasPutOff(question)) return;
    question.isTouched = true;
    if (context.isReady) read(context, question, { isDone: event.type === "change" || !isTyped(event.target) });
    else noteTyped(context, question);
  };
  const leave = (event) => {
    const question = questionAt(event);
    if (!question?.isStale) return;
    if (question.isTouched) return void refresh(context);
    question.isStale = false;
    show(question);
  };
  const handlers = { focusin: begin, input: change, change, focusout: leave };
  for (const [kind, handle] of Object.entries(handlers)) form.addEventListener(kind, handle);
  return () => {
    for (const [kind, handle] of Object.entries(handlers)) form.removeEventListener(kind, handle);
  };
};

// What cannot be read is kept as typed, and what stood before this edit stands again.
const read = (context, question, { isDone }) => {
  if (!question.isTouched && !question.problem) return;
  const { answer, problem } = readQuestion(question.place, question.drawn ?? question.stood);
  echoFigure(question.place, problem ? null : figureOf(question.place));
  clearTimeout(question.telling);
  if (problem) {
    keepTyped(context, question, rawOf(question.place));
    const tell = () => tellProblem(context, question, problem);
    question.problem = problem;
    if (isDone) tell();
    else question.telling = setTimeout(tell, TELL_AFTER_MS);
  } else {
    if (question.problem) clearProblem(question.place);
    if (question.problem || question.isTypedKept) keepTyped(context, question, null);
    Object.assign(question, { problem: null, drawn: null });
  }
  want(context, question, problem ? question.stood : answer, isDone);
  if (isDone && !problem) question.stood = answer;
};

const tellProblem = (context, question, problem) => {
  if (question.toldProblem === problem.text && question.place.querySelector(".field-error")) return;
  showProblem(question.place, problem);
  question.toldProblem = problem.text;
  context.say(`${wordsOf(question.place)}: ${problem.text}`);
};

// One write after the other; one that failed is told to the console and holds up none of the next.
const inTurn = (context, work) => {
  context.writing = context.writing.then(work).catch((error) => console.error(error));
  return context.writing;
};

const aboutOf = ({ form }, { place }) => {
  const { firmName = "", section = "" } = form.dataset;
  return { firmName, section, question: wordsOf(place) };
};

const noteTyped = (context, question) => {
  const { interview } = context.form.dataset;
  const typed = { interview, item: question.code, fields: rawOf(question.place), about: aboutOf(context, question) };
  context.store.journal.note(interview, question.code, "typed", typed);
};

const keepTyped = (context, question, raw) => {
  const { form, store } = context;
  question.isTypedKept = raw !== null;
  const { interview } = form.dataset;
  const strike = () => store.journal.strike(interview, question.code, "typed");
  question.raw = raw;
  if (raw) noteTyped(context, question);
  else strike();
  inTurn(context, async () => {
    await store.keepTyped(interview, question.code, raw, aboutOf(context, question));
    if (question.raw === raw) strike();
  });
};

const want = (context, question, answer, isDone) => {
  const isNew = !isSame(answer, question.wanted);
  question.wanted = answer;
  if (isNew) {
    context.given.add(question.code);
    note(context, question);
    context.sender.keeping(inTurn(context, () => write(context, question)));
  }
  if (isNew || isDone) context.writing.then(() => context.sender.kick(isDone ? SOON_MS : TYPING_MS));
};

// What is to be written, as it stands in this moment.
const changeOf = ({ form }, { code, place, wanted, line }) => ({
  record: { ...placeOf(form), item: code, question: wordsOf(place), shown: shownOf(place, wanted) },
  message: messageOf(form),
  answer: wanted,
  line,
});

// The newest word is noted as long as the database does not have it.
const note = ({ form, store }, question) => {
  const { interview } = form.dataset;
  if (question.notedIn) store.journal.strike(question.notedIn, question.code, "answer");
  question.notedIn = isSame(question.wanted, question.told) ? null : interview;
  if (question.notedIn) store.journal.note(interview, question.code, "answer", changeOf({ form }, question));
};

// What was overtaken by a newer keystroke is not written any more.
const write = async (context, question) => {
  const answer = question.wanted;
  if (isSame(answer, question.told)) return note(context, question);
  const { store, form } = context;
  const { line, head, under } = question;
  const change = changeOf(context, question);
  const written = (takesBack) =>
    store.keepChange({ ...change, answer: takesBack ? null : answer, head, under: under?.line ?? [] });
  const takesBack = Boolean(head && under && isSame(answer, under.told));
  let kept = await written(takesBack);
  if (takesBack && kept.replaced) {
    Object.assign(question, { head: null, line: under.line, told: under.told, under: null });
  } else {
    if (takesBack) kept = await written(false);
    const below = kept.replaced ? under : { line, told: question.told };
    Object.assign(question, { head: kept.id, line: [kept.id, ...below.line], told: answer, under: below });
  }
  note(context, question);
  store.announce({ kind: "given", interview: form.dataset.interview, item: question.code, answer, line: question.line });
};

const placeOf = ({ dataset }) => ({
  interview: dataset.interview,
  firm: dataset.firm,
  firmName: dataset.firmName ?? "",
  cluster: dataset.cluster ?? "",
});

const messageOf = ({ dataset }) => ({
  interview: dataset.interview,
  firm: dataset.firm,
  questionnaire: Number(dataset.questionnaire),
  begun_at: dataset.begun,
  made_at: new Date().toISOString(),
});

/* From the store and the server to the page. */

const overlay = async (context) => {
  const { form, store, questions } = context;
  for (const record of await store.outbox(form.dataset.interview)) {
    const question = questions.get(record.item);
    if (record.kind !== "revision" || !question) continue;
    const change = record.message.changes[record.item];
    question.under = { line: replacedBy(change), told: question.told };
    // What the server told meanwhile is covered by this answer and was never seen: it stays out of what is replaced.
    question.line = [record.id, ...replacedBy(change)];
    question.told = answerOf(change);
    question.head = record.id;
    question.refusal = record.status === STUCK ? record.told : null;
  }
  for (const question of questions.values()) {
    Object.assign(question, { wanted: question.told, stood: question.told });
    if (!question.isTouched) showOrPutOff(question);
    if (question.refusal) tellProblem(context, question, { part: "value", text: question.refusal });
  }
  await refreshOvertaken(context);
  for (const { item, fields } of await store.typed(form.dataset.interview)) {
    const question = questions.get(item);
    if (!question || question.isTouched) continue;
    takeTyped(context, question, fields);
  }
};

const takeTyped = (context, question, fields) => {
  showRaw(question.place, fields);
  Object.assign(question, { isTouched: true, isTypedKept: true });
  read(context, question, { isDone: true });
};

const takeEarlyTyping = (context) => {
  context.isReady = true;
  for (const question of context.questions.values()) {
    if (!question.isTouched) continue;
    read(context, question, { isDone: true });
    if (!question.problem) context.store.journal.strike(context.form.dataset.interview, question.code, "typed");
  }
  context.form.dispatchEvent(new CustomEvent("field:ready", { bubbles: true }));
};

// What this device sent may have reached the server after it had read the interview for this page, and have left the
// outbox before this script looked there.
const refreshOvertaken = async (context) => {
  const { form, store } = context;
  const drawn = Number(form.dataset.revisions) || 0;
  const happened = await store.all("happened").catch(() => []);
  const since = happened.filter(({ interview, revisions }) => interview === form.dataset.interview && revisions > drawn);
  if (since.length) await refresh(context, new Set(since.map(({ id }) => id)));
};

/**
 * Asks the server how the interview stands and shows it wherever nothing of this device waits. What is begun before this
 * script is ready stands over the answers `own`, which this device sent since the page was drawn.
 */
const refresh = async (context, own = new Set()) => {
  const { form, store, questions } = context;
  const { data, status } = await ask(`/field/interviews/${form.dataset.interview}/`);
  if (status !== 200) return;
  const waiting = new Set((await store.outbox(form.dataset.interview)).map(({ item }) => item));
  for (const question of questions.values()) {
    const entry = data.answers[question.code];
    const isBegun = isBeingEdited(question) || (!context.isReady && question.isTouched);
    if (question.head || waiting.has(question.code)) continue;
    if (!isBegun) adopt(question, entry, data.revision_count);
    else if (!context.isReady && own.has(entry?.revision)) standOver(question, entry, data.revision_count);
  }
  tellNews(context, { conflicts: data.conflicts, state: data.state });
};

const heed = (context, news) => {
  const { interview } = context.form.dataset;
  if (news.kind === "results") news.results.forEach((result) => takeResult(context, result));
  if (news.kind === "given" && news.elsewhere && news.interview === interview) takeFromOtherTab(context, news);
  if (news.kind === "left" && news.interview === interview) takeLeft(context, news);
  if (news.kind === "outbox" && news.discarded) forget(context, news.discarded);
};

// What another tab of this device gave to the same question, shown here unless it is being answered here as well. A cursor
// that only stands in a field answers nothing yet; what it answers next replaces what the other tab gave.
const takeFromOtherTab = ({ questions, isReady }, { item, answer, line }) => {
  const question = questions.get(item);
  if (!question || (!isReady && question.isTouched)) return;
  if (isBeingEdited(question) && !(isReady && isOnlyEntered(question))) return;
  const drawn = question.drawn ?? question.told;
  Object.assign(question, { line, told: answer, wanted: answer, stood: answer, head: null, under: null });
  Object.assign(question, { drawn, isTouched: false });
  showOrPutOff(question);
};

// What a page left that ended after this one had looked, shown here unless the question is being answered.
const takeLeft = (context, { item, fields }) => {
  const question = context.questions.get(item);
  if (question && !question.isTouched && !isBeingEdited(question)) takeTyped(context, question, fields);
};

const forget = ({ questions }, ids) => {
  for (const question of questions.values()) {
    if (ids.includes(question.head)) Object.assign(question, { head: null, under: null });
  }
};

const takeResult = (context, result) => {
  const { form, questions } = context;
  const isHere = result.interview === form.dataset.interview;
  const mine = [...questions.values()].filter((question) => question.line.includes(result.id));
  if (!isHere && !mine.length) return;
  if (result.interview && mine.length) form.dataset.interview = result.interview;
  if (result.outcome === "refused") {
    for (const question of mine) refuse(context, question, result);
    return;
  }
  if (result.outcome === "waiting") return;
  for (const question of mine) settle(question, result);
  for (const [code, entry] of Object.entries(result.entries ?? {})) {
    const question = questions.get(code);
    if (!question || mine.includes(question) || question.head || isBeingEdited(question)) continue;
    if (!context.isReady && question.isTouched) continue;
    adopt(question, entry, result.revision_count);
  }
  tellNews(context, { conflicts: result.conflicts ?? [], proposed: result.outcome === "proposed", state: result.state });
};

const refuse = (context, question, { text, problems = [] }) => {
  const told = (problems.find((problem) => problem.item === question.code) ?? problems[0])?.text ?? text;
  tellProblem(context, question, { part: "value", text: told });
};

// The server's word becomes what an answer given now replaces. In a conflict this page goes on with its own side of it.
const settle = (question, { id, outcome, entries = {}, conflicts = [], revision_count: asOf }) => {
  const entry = entries[question.code];
  if (outcome !== "proposed") question.line = question.line.slice(0, question.line.indexOf(id) + 1);
  if (question.line[0] !== id) return;
  Object.assign(question, { head: null, under: null });
  if (outcome === "proposed" || asOf < question.asOf) return;
  question.asOf = asOf;
  if (!entry || conflicts.includes(question.code)) return;
  if (isSame(answerOf(entry), question.told)) question.line = idsOf(entry);
  else if (isBeingEdited(question)) question.isStale = true;
  else adopt(question, entry, asOf);
};

const tellNews = ({ form, questions }, { conflicts = [], proposed = false, state = "" }) => {
  const here = conflicts.filter((code) => questions.has(code));
  form.dispatchEvent(new CustomEvent("field:news", { bubbles: true, detail: { conflicts: here, proposed, state } }));
};

/** What to say of an interview that was closed while it was being entered. */
export const closedSentence = () =>
  t("This interview was handed over meanwhile. What is entered here now is laid before a reviewer and changes nothing by itself.");
