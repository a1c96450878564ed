/** What several parts of the page know together, with those who want to hear of changes. */
export class Store {
  #values = {};
  #listeners = new Map();

  /** @param {Object<string, any>} values What is known at the start. */
  constructor(values) {
    this.#values = { ...values };
  }

  get(name) {
    return this.#values[name];
  }

  /** Set a value and tell whoever listens, unless it is the same. */
  set(name, value) {
    const before = this.#values[name];
    if (Object.is(before, value)) return;
    this.#values[name] = value;
    for (const run of this.#listeners.get(name) ?? []) run(value, before);
  }

  /** Call `run(value, before)` at each change of one of the names (parted by spaces). */
  on(names, run) {
    for (const name of names.split(" ")) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, []);
      this.#listeners.get(name).push(run);
    }
  }

  /** @returns {number} The lowest score that is shown; a finished image keeps the one it had then. */
  threshold() {
    return this.image()?.threshold ?? this.#values.threshold;
  }

  /** @returns {Object|undefined} The open image as the list has it. */
  image() {
    return this.#values.images.find((image) => image.id === this.#values.open);
  }
}
