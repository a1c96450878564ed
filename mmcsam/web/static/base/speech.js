/** What the page says: quietly to a screen reader, or in a note that everybody sees. */
import { byId, make } from "./dom.js";

/** Tell a screen reader. */
export function say(text) {
  byId("said").textContent = text;
}

/**
 * Show a note; it goes by itself unless it tells of a fault.
 * @param {string} text
 * @param {"good"|"fault"} [kind]
 */
export function note(text, kind = "good") {
  const close = make("button", { type: "button", class: "plain", text: "Close" });
  const box = make("div", { class: `note ${kind}` }, make("p", { text }), close);
  close.addEventListener("click", () => box.remove());
  const notes = byId("notes");
  while (notes.children.length >= 3) notes.firstElementChild.remove();
  notes.append(box);
  if (kind === "good") setTimeout(() => box.remove(), 6000);
}
