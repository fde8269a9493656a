// A question in the way: a title, some sentences, and a button for each way on.

import { element } from "./telling.js";

let count = 0;

/**
 * Asks; resolves to the key of the button that was pressed, or to null when the question was closed. `choices` is a list
 * of {key, text, kind?} (kind "primary" or "danger"); each `sentences` is a text.
 */
export const choose = (title, sentences, choices) =>
  new Promise((resolve) => {
    const id = `dialog-${++count}`;
    const heading = element("h2", { id }, title);
    const said = sentences.map((sentence) => element("p", {}, sentence));
    const buttons = choices.map(({ key, text, kind = "" }) => element("button", { value: key, class: `button ${kind}`.trim() }, text));
    const form = element("form", { method: "dialog" }, heading, ...said, element("div", { class: "dialog-choices" }, ...buttons));
    const dialog = element("dialog", { class: "dialog", "aria-labelledby": id }, form);
    const before = document.activeElement;
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.();
      resolve(dialog.returnValue || null);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
