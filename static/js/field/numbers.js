// Reading a number as people type it in any country, and refusing what could be read in two ways: the same rules and the
// same sentences as surveys/typed_numbers.py. Both are tested on tests/surveys/typed_numbers.json.

import { t } from "../words.js";

const SPACES = /(?<=[0-9])[\s'’](?=[0-9]{3}(?![0-9]))/g;
const PLAIN = /^(?<sign>-?)(?<digits>[0-9]+(?:[.,][0-9]+)*)[.,]?$/;
const MOST_DIGITS = 15;

/** What was typed is no number, or could be two; `message` says what would be right. */
export class UnreadableNumber extends Error {}

const refuse = (sentence) => {
  throw new UnreadableNumber(sentence);
};

const areThousands = ([first, ...others]) =>
  first.length >= 1 && first.length <= 3 && first[0] !== "0" && others.every((group) => group.length === 3);

const refuseGroups = (typed) =>
  refuse(t("“{typed}” is not written in groups of three. Leave out what stands between thousands.", { typed }));

const withoutFraction = (whole, decimals, typed) => {
  if (/[^0]/.test(decimals)) refuse(t("“{typed}” is not a whole number. Write it without decimals.", { typed }));
  return whole;
};

// The digits with a point before decimals and nothing between thousands.
const readSeparators = (digits, typed, whole) => {
  const marks = digits.match(/[.,]/g) ?? [];
  const groups = digits.split(/[.,]/);
  if (!marks.length) return digits;
  if (marks.length > 1 && new Set(marks).size === 1) {
    if (!areThousands(groups)) refuseGroups(typed);
    return groups.join("");
  }
  if (marks.length > 1) {
    const last = marks.at(-1);
    const ahead = groups.slice(0, -1);
    if (marks.filter((mark) => mark === last).length > 1 || !areThousands(ahead)) refuseGroups(typed);
    return whole ? withoutFraction(ahead.join(""), groups.at(-1), typed) : `${ahead.join("")}.${groups.at(-1)}`;
  }
  const couldBeThousands = areThousands(groups);
  if (whole) return couldBeThousands ? groups.join("") : withoutFraction(groups[0], groups[1], typed);
  if (couldBeThousands) {
    const both = { typed, large: groups.join(""), small: groups.join(".") };
    refuse(t("“{typed}” can be read as {large} or as {small}. Write {large} or {small}0.", both));
  }
  return groups.join(".");
};

/** The number that was typed; `whole` says that only whole numbers make sense. Throws UnreadableNumber. */
export const readNumber = (text, whole = false) => {
  const typed = text.trim();
  const plain = text.normalize("NFKC").trim().replaceAll("−", "-").replace(/%$/, "").trimEnd();
  const match = PLAIN.exec(plain.replace(SPACES, ""));
  if (!match) refuse(t("“{typed}” is not a number. Write it in figures, such as 1234 or 12.5.", { typed }));
  const digits = readSeparators(match.groups.digits, typed, whole);
  if (digits.replace(".", "").replace(/^0+/, "").length > MOST_DIGITS) refuse(t("“{typed}” has too many figures to be right.", { typed }));
  return Number(match.groups.sign + digits);
};

/** The number as `readNumber` reads it back, whether or not only whole numbers make sense. */
export const showNumber = (number) => {
  if (Number.isInteger(number)) return String(number);
  const text = Math.abs(number) < 1e-4 ? number.toFixed(6) : String(Number(number.toPrecision(MOST_DIGITS)));
  return (text.split(".")[1] ?? "").length === 3 ? `${text}0` : text;
};
