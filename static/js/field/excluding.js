// What excludes one another in a question does so at once; without this script the server decides by what was changed.

const typed = new WeakMap();
const attended = new WeakSet();

const fieldsOf = (question) =>
  [...question.querySelectorAll('[name$="-value"]')].filter((field) => field.type !== "radio");
const isGiven = (field) => (field.type === "checkbox" ? field.checked : field.value.trim() !== "");

// A value takes away "don't know" and its like.
const clearStates = (question) =>
  question.querySelectorAll('[name$="-state"]').forEach((state) => {
    state.checked = false;
  });

// "Don't know" and its like empty the field; what was typed comes back when "no answer" takes the mark away again.
const emptyFields = (question) => {
  const fields = fieldsOf(question);
  if (fields.some(isGiven)) typed.set(question, fields.map((field) => (field.type === "checkbox" ? field.checked : field.value)));
  fields.forEach((field) => {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  });
};

const restoreFields = (question) => {
  const kept = typed.get(question);
  typed.delete(question);
  fieldsOf(question).forEach((field, index) => {
    if (field.type === "checkbox") field.checked = kept[index];
    else field.value = kept[index];
  });
  clearStates(question);
};

// "None" stands alone among several.
const keepNoneAlone = (question, changed) => {
  if (changed.type !== "checkbox" || !changed.checked) return;
  fieldsOf(question).forEach((field) => {
    if (field !== changed && (field.value === "none" || changed.value === "none")) field.checked = false;
  });
};

/** Nobody did what was done zero times: the stylesheet hides "Who did it?" beside such a figure. */
export const markZeros = (question) =>
  question.querySelectorAll("input.number").forEach((field) => {
    field.classList.toggle("zero", /^0+([.,]0*)?\s*%?$/.test(field.value.trim()));
  });

// A figure of the firm sheet is taken over by a press, never by itself.
const takeOver = (button) => {
  const field = button.closest(".question").querySelector("input.number");
  field.value = button.dataset.takeOver;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
};

/** Attends to the questions of a form from now on; a second call for the same form does nothing. */
export const excludeOneAnother = (form) => {
  if (attended.has(form)) return;
  attended.add(form);
  form.querySelectorAll(".question").forEach(markZeros);
  form.querySelectorAll("[data-take-over]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => takeOver(button));
  });
  form.addEventListener("input", (event) => {
    const question = event.target.closest(".question");
    if (!question || !event.target.name) return;
    if (event.target.name.endsWith("-state")) {
      if (event.target.value === "state:missing" && typed.has(question)) restoreFields(question);
      else emptyFields(question);
    } else if (event.target.name.endsWith("-value") && event.target.type !== "radio") {
      clearStates(question);
      keepNoneAlone(question, event.target);
    }
    markZeros(question);
  });
};
