/** The list of images: thumbnail, count of cells, and whether it was corrected or is finished. */
import { byId, icon, make } from "../base/dom.js";
import { count } from "../base/words.js";

const STATES = { waiting: "not searched yet", predicting: "looking for cells …" };

export class ImageList {
  #open;
  #entries = new Map(); // by id: the parts that change

  /** @param {(id: number) => void} open Opens an image. */
  constructor(store, open) {
    this.#open = open;
    store.on("images open", () => this.#draw(store));
  }

  #draw(store) {
    const images = store.get("images");
    byId("no-images").hidden = images.length > 0;
    const there = new Set(images.map((image) => image.id));
    for (const [id, entry] of this.#entries) {
      if (there.has(id)) continue;
      entry.item.remove();
      this.#entries.delete(id);
    }
    const list = byId("image-list");
    images.forEach((image, place) => {
      const entry = this.#entries.get(image.id) ?? this.#make(image);
      this.#update(entry, image, store.get("open") === image.id);
      // Moved only where the order has changed: a moved element loses the focus.
      if (list.children[place] !== entry.item) list.insertBefore(entry.item, list.children[place]);
    });
  }

  #make(image) {
    const picture = make("img", { alt: "", loading: "lazy", width: 60, height: 46 });
    const name = make("span", { class: "name", text: image.name.split("/").pop() });
    const state = make("span", { class: "state" });
    const marks = make("span", { class: "marks" });
    const words = make("span", { class: "words" }, name, state);
    const open = () => this.#open(image.id);
    const button = make("button", { type: "button", title: image.name, on: { click: open } });
    button.append(picture, words, marks);
    const entry = { item: make("li", {}, button), button, picture, state, marks, seen: "" };
    this.#entries.set(image.id, entry);
    return entry;
  }

  #update(entry, image, isOpen) {
    if (isOpen) {
      if (entry.button.getAttribute("aria-current") !== "true") {
        entry.button.setAttribute("aria-current", "true");
        entry.item.scrollIntoView({ block: "nearest" });
      }
    } else entry.button.removeAttribute("aria-current");
    const seen = [image.state, image.reason, image.cells, image.corrected, image.finished].join();
    if (seen === entry.seen) return;
    entry.seen = seen;
    const failed = image.state === "failed";
    entry.state.textContent = failed
      ? (image.reason ?? "failed")
      : (STATES[image.state] ?? count(image.cells, "cell"));
    entry.state.classList.toggle("failed", failed);
    entry.state.title = failed ? (image.reason ?? "") : "";
    // What cannot be read has no thumbnail either.
    if (!entry.picture.src && image.width) entry.picture.src = `api/images/${image.id}/thumbnail`;
    entry.marks.replaceChildren();
    const mark = (name) => {
      const words = make("span", { class: "unseen", text: name });
      entry.marks.append(icon(name), words);
    };
    if (image.corrected) mark("corrected");
    if (image.finished) mark("finished");
    if (failed) mark("failed");
  }
}
