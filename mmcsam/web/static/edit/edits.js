/**
 * Changes on their way to the server, one after the other. A change counts as saved when the server
 * has answered, which it does once it is on the disk.
 */
import { Away } from "../base/api.js";
import { note, say } from "../base/speech.js";

const RETRY = 1500; // milliseconds

export class Edits {
  #api;
  #store;
  #cells;
  #selection;
  #jobs = [];
  #running = false;
  #revisions = new Map(); // by image, the last that was seen
  #wake = () => {};
  #listeners = [];

  constructor({ api, store, cells, selection }) {
    this.#api = api;
    this.#store = store;
    this.#cells = cells;
    this.#selection = selection;
    cells.onChange(() => {
      if (cells.revision !== null) this.#revisions.set(store.get("open"), cells.revision);
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.#jobs.length) event.preventDefault();
    });
  }

  /** Call when a change is handed in or has been answered. */
  onChange(run) {
    this.#listeners.push(run);
  }

  get busy() {
    return this.#jobs.length > 0;
  }

  /** @returns {Object[]} What was drawn for the open image and is not yet answered. */
  ghosts() {
    const open = this.#store.get("open");
    return this.#jobs.filter((job) => job.image === open && job.ghost).map((job) => job.ghost);
  }

  /**
   * @param {Object} edit As the API takes it.
   * @param {string} words What was done, for whoever does not see it.
   * @param {Object} [ghost] What the tool layer shows until the answer.
   */
  submit(edit, words, ghost) {
    this.#add({ path: "edits", body: { edit }, words, ghost });
  }

  undo() {
    if (!this.busy && this.#store.get("steps").undo === 0) return say("There is nothing to undo");
    this.#add({ path: "undo", body: {}, words: "Undone" });
  }

  redo() {
    if (!this.busy && this.#store.get("steps").redo === 0)
      return say("There is nothing to do again");
    this.#add({ path: "redo", body: {}, words: "Done again" });
  }

  /** Do not wait for the next try. */
  retry() {
    this.#wake();
  }

  #add(job) {
    const image = this.#store.get("open");
    if (image === null || this.#cells.revision === null) return;
    this.#jobs.push({ image, ...job });
    this.#tell();
    if (!this.#running) this.#run();
  }

  async #run() {
    this.#running = true;
    while (this.#jobs.length) {
      const [job] = this.#jobs;
      if (this.#store.get("saved").state === "saved") this.#say("saving");
      try {
        const body = { revision: this.#revisions.get(job.image), ...job.body };
        const answer = await this.#api.post(`images/${job.image}/${job.path}`, body);
        this.#jobs.shift();
        this.#take(job, answer);
      } catch (error) {
        if (error instanceof Away) {
          this.#say("unsaved", "the server does not answer; it is asked again");
          await this.#pause();
        } else {
          await this.#refused(job, error);
        }
      }
      this.#tell();
    }
    this.#running = false;
  }

  #take(job, answer) {
    this.#revisions.set(job.image, answer.revision);
    if (!this.#jobs.length) this.#say("saved");
    if (answer.note) note(answer.note);
    if (job.image !== this.#store.get("open")) return;
    this.#store.set("steps", { undo: answer.undo, redo: answer.redo });
    this.#cells.apply(answer);
    const gone = new Set(answer.removed);
    const added = answer.added.map((cell) => cell.id);
    const kept = this.#selection.ids.filter((id) => !gone.has(id) && !added.includes(id));
    this.#selection.set(added.length ? added : kept);
    say(job.words);
  }

  async #refused(job, error) {
    const stale = error.status === 409;
    // What was handed in after it builds on it.
    this.#jobs = stale ? this.#jobs.filter((one) => one.image !== job.image) : this.#jobs.slice(1);
    const reason = stale
      ? "This image was changed in another window. Its cells were loaded again; your last change " +
        "was not saved. Please do it again."
      : `Not saved: ${error.message}`;
    note(reason, "fault");
    this.#say(stale ? "saved" : "unsaved", stale ? "" : error.message);
    if (job.image === this.#store.get("open")) {
      await this.#cells.need(true).catch(() => {}); // if it is away, the page says so by itself
    }
  }

  #pause() {
    return new Promise((done) => {
      const timer = setTimeout(done, RETRY);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  #say(state, reason = "") {
    this.#store.set("saved", { state, reason });
  }

  #tell() {
    for (const run of this.#listeners) run();
  }
}
