// The printed protocol: what it is called stands at the head of every page, and a button prints it.

const protocol = document.querySelector("[data-running]");
document.documentElement.style.setProperty("--running", JSON.stringify(protocol.dataset.running));

const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
