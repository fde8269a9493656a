// An interview at a glance, and its end.

import { t, tn } from "../words.js";
import { handOver, takeBack } from "./handover.js";
import { heldForm, isOpen, openItems, progressOf } from "./holding.js";
import { chosen, fill, fillProgress, part } from "./parts.js";
import { missingPage, trail } from "./place_pages.js";
import { toInterview, toSection, toSubmit } from "./routes.js";
import { isAskedIn, threadsOf } from "./threads.js";

const counts = (answered, asked) => t("{answered} of {asked}", { answered, asked });

/** An interview with its firm, cluster and questions: {interview, firm, cluster, form}; null where one is not here. */
export const withForm = async (store, interview) => {
  const [firm, cluster, form] = await Promise.all([
    store.get("firms", interview.firm),
    store.get("clusters", interview.cluster),
    heldForm(store, interview, document.documentElement.lang),
  ]);
  return form && firm && cluster ? { interview, firm, cluster, form } : null;
};

/** What has to be said above an interview: what the reviewer asks, answers that differ, that it is closed. */
export const noticesOf = (held, { store, reload }) => {
  const { interview } = held;
  const notices = [];
  if (interview.state === "returned" && interview.note) notices.push(fill(part("asked"), { note: interview.note }));
  const many = (interview.conflicts ?? []).length;
  if (many && isOpen(interview)) {
    const text = tn("{n} question has two answers that differ.", "{n} questions have two answers that differ.", many);
    notices.push(fill(part("conflicts"), { text }));
  }
  if (interview.state === "finished") notices.push(handedOver(interview, store, reload));
  else if (!isOpen(interview)) notices.push(part("closed"));
  return notices;
};

const handedOver = (interview, store, reload) => {
  const notice = part("handed-over");
  if (interview.handover.tries > 0) return fill(notice, { back: null });
  notice.querySelector("button").addEventListener("click", async () => {
    await takeBack(store, interview.handover);
    reload();
  });
  return notice;
};

const sectionStep = (interview, progress) => {
  const step = document.createElement("li");
  const { section, mark, answered, asked } = progress;
  const title = document.createElement("span");
  title.textContent = section.title;
  title.lang = section.language;
  const line = document.createElement(isOpen(interview) ? "a" : "span");
  if (isOpen(interview)) line.href = toSection(interview.id, section.code);
  line.append(title, ...(isAskedIn(interview, section) ? [part("asked-mark")] : []));
  line.append(fill(chosen("marks", "mark", mark), { count: counts(answered, asked) }));
  step.append(line);
  return step;
};

const ladders = (interview, sections) => {
  const parts = [...new Set(sections.map(({ section }) => section.part))];
  return parts.map((name) => {
    const own = sections.filter(({ section }) => section.part === name);
    const made = part("ladder");
    const heading = made.querySelector("h2");
    heading.id = `part-of-${name}`;
    heading.textContent = own[0].section.part_title;
    made.setAttribute("aria-labelledby", heading.id);
    const [answered, asked] = ["answered", "asked"].map((key) => own.reduce((sum, each) => sum + each[key], 0));
    fillProgress(made, answered, asked, counts(answered, asked));
    return fill(made, { sections: own.map((each) => sectionStep(interview, each)) });
  });
};

const toFirms = (cluster) => {
  const action = part("firms-action");
  action.href = cluster.address;
  return action;
};

const overviewActions = ({ interview, cluster }, sections) => {
  if (!isOpen(interview)) return [toFirms(cluster)];
  const next = sections.find((each) => !each.isDone)?.section;
  const actions = part("interview-actions");
  const [primary, finish] = ["next", "finish"].map((name) => actions.querySelector(`[data-slot=${name}]`));
  finish.href = toSubmit(interview.id);
  if (next) {
    primary.href = toSection(interview.id, next.code);
    primary.textContent = t("Go on: {title}", { title: next.title });
  } else {
    primary.remove();
    finish.classList.add("primary");
  }
  return [actions];
};

/** The interview's parts and sections with how far they are. */
export const overviewPage = async (here, _route, interview) => {
  const held = await withForm(here.store, interview);
  if (!held) return missingPage("missing-interview")(here);
  const { firm, cluster, form } = held;
  const sections = progressOf(form, interview);
  const body = document.createElement("div");
  body.append(part("interview"));
  fill(body, {
    firm: firm.name,
    told: `${firm.code} · ${form.title}`,
    state: chosen("badges", "state", interview.state),
    notices: [...noticesOf(held, here), threadsOf(here, held, form.sections, firm.name)].filter(Boolean),
    // Answers of an interview that is with the reviewers are not on the phone.
    parts: interview.answers && (isOpen(interview) || interview.state === "finished") ? ladders(interview, sections) : [],
  });
  const way = trail([[cluster.title, cluster.address], [firm.name]]);
  return { title: firm.name, trail: way, body, actions: overviewActions(held, sections) };
};

const openSection = (interview, { section, items }) => {
  const made = part("open-section");
  const lines = items.map(({ item, why }) => {
    const line = part("open-item");
    line.querySelector("a").href = `${toSection(interview.id, section.code)}#item-${item.code}`;
    line.querySelector(".badge").classList.toggle("warning", why !== "unanswered");
    return fill(line, { question: item.text, why: chosen("why", "why", why) });
  });
  return fill(made, { title: section.title, part: section.part_title, items: lines });
};

const submitActions = (held, { store, sender, reload }) => {
  const { interview, firm, cluster } = held;
  const actions = part("submit-actions");
  actions.querySelector("[data-slot=overview]").href = toInterview(interview.id);
  const isReturned = interview.state === "returned";
  fill(actions, isOpen(interview) ? { [isReturned ? "submit" : "again"]: null } : { submit: null, again: null });
  actions.querySelector("button")?.addEventListener("click", async (event) => {
    event.currentTarget.disabled = true;
    await handOver(store, interview, firm.name);
    sender.kick();
    reload();
  });
  return isOpen(interview) ? [actions] : [toFirms(cluster), actions];
};

/** What is still open, and finishing the interview. */
export const submitPage = async (here, _route, interview) => {
  const held = await withForm(here.store, interview);
  if (!held) return missingPage("missing-interview")(here);
  const { firm, cluster, form } = held;
  const unread = new Set((await here.store.typed(interview.id)).map((row) => row.item));
  const open = isOpen(interview) ? openItems(form, interview, unread) : [];
  const body = document.createElement("div");
  body.append(part("submit"));
  fill(body, {
    heading: t("Finish the interview with {firm}", { firm: firm.name }),
    notices: noticesOf(held, here),
    sections: open.map((each) => openSection(interview, each)),
    ...(open.length || !isOpen(interview) ? { all: null } : {}),
    ...(open.length ? {} : { open: null }),
  });
  const way = trail([[cluster.title, cluster.address], [firm.name, toInterview(interview.id)], [t("Finish")]]);
  return { title: `${t("Finish")} · ${firm.name}`, trail: way, body, actions: submitActions(held, here) };
};
