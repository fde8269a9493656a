// What the scripts say, in the language of the page. The page brings its catalogue along as JSON in #words, so that it
// speaks without a connection too; what the catalogue lacks is said in English.

const ENGLISH = { forms: "", decimal: ".", thousands: "\u202f", words: {} };
const place = globalThis.document?.getElementById("words");
const catalogue = place ? { ...ENGLISH, ...JSON.parse(place.textContent) } : ENGLISH;

const fill = (sentence, values) =>
  sentence.replace(/\{(\w+)\}/g, (mark, name) => (name in values ? String(values[name]) : mark));

// Rules of plurals look at the last two figures, and at the first hundred apart.
const formOf = (n) => Number(catalogue.forms[n < 100 ? n : 100 + (n % 100)] ?? (n === 1 ? 0 : 1));

/** The sentence in the language of the page, with `{name}` replaced by the value of that name. */
export const t = (sentence, values = {}) => fill(catalogue.words[sentence] ?? sentence, values);

/** The sentence for one or for many, as the language counts `n`; `{n}` is replaced by the number as people write it. */
export const tn = (one, many, n, values = {}) => {
  const forms = catalogue.words[one];
  const sentence = Array.isArray(forms) ? forms[formOf(n)] : formOf(n) === 0 ? one : many;
  return fill(sentence ?? many, { n: number(n), ...values });
};

/** A number as the language of the page writes it, with at most `decimals` figures after the decimal mark. */
export const number = (value, decimals = 6) => {
  const [whole, part] = String(Number(Math.abs(value).toFixed(decimals))).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, catalogue.thousands);
  return (value < 0 ? "−" : "") + grouped + (part ? catalogue.decimal + part : "");
};

/** The time of day of a Date, as the pages of the server write it. */
export const clock = (moment) =>
  `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
