// The firms of a cluster taken along: found by name or state, each with how far its interview is and the next step.

import { t, tn } from "../words.js";
import { beginInterview, heldFirms, isOpen } from "./holding.js";
import { moment } from "./moments.js";
import { chosen, fill, fillProgress, part } from "./parts.js";
import { missingPage, trail } from "./place_pages.js";
import { toInterview } from "./routes.js";

const AT_ONCE = 50;

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const nextStep = (row, begin) => {
  const { firm, interview } = row;
  const open = interview && isOpen({ state: row.state });
  const name = !interview ? "begin" : row.state === "returned" ? "correct" : open ? "go-on" : "look";
  const step = fill(part(name), { firm: ` ${firm.name}` });
  if (interview) step.href = toInterview(interview.id);
  else step.addEventListener("click", () => begin(firm));
  return step;
};

// The place among those to be visited when the cluster was taken along; what was handed over since needs no visit.
const visitOf = ({ firm, state }) => (["finished", "submitted", "resubmitted"].includes(state) ? null : (firm.visit ?? null));

const inOrder = (rows, order) => {
  if (order !== "visit") return rows;
  return rows.filter(visitOf).sort((one, other) => visitOf(one) - visitOf(other));
};

const asked = (note) => fill(part("asked"), { note });

const firmRow = (row, begin) => {
  const { firm, interview } = row;
  const made = part("firm");
  let name = firm.name;
  if (interview) {
    name = document.createElement("a");
    Object.assign(name, { textContent: firm.name, href: toInterview(interview.id) });
  }
  if (interview) {
    fillProgress(made, row.answered, row.asked, t("{answered} of {asked}", { answered: row.answered, asked: row.asked }));
  }
  return fill(made, {
    name,
    code: [visitOf(row) && t("Visit {n}", { n: visitOf(row) }), firm.code, firm.stratum].filter(Boolean).join(" · "),
    state: chosen("badges", "state", row.state),
    ...(interview ? {} : { progress: null }),
    note: row.note && row.state === "returned" ? asked(row.note) : null,
    next: nextStep(row, begin),
  });
};

const finder = (rows, body, begin) => {
  const list = body.querySelector("[data-slot=firms]");
  const found = body.querySelector("[data-slot=found]");
  const more = body.querySelector("[data-slot=more]");
  const filters = body.querySelector("form");
  const texts = new Map(rows.map((row) => [row, folded(`${row.firm.name} ${row.firm.code}`)]));
  let shown = AT_ONCE;
  const show = () => {
    const wanted = folded(filters.elements.search.value.trim());
    const state = filters.elements.state.value;
    const fitting = inOrder(rows, filters.elements.order.value).filter((row) => texts.get(row).includes(wanted) && (!state || row.state === state));
    list.replaceChildren(...fitting.slice(0, shown).map((row) => firmRow(row, begin)));
    more.hidden = fitting.length <= shown;
    found.textContent = fitting.length ? tn("{n} firm", "{n} firms", fitting.length) : t("No firm fits this.");
  };
  filters.addEventListener("input", () => {
    shown = AT_ONCE;
    show();
  });
  filters.addEventListener("submit", (event) => event.preventDefault());
  more.querySelector("button").addEventListener("click", () => {
    const first = list.children.length;
    shown += AT_ONCE;
    show();
    list.children[first]?.querySelector("a, button")?.focus();
  });
  return show;
};

/** The firms of the cluster whose page has this address. */
export const firmsPage = async (here, route) => {
  const { store, go } = here;
  const cluster = (await store.all("clusters")).find((each) => each.address === route.address);
  if (!cluster) return missingPage("missing-cluster")(here);
  const body = fill(document.createElement("div"), {});
  body.append(part("firms"));
  fill(body, {
    heading: t("Firms of {cluster}", { cluster: cluster.title }),
    taken: t("Up to date as of {when}.", { when: moment(cluster.taken_at) }),
  });
  const begin = async (firm) => go(toInterview(await beginInterview(store, firm, cluster)));
  const rows = await heldFirms(store, cluster);
  // Returned interviews come first: somebody waits for them.
  rows.sort((one, other) => Number(other.state === "returned") - Number(one.state === "returned"));
  finder(rows, body, begin)();
  return { title: t("Firms of {cluster}", { cluster: cluster.title }), trail: trail([[cluster.title]]), body, actions: [] };
};
