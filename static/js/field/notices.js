// A sentence to the person, where the messages of the server stand.

/** Says a sentence, politely; the same sentence stands there once. */
export const say = (text) => {
  const place = document.getElementById("messages");
  if (!place || [...place.querySelectorAll("p")].some((each) => each.textContent === text)) return;
  const notice = document.createElement("div");
  notice.className = "notice plain";
  notice.setAttribute("role", "status");
  const sentence = document.createElement("p");
  sentence.textContent = text;
  notice.append(sentence);
  place.append(notice);
};
