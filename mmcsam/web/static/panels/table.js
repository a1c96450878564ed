/** All cells of the image as a table that follows the picture, and the picture follows it. */
import { byId, make } from "../base/dom.js";
import { count, figure, spaced } from "../base/words.js";
import { classColour } from "../view/cell_style.js";

const ROW = 28; // pixels, as in page.css
const AROUND = 12; // rows that are made above and below what is seen
const FEW = ["id", "class", "score", "area_um2", "area_px", "circularity", "nucleus_to_cytoplasm"];
const SHORT = {
  id: "No.",
  area_um2: "Area µm²",
  area_px: "Area px",
  circularity: "Round",
  nucleus_to_cytoplasm: "N/C",
};
const TEXT = new Set(["class", "image"]);
const HIDDEN = new Set(["image", "label"]);

export class Table {
  #measures;
  #selection;
  #page;
  #rows = [];
  #scroll = byId("table-scroll");
  #fromTable = false; // the table itself made the choice

  /** @param {Object} page `measures`, `selection`, `store`, `camera`. */
  constructor(page) {
    this.#page = page;
    this.#measures = page.measures;
    this.#selection = page.selection;
    this.#measures.onChange(() => this.draw());
    this.#selection.onChange(() => this.#follow());
    this.#scroll.addEventListener("scroll", () => this.#body());
    new ResizeObserver(() => this.#body()).observe(this.#scroll);
    byId("all-columns").addEventListener("change", () => this.draw());
    const body = byId("table").tBodies[0];
    body.addEventListener("click", (event) => this.#click(event));
    body.addEventListener("dblclick", () => this.#show(true));
    body.addEventListener("keydown", (event) => this.#key(event));
    page.store.on("project", () => this.draw());
  }

  draw() {
    this.#rows = this.#measures.shown();
    const all = this.#measures.all().length;
    const few = this.#rows.length;
    byId("table-count").textContent =
      few === all ? count(all, "cell") : `${few} of ${count(all, "cell")}`;
    byId("table").setAttribute("aria-rowcount", String(few + 1));
    this.#head();
    this.#body();
  }

  #columns() {
    const there = this.#measures.columns.filter(({ name }) => !HIDDEN.has(name));
    if (byId("all-columns").checked) return there;
    const micrometres = there.some(({ name }) => name === "area_um2");
    const few = FEW.filter((name) => !(micrometres && name === "area_px"));
    return few.map((name) => there.find((column) => column.name === name)).filter(Boolean);
  }

  #head() {
    const { order } = this.#measures;
    const focused = document.activeElement?.dataset.column;
    const cells = this.#columns().map(({ name }) => {
      const chosen = order.name === name;
      const arrow = chosen ? (order.direction > 0 ? "▲" : "▼") : "";
      const label = SHORT[name] ?? spaced(name)[0].toUpperCase() + spaced(name).slice(1);
      const button = make("button", { type: "button" }, label);
      button.dataset.column = name;
      button.append(make("span", { text: arrow, "aria-hidden": "true" }));
      button.addEventListener("click", () => {
        this.#measures.order = { name, direction: chosen ? -order.direction : 1 };
        this.draw();
      });
      const sorted = chosen ? (order.direction > 0 ? "ascending" : "descending") : "none";
      return make(
        "th",
        { scope: "col", "aria-sort": sorted, class: TEXT.has(name) ? "text" : "" },
        button,
      );
    });
    const row = make("tr", { "aria-rowindex": "1" }, ...cells);
    if (byId("table").tHead.firstElementChild?.isEqualNode(row)) return;
    byId("table").tHead.replaceChildren(row);
    if (focused) byId("table").tHead.querySelector(`[data-column="${focused}"]`)?.focus();
  }

