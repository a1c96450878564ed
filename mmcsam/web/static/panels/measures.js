/** The measurements of the open image's cells, with filter and order: what table and histogram show. */
import { afterQuiet } from "../base/dom.js";

/** @returns {number} Order of two values; what is unknown comes last either way. */
function compare(a, b, direction) {
  const unknown = (value) => value === null || value === undefined || value === "";
  if (unknown(a) || unknown(b)) return Number(unknown(a)) - Number(unknown(b));
  if (typeof a === "number" && typeof b === "number") return direction * (a - b);
  return direction * String(a).localeCompare(String(b), "en", { numeric: true });
}

export class Measures {
  #api;
  #store;
  #cells;
  #controller = null;
  #listeners = [];
  #soon = afterQuiet(400, () => this.load());
  columns = [];
  rows = []; // objects by the column's name
  filter = { class: "", from: null, to: null };
  order = { name: "id", direction: 1 };

  constructor(api, store, cells) {
    this.#api = api;
    this.#store = store;
    this.#cells = cells;
    store.on("threshold", () => this.tell());
    cells.onChange(() => this.tell());
    store.on("open", () => {
      this.rows = [];
      this.tell();
    });
  }

  onChange(run) {
    this.#listeners.push(run);
  }

  /** Ask again once things are quiet. */
  refresh() {
    this.#soon();
  }

  async load() {
    this.#controller?.abort();
    const image = this.#store.image();
    if (!image?.width) return;
    const controller = (this.#controller = new AbortController());
    try {
      const path = `images/${image.id}/measurements`;
      const { columns, rows } = await this.#api.get(path, controller.signal);
      if (controller.signal.aborted) return;
      const names = columns.map((column) => column.name);
      this.columns = columns;
      this.rows = rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])));
      this.tell();
    } catch {
      // Aborted by a newer one, or the server is away: the page says so and asks again.
    }
  }

  /** @returns {{name: string, unit: string}|undefined} Area in micrometres where they are known. */
  get area() {
    const named = (name) => this.columns.find((column) => column.name === name);
    return named("area_um2") ?? named("area_px") ?? named("area");
  }

  /** @returns {Object[]} Rows above the threshold, of any class and area. */
  all() {
    const threshold = this.#store.threshold();
    // What an edit has removed is gone before the server has measured anew.
    const gone = (id) => this.#cells.whole && !this.#cells.all.has(id);
    return this.rows.filter(
      ({ id, score }) => (typeof score !== "number" || score >= threshold) && !gone(id),
    );
  }

  /** @returns {Object[]} Rows that the filter lets through, in order. */
  shown() {
    const { class: kind, from, to } = this.filter;
    const area = this.area?.name;
    const found = this.all().filter(
      (row) =>
        (!kind || row.class === kind) &&
        (from === null || row[area] >= from) &&
        (to === null || row[area] <= to),
    );
    const { name, direction } = this.order;
    return found.sort((a, b) => compare(a[name], b[name], direction) || a.id - b.id);
  }

  /** @returns {number[]|null} A row's box; null where the server does not say it. */
  box(row) {
    const loaded = this.#cells.all.get(row.id);
    if (loaded) return loaded.box;
    if (row.bbox_left_px === undefined) return null;
    return [row.bbox_left_px, row.bbox_top_px, row.bbox_width_px, row.bbox_height_px];
  }

  tell() {
    for (const run of this.#listeners) run();
  }
}
