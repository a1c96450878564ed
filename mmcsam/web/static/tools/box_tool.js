/** Drag a box around a cell, or click two of its corners: the model draws the outline. */
import { inkLine, Tool } from "./tool.js";

const CLICK = 4; // pixels of the screen: a smaller box is its first corner

export class BoxTool extends Tool {
  name = "box";
  #from = null;
  #to = null;
  #second = false;

  down(point) {
    this.#second = this.#from !== null;
    if (!this.#second) this.#from = point;
    this.#to = point;
    this.page.redraw();
  }

  move(point) {
    if (!this.#from) return;
    this.#to = point;
    this.page.redraw();
  }

  up(point) {
    if (!this.#from) return;
    this.#to = point;
    const [x, y, width, height] = this.#box();
    const { scale } = this.page.camera;
    if (width * scale < CLICK || height * scale < CLICK) {
      if (this.#second) this.cancel();
      return;
    }
    const box = [x, y, width, height];
    const edit = { kind: "outline_in_box", class: this.page.store.get("class"), box };
    const outline = [x, y, x + width, y, x + width, y + height, x, y + height];
    this.page.edits.submit(edit, "The model has outlined a cell in the box", { outline });
    this.cancel();
  }

  cancel() {
    const begun = this.#from !== null;
    this.#from = this.#to = null;
    this.page.redraw();
    return begun;
  }

  get shows() {
    return this.#from !== null;
  }

  paint(context, scale) {
    if (!this.shows) return;
    context.beginPath();
    context.rect(...this.#box());
    inkLine(context, scale);
  }

  /** The box cut to the image. */
  #box() {
    const image = this.page.store.image();
    const within = (value, end) => Math.min(end, Math.max(0, value));
    const x = within(Math.min(this.#from.x, this.#to.x), image.width);
    const y = within(Math.min(this.#from.y, this.#to.y), image.height);
    const right = within(Math.max(this.#from.x, this.#to.x), image.width);
    const bottom = within(Math.max(this.#from.y, this.#to.y), image.height);
    return [x, y, right - x, bottom - y];
  }
}
