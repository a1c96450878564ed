/** Tools and classes as buttons; the keys do the same. */
import { byId, icon, make } from "../base/dom.js";
import { classColour } from "../view/cell_style.js";

const BUTTONS = "select box draw brush erase split merge delete undo redo".split(" ");

export class Toolbar {
  #store;

  /**
   * @param {Map<string, Object>} commands By id, as in commands.js.
   * @param {(id: number) => void} chooseClass
   */
  constructor({ store, selection, edits }, commands, chooseClass) {
    this.#store = store;
    for (const id of BUTTONS) {
      const { run, words, keys, label } = commands.get(id);
      const button = make("button", { type: "button", id: `tool-${id}`, title: words });
      button.setAttribute("aria-keyshortcuts", keys[0]);
      button.append(icon(id), label);
      button.addEventListener("click", run);
      byId("toolbar").append(button);
    }
    store.on("tool", () => this.#mark());
    const enable = () => {
      const steps = store.get("steps");
      byId("tool-delete").disabled = !selection.ids.length;
      byId("tool-undo").disabled = steps.undo === 0;
      byId("tool-redo").disabled = steps.redo === 0;
    };
    selection.onChange(enable);
    edits.onChange(enable);
    store.on("steps open", enable);
    store.on("project class", () => this.#classes(chooseClass));
    byId("radius").value = store.get("radius");
    byId("radius").addEventListener("input", (event) => {
      store.set("radius", Number(event.target.value));
    });
    store.on("radius", (radius) => (byId("radius").value = radius));
    this.#mark();
    enable();
  }

  #mark() {
    const tool = this.#store.get("tool");
    for (const id of BUTTONS.slice(0, 7)) {
      byId(`tool-${id}`).setAttribute("aria-pressed", String(id === tool));
    }
    byId("radius-field").hidden = tool !== "brush" && tool !== "erase";
  }

  #classes(choose) {
    const classes = this.#store.get("project").classes;
    const chosen = this.#store.get("class");
    const place = byId("classes");
    place.hidden = classes.length < 2;
    const focused = document.activeElement?.dataset.class;
    place.replaceChildren(
      ...classes.map(({ id, name }) => {
        const swatch = make("span", { class: "swatch" });
        swatch.style.background = classColour(id);
        const button = make("button", { type: "button", on: { click: () => choose(id) } });
        button.dataset.class = id;
        button.setAttribute("aria-pressed", String(id === chosen));
        button.append(swatch, make("span", { text: name }));
        if (id < 9) button.append(make("kbd", { text: id + 1, "aria-hidden": "true" }));
        return button;
      }),
    );
    if (focused !== undefined) place.querySelector(`[data-class="${focused}"]`)?.focus();
  }
}
