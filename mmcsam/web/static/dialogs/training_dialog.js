/** The model learns from the finished images: progress, curves, a stop, and old against new. */
import { byId, make } from "../base/dom.js";
import { count, figure, restTime } from "../base/words.js";
import { curve } from "./curve.js";

const WORDS = {
  none: "",
  running: "Training. You can go on correcting; the page may be closed.",
  stopped: "Stopped. The model is as it was.",
  finished: "Done. The model in use stays until you choose the new one.",
};

export class TrainingDialog {
  #api;
  #store;
  #models;
  #timer = 0;
  #result = null;

  constructor(api, store, models, events) {
    this.#api = api;
    this.#store = store;
    this.#models = models;
    byId("training-start").addEventListener("click", () =>
      this.#do(() => api.post("trainings", {})),
    );
    byId("training-stop").addEventListener("click", () => {
      this.#do(() => api.delete("trainings/current"));
    });
    byId("training-use").addEventListener("click", async () => {
      await models.use(this.#result);
      byId("training").close();
    });
    events.on("training", () => this.ask());
    events.on("back", () => this.ask());
    store.on("images", () => this.#words());
  }

  open() {
    this.#words();
    byId("training").showModal();
    this.ask();
  }

  async ask() {
    clearTimeout(this.#timer);
    try {
      this.#show(await this.#api.get("trainings/current"));
    } catch (error) {
      this.#fault(error.message);
    }
  }

  async #do(call) {
    try {
      await call();
      await this.ask();
    } catch (error) {
      this.#fault(error.message);
    }
  }

  #words() {
    const finished = this.#store.get("images").filter((image) => image.finished).length;
    byId("training-words").textContent =
      `The chosen model is trained further on ${count(finished, "finished image")}. Only images that ` +
      "you marked as finished count, so that a cell nobody has outlined does not teach the model that " +
      "there is none. A part of them is held back to say whether the new model is better.";
  }

  #show(status) {
    const running = status.state === "running";
    byId("training-start").hidden = running;
    byId("training-stop").hidden = !running;
    byId("training-progress").hidden = !running;
    byId("open-training").textContent = running ? "Learning …" : "Learn…";
    const message = byId("training-message");
    message.className = status.state === "failed" ? "fault" : "";
    message.textContent = [WORDS[status.state], status.message].filter(Boolean).join(" ");
    const bar = byId("training-bar");
    if (status.of) {
      bar.max = status.of;
      bar.value = status.iteration;
    } else bar.removeAttribute("value"); // it has not begun to count
    const rest = restTime(status.seconds_left);
    const step = status.of ? `${status.iteration} of ${status.of}` : "";
    byId("training-rest").textContent = [step, rest && `${rest} left`].filter(Boolean).join(" · ");
    const drawn = [
      ["Loss", status.loss],
      ["Score on images held back", status.scores],
    ];
    const curves = drawn.filter(([, points]) => points?.length > 1);
    byId("training-curves").replaceChildren(
      ...curves.map(([name, points]) => curve(name, points, status.of)),
    );
    this.#table(status.table);
    const fresh = status.state === "finished" && status.model && status.model !== this.#result;
    if (fresh) this.#models.load().catch(() => {}); // the list is asked for again when it is back
    this.#result = status.model ?? null;
    const fresher = status.state === "finished" && !!status.model;
    byId("training-use").hidden = !fresher;
    byId("training-start").classList.toggle("main", !fresher);
    if (running) this.#timer = setTimeout(() => this.ask(), 1000);
  }

  #table(table) {
    const place = byId("training-table");
    place.replaceChildren();
    if (!table?.rows?.length) return;
    const kind = (at) => (at ? "" : "text");
    const head = table.columns.map((name, at) =>
      make("th", { scope: "col", class: kind(at), text: name }),
    );
    const rows = table.rows.map((row) =>
      make(
        "tr",
        {},
        ...row.map((value, at) => make(at ? "td" : "th", { class: kind(at), text: figure(value) })),
      ),
    );
    const body = make("tbody", {}, ...rows);
    const all = make("table", {}, make("thead", {}, make("tr", {}, ...head)), body);
    place.append(make("h3", { text: "Old against new" }), make("div", { class: "scroll-x" }, all));
  }

  #fault(text) {
    byId("training-message").className = "fault";
    byId("training-message").textContent = text;
  }
}
