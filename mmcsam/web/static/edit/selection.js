/** The chosen cells: the same ones in the picture, in the table and for the keys. */
export class Selection {
  #cells;
  #ids = new Set();
  #listeners = [];

  /** @param {import("../view/cells.js").Cells} cells */
  constructor(cells) {
    this.#cells = cells;
    cells.onChange(() => this.#forgetLost());
  }

  onChange(run) {
    this.#listeners.push(run);
  }

  get ids() {
    return [...this.#ids];
  }

  has(id) {
    return this.#ids.has(id);
  }

  /** @returns {Object[]} Those of the chosen cells that are loaded and shown. */
  cells() {
    const loaded = this.ids.map((id) => this.#cells.all.get(id));
    return loaded.filter((cell) => cell && this.#cells.shown(cell));
  }

  set(ids) {
    const same = ids.length === this.#ids.size && ids.every((id) => this.#ids.has(id));
    if (same) return;
    this.#ids = new Set(ids);
    for (const run of this.#listeners) run();
  }

  toggle(id) {
    this.set(this.has(id) ? this.ids.filter((one) => one !== id) : [...this.ids, id]);
  }

  /** Choose the next or previous cell, in reading order from the one that is chosen. */
  step(by) {
    const line = (cell) => Math.round(cell.box[1] / 24);
    const order = this.#cells.visible();
    order.sort((a, b) => line(a) - line(b) || a.box[0] - b.box[0]);
    if (!order.length) return null;
    const at = order.findIndex((cell) => this.has(cell.id));
    const next = at < 0 ? (by > 0 ? 0 : order.length - 1) : at + by;
    const cell = order[(next + order.length) % order.length];
    this.set([cell.id]);
    return cell;
  }

  /** Where all of an image is loaded, what is not in it is gone. */
  #forgetLost() {
    if (this.#cells.whole) this.set(this.ids.filter((id) => this.#cells.all.has(id)));
  }
}
