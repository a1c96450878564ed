/** Files for other programs: which images, which formats, and a ZIP file that comes down. */
import { byId, make } from "../base/dom.js";
import { count } from "../base/words.js";

const FORMATS = [
  ["coco", "COCO", "instances.json with exact masks, for training and scripts", true],
  ["csv", "Table", "a row a cell: area, perimeter, shape, intensity", true],
  ["labels", "Label images", "TIFF, 0 background and n the n-th cell", false],
  ["imagej", "ImageJ", "regions for the ROI Manager", false],
  ["qupath", "QuPath", "GeoJSON", false],
];

export class ExportDialog {
  #api;
  #store;

  constructor(api, store) {
    this.#api = api;
    this.#store = store;
    for (const [value, name, words, checked] of FORMATS) {
      const box = make("input", { type: "checkbox", value, checked, name: "export-format" });
      const text = make("span", { text: `${name} ` }, make("small", { text: words }));
      byId("export-formats").append(make("label", { class: "check" }, box, text));
    }
    byId("export-start").addEventListener("click", () => this.#start());
  }

  open() {
    byId("export-state").replaceChildren();
    const finished = this.#store.get("images").filter((image) => image.finished).length;
    const [own, done, all] = document.getElementsByName("export-images");
    own.disabled = !this.#store.image();
    done.disabled = !finished;
    if ((own.checked && own.disabled) || (done.checked && done.disabled)) all.checked = true;
    byId("export").showModal();
  }

  async #start() {
    const state = byId("export-state");
    const chosen = document.querySelectorAll("[name=export-format]:checked");
    const formats = [...chosen].map((box) => box.value);
    if (!formats.length) return this.#fault("Choose at least one kind of files.");
    const which = document.querySelector("[name=export-images]:checked").value;
    const images = which === "this" ? [this.#store.get("open")] : which;
    byId("export-start").disabled = true;
    state.className = "";
    state.textContent = "Writing …";
    try {
      this.#done(await this.#api.post("exports", { formats, images }));
    } catch (error) {
      this.#fault(error.message);
    }
    byId("export-start").disabled = false;
  }

  #done({ name, url, files, left_out: leftOut }) {
    const link = make("a", { href: url, download: name, text: name });
    const state = byId("export-state");
    state.replaceChildren(`${count(files.length, "file")} in `, link, ".");
    if (leftOut.length) {
      const words = leftOut.map((one) => `${one.name}: ${one.reason}`);
      state.append(make("p", { class: "fault", text: `Left out: ${words.join("; ")}` }));
    }
    link.click();
  }

  #fault(text) {
    byId("export-state").className = "fault";
    byId("export-state").textContent = text;
  }
}
