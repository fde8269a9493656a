// The app page: what this phone holds, shown under the addresses of the server's pages.

import { settle } from "../leaving.js";
import { firmsPage } from "./firms_page.js";
import { here as opening } from "./here.js";
import { heldInterview } from "./holding.js";
import { overviewPage, submitPage } from "./interview_page.js";
import { fill, part } from "./parts.js";
import { homePage, missingPage, nobodysPage, queuePage } from "./place_pages.js";
import { routeOf } from "./routes.js";
import { sectionPage } from "./section_page.js";
import { refreshTaken } from "./take.js";

const CHOICES = "sextant-choices";
const PAGES = { home: homePage, queue: queuePage, firms: firmsPage, elsewhere: missingPage("elsewhere") };
const OF_AN_INTERVIEW = { interview: overviewPage, section: sectionPage, submit: submitPage };

const shell = document.getElementById("shell");

const pageFor = async (here, route) => {
  if (!here.store) return nobodysPage(here);
  if (!(route.name in OF_AN_INTERVIEW)) return PAGES[route.name](here, route);
  const interview = await heldInterview(here.store, route.interview);
  if (!interview) return missingPage("missing-interview")(here);
  // Another device had begun the interview: the answers go on under the id the server knows.
  if (interview.id !== route.interview) return { moved: location.pathname.replace(route.interview, interview.id) };
  return OF_AN_INTERVIEW[route.name](here, route, interview);
};

const broken = (error) => {
  const body = document.createElement("div");
  body.append(part("broken"));
  fill(body, { reason: String(error?.message ?? error) });
  return { title: body.querySelector("h1").textContent, body, actions: [part("home-actions")] };
};

const show = (page) => {
  document.title = `${page.title} · Sextant`;
  document.getElementById("trail").replaceChildren(...(page.trail ? [page.trail] : []));
  shell.replaceChildren(page.body);
  document.querySelector(".action-bar").replaceChildren(...page.actions);
  page.shown?.();
  shell.dataset.shown = "";
  document.dispatchEvent(new CustomEvent("sextant:shown"));
  if (location.hash) document.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`)?.scrollIntoView();
};

// What is being typed is kept before the page is left.
const go = async (address) => {
  await settle();
  location.assign(address);
};

const listen = () => {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target.closest?.("a[href]");
    if (event.target.closest?.("[data-again]")) location.reload();
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    void go(link.href);
  });
  document.querySelectorAll("[data-app-languages] button").forEach((button) => {
    button.addEventListener("click", () => void speak(button.dataset.language));
  });
};

// The page in another language is the same page: the answers are not part of it.
const speak = async (language) => {
  await settle();
  const choices = await caches.open(CHOICES);
  await choices.put("/language", new Response(language));
  location.reload();
};

let leaveSection = () => {};

const begin = async () => {
  const opened = await opening;
  const here = { ...opened, go, reload: () => void begin() };
  leaveSection();
  let page;
  try {
    page = await pageFor(here, routeOf(location.pathname));
  } catch (error) {
    page = broken(error);
  }
  if (page.moved) return void location.replace(page.moved);
  leaveSection = () => here.leave?.();
  show(page);
};

listen();
await begin();
const opened = await opening;
if (opened && navigator.onLine) void refreshTaken(opened.store);
