// Changing the language loads the page anew. What was typed goes along: pages that keep their answers are waited for,
// and what stands in a guarded form and was not sent is set back into it afterwards.

import { settle } from "./leaving.js";

// Where the login ran out meanwhile, the next to log in here may be somebody else.
const KEY = `typed:${document.body.dataset.person ?? ""}:${location.pathname}`;
const NOT_TYPED = new Set(["hidden", "password", "file", "submit", "button", "reset", "image"]);

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && field.type && !NOT_TYPED.has(field.type));
const hasTick = (field) => field.type === "checkbox" || field.type === "radio";
const chosenOf = (select) => [...select.options].filter((option) => option.selected).map((option) => option.value);
const nameOf = (field) => (hasTick(field) ? `${field.name}=${field.value}` : field.name);
const valueOf = (field) => {
  if (hasTick(field)) return field.checked;
  return field.tagName === "SELECT" ? chosenOf(field) : field.value;
};

const isTouched = (field) => {
  if (hasTick(field)) return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
};

const place = (field, value) => {
  if (hasTick(field)) field.checked = value;
  else if (field.tagName !== "SELECT") field.value = value;
  else [...field.options].forEach((option) => (option.selected = value.includes(option.value)));
};

// Where the browser keeps nothing, the forms stay marked, and it asks by itself whether to leave them.
const keepTyped = () => {
  const forms = [...document.querySelectorAll("form[data-guard]")];
  const touched = forms.flatMap(fieldsOf).filter(isTouched);
  try {
    if (touched.length) {
      sessionStorage.setItem(KEY, JSON.stringify(touched.map((field) => [nameOf(field), valueOf(field)])));
    }
    forms.forEach((form) => form.removeAttribute("data-changed"));
  } catch {
    sessionStorage.removeItem(KEY);
  }
};

// Set back silently: an event for each field would let one entry clear another, as it does while somebody types.
const setBack = () => {
  const kept = new Map(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
  sessionStorage.removeItem(KEY);
  document.querySelectorAll("form[data-guard]").forEach((form) => {
    const fields = fieldsOf(form).filter((field) => kept.has(nameOf(field)));
    fields.forEach((field) => place(field, kept.get(nameOf(field))));
    if (fields.length) form.setAttribute("data-changed", "");
  });
};

const settled = new WeakSet();

// A form refuses to be sent while its submit event is still on its way; the next turn is early enough.
const nextTurn = () => new Promise((resolve) => setTimeout(resolve));

document.querySelectorAll("form[data-language-switch]").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    if (settled.has(form)) return;
    event.preventDefault();
    const { submitter } = event;
    await Promise.all([settle(), nextTurn()]);
    keepTyped();
    settled.add(form);
    form.requestSubmit(submitter);
  });
});

setBack();
