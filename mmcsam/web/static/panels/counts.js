/** Counts by image and class, in all and of the finished images, with each class in per cent. */
import { byId, icon, make } from "../base/dom.js";
import { count } from "../base/words.js";
import { classColour } from "../view/cell_style.js";

const percent = (value) => `${value.toFixed(1)} %`;

export class Counts {
  #api;

  constructor(api) {
    this.#api = api;
  }

  /** Ask for the counts, if they are in sight. */
  async load() {
    if (byId("pane-counts").hidden) return;
    try {
      this.#draw(await this.#api.get("summary"));
    } catch {
      // The notice about the server says more; the counts stay as they were.
    }
  }

  #draw(summary) {
    const parts = [this.#group("All images", summary.total, summary.classes)];
    if (summary.finished.images) {
      parts.push(this.#group("Finished images", summary.finished, summary.classes));
    }
    const all = make("a", { class: "button", href: "api/measurements.csv", download: "cells.csv" });
    all.append("Measurements of all images (CSV)");
    byId("pane-counts").replaceChildren(...parts, all, this.#table(summary));
  }

  #group(title, { images, cells, counts, percent: shares }, classes) {
    const rows = classes.map((name, at) => {
      const swatch = make("span", { class: "swatch" });
      swatch.style.background = classColour(at);
      const share = shares ? percent(shares[at]) : "";
      return make(
        "li",
        {},
        swatch,
        make("span", { class: "name", text: name }),
        make("span", { text: counts[at].toLocaleString("en") }),
        make("strong", { text: share }),
      );
    });
    const heading = make("h3", { text: title });
    const line = make("p", {
      class: "quiet",
      text: `${count(cells, "cell")} in ${count(images, "image")}`,
    });
    return make("section", { class: "counts" }, heading, line, make("ul", {}, ...rows));
  }

  #table({ classes, images }) {
    const heads = ["Image", ...classes].map((text, at) => {
      return make("th", { scope: "col", class: at ? "" : "text", text });
    });
    if (classes.length > 1) heads.push(make("th", { scope: "col", text: `${classes[0]}, %` }));
    const rows = images.map((image) => {
      const name = make("th", { scope: "row", class: "text", title: image.name }, image.name);
      if (image.finished)
        name.prepend(icon("finished"), make("span", { class: "unseen", text: "finished: " }));
      const numbers = image.counts.map((many) => make("td", { text: many }));
      const share = image.percent ? image.percent[0].toFixed(1) : "–";
      return make(
        "tr",
        {},
        name,
        ...numbers,
        ...(classes.length > 1 ? [make("td", { text: share })] : []),
      );
    });
    const head = make("thead", {}, make("tr", {}, ...heads));
    const table = make("table", { class: "by-image" }, head, make("tbody", {}, ...rows));
    return make(
      "div",
      { class: "scroll-x", tabIndex: 0, role: "region", "aria-label": "Counts by image" },
      table,
    );
  }
}
