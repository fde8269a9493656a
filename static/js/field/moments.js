// Moments as the pages of the server write them: the time alone for today, the day as well for other days.

import { clock } from "../words.js";

const format = new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "medium" });

/** A moment (ISO text) for reading, in the time of this device. */
export const moment = (text) => {
  const at = new Date(text);
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? clock(at) : `${format.format(at)}, ${clock(at)}`;
};
