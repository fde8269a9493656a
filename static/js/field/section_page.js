// A section of an interview: the questions as the server drew them, the answers as this phone holds them.

import { beforeLeaving } from "../leaving.js";
import { number, t } from "../words.js";
import { enter } from "./entry.js";
import { isOpen } from "./holding.js";
import { noticesOf, withForm } from "./interview_page.js";
import { fill, part, slot } from "./parts.js";
import { missingPage, trail } from "./place_pages.js";
import { toInterview, toSection, toSubmit } from "./routes.js";
import { markAsked, threadsOf } from "./threads.js";

const placeForm = (form, { interview, firm, cluster }, section) => {
  Object.assign(form.dataset, {
    interview: interview.id,
    firm: firm.id,
    firmName: firm.name,
    cluster: cluster.id,
    questionnaire: interview.questionnaire,
    begun: interview.begun_at,
    revisions: interview.revision_count ?? 0,
    state: interview.state,
    section: section.code,
  });
  form.innerHTML = section.html;
};

// A figure of the firm sheet that is asked again is shown beside the question, and taken over by a press only.
const showTwins = (form, held, section) => {
  const { answers, conflicts = [] } = held.interview;
  for (const { code, twin } of section.items) {
    const value = twin && !conflicts.includes(twin.item) ? answers[twin.item]?.value : null;
    const answered = answers[code] && answers[code].state !== "missing";
    if (value === null || value === undefined || answered) continue;
    const place = form.querySelector(`#item-${code} .answer`);
    if (!place || place.querySelector(".said-before")) continue;
    const said = fill(part("twin"), { text: t("The firm sheet says {figure}.", { figure: `${number(value)} ${twin.unit}`.trim() }) });
    const button = said.querySelector("button");
    if (!twin.same_unit) button.remove();
    button.addEventListener("click", () => {
      const field = place.querySelector("input.number");
      field.value = String(value);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    place.append(said);
  }
};

const actionsOf = (interview, following) => {
  const actions = part("section-actions");
  actions.querySelector("[data-slot=overview]").href = toInterview(interview.id);
  const [next, finish] = ["next", "finish"].map((name) => actions.querySelector(`[data-slot=${name}]`));
  if (following) {
    next.href = toSection(interview.id, following.code);
    finish.remove();
  } else {
    finish.href = toSubmit(interview.id);
    next.remove();
  }
  return [actions];
};

/** The questions of a section, ready to be answered. */
export const sectionPage = async (here, route, interview) => {
  const held = await withForm(here.store, interview);
  if (!held) return missingPage("missing-interview")(here);
  const { sections } = held.form;
  const index = sections.findIndex((each) => each.code === route.section);
  if (index < 0) return missingPage("missing-section")(here);
  const section = sections[index];
  const body = document.createElement("div");
  body.append(part("section"));
  const place = t("section {number} of {total}", { number: index + 1, total: sections.length });
  fill(body, {
    where: `${section.part_title} · ${place}`,
    title: section.title,
    help: section.help || null,
    notices: [...noticesOf(held, here), threadsOf(here, held, [section])].filter(Boolean),
    ...(isOpen(interview) ? {} : { form: null }),
  });
  for (const marked of body.querySelectorAll("h1, [data-slot=help]")) marked.lang = section.language;
  const way = trail([
    [held.cluster.title, held.cluster.address],
    [held.firm.name, toInterview(interview.id)],
    [section.title],
  ]);
  const page = { title: `${section.title} · ${held.firm.name}`, trail: way, body, actions: actionsOf(interview, sections[index + 1]) };
  if (!isOpen(interview)) return page;
  const form = slot(body, "form");
  placeForm(form, held, section);
  const shown = () => {
    const entered = enter(form, here.store, here.sender, { answers: interview.told });
    beforeLeaving.add(entered.settle);
    here.leave = () => {
      beforeLeaving.delete(entered.settle);
      entered.leave();
    };
    showTwins(form, held, section);
    markAsked(form, interview);
  };
  return { ...page, shown };
};