  /** Make the rows that are in sight; a spacer stands for those above and below. */
  #body() {
    const columns = this.#columns();
    const first = Math.max(0, Math.floor(this.#scroll.scrollTop / ROW) - AROUND);
    const many = Math.ceil(this.#scroll.clientHeight / ROW) + 2 * AROUND;
    const last = Math.min(this.#rows.length, first + many);
    const spacer = (rows) => {
      const cell = make("td", { colSpan: Math.max(1, columns.length) });
      cell.style.height = `${rows * ROW}px`;
      return make("tr", { class: "spacer", "aria-hidden": "true" }, cell);
    };
    const body = byId("table").tBodies[0];
    const rows = [];
    for (let at = first; at < last; at += 1) rows.push(this.#row(this.#rows[at], at, columns));
    if (rows.length && !rows.some((row) => row.tabIndex === 0)) rows[0].tabIndex = 0;
    const below = this.#rows.length - last;
    const made = [...(first ? [spacer(first)] : []), ...rows, ...(below ? [spacer(below)] : [])];
    // What is as before stays: somebody may be pressing the button over it.
    const there = [...body.children];
    if (there.length === made.length && made.every((row, at) => row.isEqualNode(there[at]))) return;
    const focused = body.contains(document.activeElement) ? this.#focusedId() : null;
    body.replaceChildren(...made);
    if (focused !== null)
      body.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
  }

  #row(row, at, columns) {
    const chosen = this.#selection.has(row.id);
    const cells = columns.map(({ name }) => {
      const text = TEXT.has(name);
      const cell = make("td", { class: text ? "text" : "" });
      if (name === "class") {
        const swatch = make("span", { class: "swatch" });
        const number = this.#page.store
          .get("project")
          .classes.findIndex((one) => one.name === row.class);
        swatch.style.background = classColour(Math.max(0, number));
        cell.append(swatch);
      }
      const unknown = name === "score" && typeof row.score !== "number";
      cell.append(unknown ? "by hand" : figure(row[name]));
      return cell;
    });
    const element = make(
      "tr",
      { "aria-rowindex": String(at + 2), "aria-selected": String(chosen) },
      ...cells,
    );
    element.dataset.id = row.id;
    element.tabIndex = chosen ? 0 : -1;
    return element;
  }

  #focusedId() {
    const id = document.activeElement?.closest("tr")?.dataset.id;
    return id === undefined ? null : Number(id);
  }

  #click(event) {
    const id = Number(event.target.closest("tr")?.dataset.id);
    if (!Number.isInteger(id)) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey)
      this.#choose(() => this.#selection.toggle(id));
    else this.#choose(() => this.#selection.set([id]));
    byId("table").querySelector(`[data-id="${id}"]`)?.focus({ preventScroll: true });
    this.#show(false);
  }

  #key(event) {
    const at = this.#rows.findIndex((row) => row.id === this.#focusedId());
    const page = Math.max(1, Math.floor(this.#scroll.clientHeight / ROW) - 2);
    const end = this.#rows.length - 1;
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: end };
    Object.assign(targets, { PageDown: at + page, PageUp: at - page });
    if (event.key === "Enter") this.#show(true);
    else if (event.key in targets) {
      const row = this.#rows[Math.min(end, Math.max(0, targets[event.key]))];
      this.#choose(() => this.#selection.set([row.id]));
      this.#reveal(row.id);
      byId("table").querySelector(`[data-id="${row.id}"]`)?.focus({ preventScroll: true });
      this.#show(false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(run) {
    this.#fromTable = true;
    run();
    this.#fromTable = false;
  }

  /** Bring the chosen cell into the picture. */
  #show(large) {
    const row = this.#rows.find(({ id }) => this.#selection.has(id));
    const box = row && this.#measures.box(row);
    if (box) this.#page.camera.show(box, large);
  }

  #follow() {
    const [id] = this.#selection.ids;
    if (!this.#fromTable && id !== undefined) this.#reveal(id);
    this.#body();
  }

  #reveal(id) {
    const at = this.#rows.findIndex((row) => row.id === id);
    if (at < 0) return;
    const [top, room] = [at * ROW, this.#scroll.clientHeight - 2 * ROW];
    const { scrollTop } = this.#scroll;
    if (top < scrollTop || top > scrollTop + room) this.#scroll.scrollTop = top - room / 2;
    this.#body();
  }
}
