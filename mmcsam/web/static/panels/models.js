/** The model in use, and a second one whose cells are shown beside. */
import { byId, make } from "../base/dom.js";
import { note } from "../base/speech.js";
import { withPaths } from "../view/cells.js";

const AGAIN = 1200; // milliseconds until a comparison that is not ready is asked for again

export class Models {
  #api;
  #store;
  #asked = 0;

  constructor(api, store) {
    this.#api = api;
    this.#store = store;
    byId("model").addEventListener("change", (event) => this.use(event.target.value));
    byId("other-model").addEventListener("change", () => this.compare());
    store.on("open", () => this.compare());
  }

  async load() {
    const models = await this.#api.get("models");
    const option = ({ name, summary }) =>
      make("option", { value: name, text: name, title: summary ?? "" });
    byId("model").replaceChildren(...models.map(option));
    byId("model").value = models.find((model) => model.chosen)?.name ?? "";
    const other = byId("other-model");
    const before = other.value;
    const rest = models.filter((model) => !model.chosen);
    other.replaceChildren(make("option", { value: "", text: "nothing" }), ...rest.map(option));
    other.disabled = !rest.length;
    if (rest.some((model) => model.name === before)) other.value = before;
    else if (before) this.compare();
  }

  /** Take a model for all that comes; cells that are there stay until they are looked for again. */
  async use(name) {
    try {
      await this.#api.patch("project", { model: name });
      note(`Model ${name}: it is used for images that are searched from now on.`);
    } catch (error) {
      note(`The model was not changed: ${error.message}`, "fault");
    }
    await this.load();
  }

  async compare() {
    const model = byId("other-model").value;
    const image = this.#store.image();
    const asked = (this.#asked += 1);
    if (!model || !image) return this.#store.set("others", null);
    this.#store.set("others", { model, cells: [], waiting: true });
    const path = `images/${image.id}/comparison?model=${encodeURIComponent(model)}`;
    try {
      let answer = await this.#api.get(path);
      while (answer.status === 202 && asked === this.#asked) {
        await new Promise((done) => setTimeout(done, AGAIN));
        if (asked === this.#asked) answer = await this.#api.get(path);
      }
      if (asked !== this.#asked) return;
      this.#store.set("others", { model, cells: withPaths(answer.cells), waiting: false });
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#store.set("others", null);
      note(`No comparison: ${error.message}`, "fault");
    }
  }
}
