// The addresses the app page answers to are those of the server's pages.

const UUID = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})";
const ROUTES = [
  ["home", /^\/(?:field\/)?$/, []],
  ["queue", /^\/field\/queue\/$/, []],
  ["firms", /^(\/studies\/[\w-]+\/clusters\/[\w-]+\/firms\/)$/, ["address"]],
  ["interview", new RegExp(`^/interviews/${UUID}/$`), ["interview"]],
  ["section", new RegExp(`^/interviews/${UUID}/sections/([\\w-]+)/$`), ["interview", "section"]],
  ["submit", new RegExp(`^/interviews/${UUID}/submit/$`), ["interview"]],
];

/** What a path asks for: {name, ...}, "elsewhere" where only the server can answer. */
export const routeOf = (path) => {
  for (const [name, pattern, parts] of ROUTES) {
    const found = pattern.exec(path);
    if (found) return { name, ...Object.fromEntries(parts.map((each, index) => [each, found[index + 1]])) };
  }
  return { name: "elsewhere" };
};

export const toInterview = (id) => `/interviews/${id}/`;
export const toSection = (id, section) => `/interviews/${id}/sections/${section}/`;
export const toSubmit = (id) => `/interviews/${id}/submit/`;
