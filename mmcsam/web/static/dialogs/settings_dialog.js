/** What belongs to the project (kept by the server), and to this browser. */
import { byId } from "../base/dom.js";

export class SettingsDialog {
  #api;
  #store;
  #models;

  constructor(api, store, models) {
    this.#api = api;
    this.#store = store;
    this.#models = models;
    this.#ofProject("cell-width", "cell_width");
    this.#ofProject("pixel-size", "pixel_size");
    this.#ofBrowser("brightness", "value", Number);
    this.#ofBrowser("contrast", "value", Number);
    this.#ofBrowser("theme-choice", "value", String, "theme");
    this.#ofBrowser("letters", "checked", Boolean);
    byId("model-file").addEventListener("change", (event) => this.#addModel(event.target));
    const tune = () => {
      const [light, contrast] = [store.get("brightness"), store.get("contrast")];
      const plain = light === 100 && contrast === 100; // a filter that changes nothing takes time
      byId("tiles").style.filter = plain ? "" : `brightness(${light}%) contrast(${contrast}%)`;
    };
    store.on("brightness contrast", tune);
    tune();
  }

  open() {
    this.#say("");
    byId("settings").showModal();
  }

  #ofProject(id, name) {
    const field = byId(id);
    field.addEventListener("change", async () => {
      const value = field.value === "" ? null : Number(field.value);
      try {
        await this.#api.patch("project", { [name]: value });
        this.#say("Kept.");
      } catch (error) {
        this.#say(error.message, true);
      }
    });
    this.#store.on("project", (project) => (field.value = project[name] ?? ""));
  }

  #ofBrowser(id, property, read, name = id) {
    const field = byId(id);
    field[property] = this.#store.get(name);
    field.addEventListener("input", () => this.#store.set(name, read(field[property])));
    this.#store.on(name, (value) => (field[property] = value));
  }

  async #addModel(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    this.#say(`${file.name} is looked at …`);
    const form = new FormData();
    form.append("file", file, file.name);
    try {
      await this.#api.post("models", form);
      await this.#models.load();
      this.#say(`${file.name} is in the list of models.`);
    } catch (error) {
      this.#say(error.message, true);
    }
  }

  #say(text, fault = false) {
    byId("settings-state").className = fault ? "fault" : "";
    byId("settings-state").textContent = text;
  }
}
