// Parts of the app page: copies of its templates, filled with text and with one another.

/** A copy of the template `part-name`: its only element, or a fragment where it has several. */
export const part = (name) => {
  const copy = document.getElementById(`part-${name}`).content.cloneNode(true);
  return copy.childElementCount === 1 ? copy.firstElementChild : copy;
};

export const slot = (root, name) => root.querySelector(`[data-slot="${name}"]`);

/** Fills slots by name: text, a node or a list of nodes; null takes the slot away. Returns the part. */
export const fill = (root, values) => {
  for (const [name, value] of Object.entries(values)) {
    const place = slot(root, name);
    if (!place) continue;
    if (value === null || value === undefined) place.remove();
    else place.replaceChildren(...[value].flat());
  }
  return root;
};

/** One of the elements of the template `part-name`, by a data attribute: `chosen("badges", "state", "draft")`. */
export const chosen = (name, attribute, value) => {
  const all = document.getElementById(`part-${name}`).content;
  return all.querySelector(`[data-${attribute}="${value}"]`)?.cloneNode(true) ?? document.createTextNode("");
};

/** A bar of progress with its figures, within a part that has both. */
export const fillProgress = (root, done, total, text) => {
  fill(root, { count: text });
  const bar = root.querySelector("progress");
  bar.max = Math.max(total, 1);
  bar.value = done;
};
