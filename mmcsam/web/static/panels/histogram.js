/** How large the cells are; a bar that is pressed filters the table. */
import { byId, makeSvg } from "../base/dom.js";
import { count, figure } from "../base/words.js";

const [WIDTH, HEIGHT] = [320, 74];

/** @returns {number} Bars for as many values: about the square root, 6 to 24. */
const barsFor = (many) => Math.min(24, Math.max(6, Math.round(Math.sqrt(many))));

export class Histogram {
  #measures;
  #choose;

  /** @param {(from: number|null, to: number|null) => void} choose Filters by area. */
  constructor(measures, choose) {
    this.#measures = measures;
    this.#choose = choose;
    measures.onChange(() => this.#draw());
  }

  #draw() {
    const figureElement = byId("histogram");
    figureElement.querySelector("svg")?.remove();
    const { area, filter } = this.#measures;
    const rows = area ? this.#measures.all() : [];
    const kept = rows.filter((row) => !filter.class || row.class === filter.class);
    const values = kept.map((row) => row[area.name]).filter((value) => typeof value === "number");
    figureElement.hidden = values.length < 2;
    if (values.length < 2) return;
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    const bars = barsFor(values.length);
    const wide = (high - low || 1) / bars;
    const counts = new Array(bars).fill(0);
    for (const value of values) counts[Math.min(bars - 1, Math.floor((value - low) / wide))] += 1;
    const unit = area.unit ?? (area.name === "area_um2" ? "µm²" : "px");
    const spans = counts.map((many, at) => ({
      many,
      from: low + at * wide,
      to: low + (at + 1) * wide,
    }));
    figureElement.prepend(this.#picture(spans, `Area of ${count(values.length, "cell")}`, unit));
    const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
    const ends = [figure(low), `area in ${unit}, middle ${figure(middle)}`, figure(high)];
    byId("histogram-text").replaceChildren(
      ...ends.map((text) => Object.assign(document.createElement("span"), { textContent: text })),
    );
  }

  #picture(spans, words, unit) {
    const most = Math.max(...spans.map((span) => span.many));
    const { from, to } = this.#measures.filter;
    const wide = WIDTH / spans.length;
    const picture = makeSvg("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `${words}: ${figure(spans[0].from)} to ${figure(spans.at(-1).to)} ${unit}`,
    });
    spans.forEach((span, at) => {
      const high = (span.many / most) * (HEIGHT - 4);
      const out = (from !== null && span.to <= from) || (to !== null && span.from >= to);
      const place = { x: at * wide + 1, width: wide - 2 };
      const bar = { ...place, y: HEIGHT - high, height: high, class: out ? "out" : "" };
      picture.append(makeSvg("rect", bar));
      const hit = makeSvg("rect", { ...place, y: 0, height: HEIGHT, class: "hit" });
      const title = `${count(span.many, "cell")} of ${figure(span.from)} to ${figure(span.to)} ${unit}`;
      hit.append(makeSvg("title", {}));
      hit.firstChild.textContent = title;
      const same = from === span.from && to === span.to;
      hit.addEventListener("click", () => {
        if (same) this.#choose(null, null);
        else this.#choose(span.from, span.to);
      });
      picture.append(hit);
    });
    return picture;
  }
}
