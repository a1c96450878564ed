/** Which cells the table shows: by class and by area. */
import { byId, make } from "../base/dom.js";

export class Filter {
  #measures;

  constructor(measures, store) {
    this.#measures = measures;
    for (const id of ["filter-class", "filter-from", "filter-to"]) {
      byId(id).addEventListener("input", () => this.#take());
    }
    store.on("project", ({ classes }) => {
      const field = byId("filter-class");
      const before = field.value;
      const option = ({ name }) => make("option", { value: name, text: name });
      field.replaceChildren(make("option", { value: "", text: "all" }), ...classes.map(option));
      field.value = classes.some((one) => one.name === before) ? before : "";
    });
    store.on("open", (id) => (byId("csv").href = `api/measurements.csv?image=${id}`));
  }

  /** Show those of an area, as a bar of the histogram says. */
  byArea(from, to) {
    byId("filter-from").value = from === null ? "" : from;
    byId("filter-to").value = to === null ? "" : to;
    this.#take();
  }

  #take() {
    const number = (id) => (byId(id).value === "" ? null : Number(byId(id).value));
    this.#measures.filter = {
      class: byId("filter-class").value,
      from: number("filter-from"),
      to: number("filter-to"),
    };
    this.#measures.tell();
  }
}
