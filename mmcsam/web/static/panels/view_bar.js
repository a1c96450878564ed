/** How the picture is shown: size, score, colours, and whether the image is finished. */
import { afterQuiet, byId, make } from "../base/dom.js";
import { note } from "../base/speech.js";
import { legend } from "../view/cell_style.js";

export class ViewBar {
  #api;
  #store;
  #sliding = false;

  constructor({ api, store, camera }, finish) {
    this.#api = api;
    this.#store = store;
    const press = (id, run) => byId(id).addEventListener("click", run);
    press("zoom-in", () => camera.zoom(1.4));
    press("zoom-out", () => camera.zoom(1 / 1.4));
    press("zoom-fit", () => camera.fit());
    press("zoom-pixel", () => camera.actualSize());
    press("raw", () => store.set("raw", !store.get("raw")));
    store.on("raw", (raw) => byId("raw").setAttribute("aria-pressed", String(raw)));
    byId("finished").addEventListener("change", (event) => finish(event.target.checked));
    store.on("images open", () => {
      const image = store.image();
      byId("finished").disabled = !image?.width;
      byId("finished").checked = !!image?.finished;
    });
    this.#link("colour", "value");
    this.#link("filled", "checked");
    this.#slider();
    store.on("colour project others threshold open", () => this.#legend());
  }

  /** Keep a field and a value of the store the same. */
  #link(name, property) {
    const field = byId(name);
    field[property] = this.#store.get(name);
    field.addEventListener("change", () => this.#store.set(name, field[property]));
    this.#store.on(name, (value) => (field[property] = value));
  }

  /** The picture follows at once; the server is told when the slider rests. */
  #slider() {
    const slider = byId("threshold");
    const save = afterQuiet(350, async () => {
      try {
        await this.#api.patch("project", { threshold: this.#store.get("threshold") });
      } catch (error) {
        note(`The score was not kept: ${error.message}`, "fault");
      }
      this.#sliding = false;
    });
    slider.addEventListener("input", () => {
      this.#sliding = true;
      this.#store.set("threshold", Number(slider.value));
      save();
    });
    const draw = () => {
      const kept = this.#store.image()?.threshold ?? null;
      slider.disabled = kept !== null;
      slider.title = slider.disabled
        ? "A finished image keeps the score that it was finished with"
        : "";
      slider.value = this.#store.threshold();
      byId("threshold-value").textContent = this.#store.threshold().toFixed(2);
    };
    this.#store.on("threshold images open", draw);
    draw();
    this.#store.on("project", (project) => {
      if (!this.#sliding) this.#store.set("threshold", project.threshold);
    });
  }

  #legend() {
    const by = this.#store.get("colour");
    const parts = legend(by, this.#store.get("project").classes).map(({ colour, text }) => {
      const swatch = make("span", { class: "swatch" });
      swatch.style.background = colour;
      return make("li", { class: by === "class" || text ? "" : "ramp" }, swatch, text);
    });
    const others = this.#store.get("others");
    if (others) {
      const swatch = make("span", { class: "swatch dashed" });
      const shown = others.cells.filter((cell) => cell.score >= this.#store.threshold());
      const many = others.waiting ? "…" : shown.length;
      parts.push(make("li", {}, swatch, `${others.model} (${many})`));
    }
    byId("legend").replaceChildren(...parts);
  }
}
