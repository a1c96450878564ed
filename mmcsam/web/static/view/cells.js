/** The cells of the open image that are in view and around it, with their outlines as paths. */

const SMALL = 2048 * 2048; // pixels of an image whose cells are asked for all at once

/** @returns {Path2D} The rings as one path. */
function pathOf(outline) {
  const path = new Path2D();
  for (const ring of outline) {
    for (let at = 0; at < ring.length; at += 2) {
      if (at) path.lineTo(ring[at], ring[at + 1]);
      else path.moveTo(ring[0], ring[1]);
    }
    path.closePath();
  }
  return path;
}

/** @returns {Object[]} The API's cells with their `path`. */
export function withPaths(cells) {
  return cells.map((cell) => ({ ...cell, path: pathOf(cell.outline) }));
}

const holds = (outer, inner) =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  outer.x + outer.width >= inner.x + inner.width &&
  outer.y + outer.height >= inner.y + inner.height;

export class Cells {
  #api;
  #store;
  #camera;
  #listeners = [];
  #loading = null;
  #loaded = null; // {box, step}
  all = new Map(); // by id: the API's cell with its `path`
  revision = null;

  constructor(api, store, camera) {
    this.#api = api;
    this.#store = store;
    this.#camera = camera;
  }

  onChange(run) {
    this.#listeners.push(run);
  }

  /** Forget all: another image is opened. */
  clear() {
    this.#loading?.controller.abort();
    this.#loading = this.#loaded = this.revision = null;
    this.all.clear();
    this.#tell();
  }

  /** Ask for what is in view, unless it is here or on its way. */
  async need(again = false) {
    const image = this.#store.image();
    const view = this.#camera.box();
    if (!image || !view.width || !view.height) return;
    const small = image.width * image.height <= SMALL;
    const box = small ? { x: 0, y: 0, width: image.width, height: image.height } : this.#around();
    // A power of two, so that not every turn of the wheel asks again.
    const step = small ? 1 : 2 ** Math.max(0, Math.floor(Math.log2(1 / this.#camera.scale)));
    const enough = (one) => one && holds(one.box, view) && one.step <= step;
    if (!again && (enough(this.#loading) || (!this.#loading && enough(this.#loaded)))) return;
    this.#loading?.controller.abort();
    const asked = { box, step, controller: new AbortController() };
    this.#loading = asked;
    const where = `box=${box.x},${box.y},${box.width},${box.height}&step=${step}`;
    try {
      const path = `images/${image.id}/cells?${where}`;
      const answer = await this.#api.get(path, asked.controller.signal);
      if (this.#loading !== asked) return;
      this.#loaded = asked;
      this.#replace(answer);
    } finally {
      if (this.#loading === asked) this.#loading = null;
    }
  }

  /** Take what an edit has changed. */
  apply({ revision, removed, added }) {
    for (const id of removed) this.all.delete(id);
    for (const cell of withPaths(added)) this.all.set(cell.id, cell);
    this.revision = revision;
    this.#tell();
  }

  /** @returns {boolean} Whether these are all cells of the image. */
  get whole() {
    const image = this.#store.image();
    return !!(image && this.#loaded && holds(this.#loaded.box, { x: 0, y: 0, ...image }));
  }

  /** @returns {boolean} Whether the score is high enough; cells by hand have none. */
  shown(cell) {
    return cell.score === null || cell.score >= this.#store.threshold();
  }

  /** @returns {Object[]} Those above the threshold. */
  visible() {
    return [...this.all.values()].filter((cell) => this.shown(cell));
  }

  #around() {
    const margin = 0.5 * Math.max(this.#camera.width, this.#camera.height);
    return this.#camera.box(margin);
  }

  #replace({ revision, cells, undo, redo }) {
    this.#store.set("steps", { undo, redo });
    this.all.clear();
    for (const cell of withPaths(cells)) this.all.set(cell.id, cell);
    this.revision = revision;
    this.#tell();
  }

  #tell() {
    for (const run of this.#listeners) run();
  }
}
