// Pages that say where one is: what was taken along, and what can be done where a page is not on this phone.

import { t, tn } from "../words.js";
import { moment } from "./moments.js";
import { fill, part } from "./parts.js";
import { showQueue } from "./queue.js";

const link = (text, href) => {
  const made = document.createElement("a");
  Object.assign(made, { textContent: text, href });
  return made;
};

/** The way to a page: [[text, href], …], the last without href is where one is. */
export const trail = (steps) => {
  const way = part("trail");
  for (const [text, href] of [[t("In the field"), "/field/"], ...steps]) {
    const step = document.createElement("li");
    const here = document.createElement("span");
    here.textContent = text;
    here.setAttribute("aria-current", "page");
    step.append(href ? link(text, href) : here);
    way.querySelector("ol").append(step);
  }
  return way;
};

const clusterCard = async (store, cluster) => {
  const [firms, interviews] = await Promise.all([
    store.allOf("firms", "cluster", cluster.id),
    store.allOf("interviews", "cluster", cluster.id),
  ]);
  const begun = interviews.filter((interview) => !interview.alias_of).length;
  const card = part("cluster");
  const heading = card.querySelector("[data-slot=link]");
  heading.href = cluster.address;
  return fill(card, {
    link: cluster.title,
    study: cluster.study,
    counts: `${tn("{n} firm", "{n} firms", firms.length)}, ${tn("{n} interview begun", "{n} interviews begun", begun)}`,
    taken: t("Up to date as of {when}.", { when: moment(cluster.taken_at) }),
  });
};

/** What was taken along on this phone. */
export const homePage = async ({ person, store }) => {
  const clusters = await store.all("clusters");
  const cards = await Promise.all(clusters.map((cluster) => clusterCard(store, cluster)));
  const body = fill(part("home"), {
    person: t("{name}, on this device", { name: person.name }),
    clusters: cards.length ? cards : null,
    none: cards.length ? null : part("none-taken"),
  });
  return { title: t("In the field"), body, actions: [] };
};

/** A page that is not on this phone, with the firms that are; `name` is the part that says so. */
export const missingPage = (name) => async ({ store }) => {
  const clusters = store ? await store.all("clusters") : [];
  const body = document.createElement("div");
  body.append(...[part(name)].flat());
  if (clusters.length) {
    const items = clusters.map((cluster) => {
      const item = document.createElement("li");
      item.append(link(t("Firms of {cluster}", { cluster: cluster.title }), cluster.address));
      return item;
    });
    body.append(fill(part("taken-links"), { links: items }));
  }
  return { title: body.querySelector("h1").textContent, body, actions: [part("home-actions")] };
};

/** What waits on this phone, and what became of what was sent. */
export const queuePage = async (here) => {
  const body = document.createElement("div");
  const shown = () => {
    here.leave = showQueue(body, here);
  };
  return { title: t("What waits and what was sent"), trail: trail([[t("What waits and what was sent")]]), body, actions: [], shown };
};

/** Nobody is logged in on this device. */
export const nobodysPage = async () => {
  const body = document.createElement("div");
  body.append(part("nobody"));
  return { title: body.querySelector("h1").textContent, body, actions: [part("nobody-actions")] };
};
