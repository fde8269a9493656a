// Installing as an app is offered where the browser offers it, and nowhere else.

import { t } from "../words.js";

let offer = null;

const show = () =>
  document.querySelectorAll("[data-install]").forEach((place) => {
    place.replaceChildren();
    if (!offer) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button", textContent: t("Install Sextant on this device") });
    button.addEventListener("click", async () => {
      const asked = offer;
      offer = null;
      await asked.prompt();
      show();
    });
    place.append(button);
  });

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  show();
});
addEventListener("appinstalled", () => {
  offer = null;
  show();
});
document.addEventListener("sextant:shown", show);
