// What is said at a question while it is answered: what cannot be read, and a large figure with its thousands apart.

import { number, t } from "../words.js";
import { readNumber } from "./numbers.js";

const SVG = "http://www.w3.org/2000/svg";
const ERROR_SHAPE = "M8 2h8l6 6v8l-6 6H8l-6-6V8ZM12 7v6M12 16.6v.4";
const SHOWN_FROM = 1000;

export const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const errorMark = () => {
  const mark = document.createElementNS(SVG, "svg");
  const shape = document.createElementNS(SVG, "path");
  const attributes = { class: "icon", viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) mark.setAttribute(key, value);
  shape.setAttribute("d", ERROR_SHAPE);
  mark.append(shape);
  return mark;
};

const describe = (field, id, isDescribed) => {
  const ids = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (isDescribed) ids.add(id);
  else ids.delete(id);
  if (ids.size) field.setAttribute("aria-describedby", [...ids].join(" "));
  else field.removeAttribute("aria-describedby");
};

// The control that a problem is about, and what its sentence stands before.
const placeOf = (question, part) => {
  const set = part === "value" ? question.querySelector("fieldset.answer") : null;
  if (set) return { field: set, before: set.querySelector(".segments"), frame: set };
  const field = question.querySelector(`[name="${question.dataset.item}-${part}"]`);
  return { field, before: field.closest(".with-unit") ?? field, frame: field.closest(".field") ?? field.parentElement };
};

/** Takes away what was said to be wrong with a question. */
export const clearProblem = (question) => {
  question.querySelectorAll('[id$="_error"]').forEach((block) => {
    question.querySelectorAll(`[aria-describedby~="${block.id}"]`).forEach((field) => describe(field, block.id, false));
    block.remove();
  });
  question.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  question.querySelectorAll(".has-error").forEach((frame) => frame.classList.remove("has-error"));
};

/** Says at the place what is wrong with a question; `problem` is {part, text}. */
export const showProblem = (question, { part, text }) => {
  clearProblem(question);
  const { field, before, frame } = placeOf(question, part);
  const id = `id_${question.dataset.item}-${part}_error`;
  const word = element("span", { class: "visually-hidden" }, `${t("Error:")} `);
  const said = element("p", { class: "field-error" }, errorMark(), element("span", {}, word, text));
  before.before(element("div", { id }, said));
  frame.classList.add("has-error");
  describe(field, id, true);
  if (!field.matches("fieldset")) field.setAttribute("aria-invalid", "true");
  field.closest("details")?.setAttribute("open", "");
};

// Four figures are set apart here too, so that they can be checked at a glance.
const grouped = (value) => {
  const mark = number(1234567).replace(/\d/g, "")[0] ?? "";
  const told = number(value);
  return Math.abs(value) < 10 * SHOWN_FROM ? told.replace(/(\d)(\d{3})(?!\d)/, `$1${mark}$2`) : told;
};

/** Repeats a figure from a thousand on below its field, with its thousands apart and its unit; what was typed stays. */
export const echoFigure = (question, value) => {
  const field = question.querySelector("input.number");
  if (!field || question.dataset.kind === "year") return;
  const id = `${field.id}_echo`;
  const frame = field.closest(".with-unit") ?? field;
  const unit = frame.querySelector?.(".unit")?.textContent.trim() ?? "";
  const isLarge = typeof value === "number" && Math.abs(value) >= SHOWN_FROM;
  let echo = document.getElementById(id);
  if (!isLarge) {
    echo?.remove();
    describe(field, id, false);
    return;
  }
  echo ??= frame.insertAdjacentElement("afterend", element("p", { class: "echo small soft", id }));
  echo.textContent = `= ${grouped(value)} ${unit}`.trim();
  describe(field, id, true);
};

/** The figure that stands in a question, or null. */
export const figureOf = (question) => {
  try {
    const text = question.querySelector("input.number")?.value ?? "";
    return text.trim() ? readNumber(text, ["count", "year"].includes(question.dataset.kind)) : null;
  } catch {
    return null;
  }
};

/** A place from which sentences are read out without moving the focus; returns `say(text)`. */
export const loudspeaker = (root) => {
  const place = element("p", { class: "visually-hidden", role: "status" });
  root.append(place);
  return (text) => {
    place.textContent = text;
  };
};
