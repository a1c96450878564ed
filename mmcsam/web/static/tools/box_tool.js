/** Drag a box around a cell, or click two of its corners: the model draws the outline. */
import { DraggedBox } from "./dragged_box.js";

const CLICK = 4; // pixels of the screen: a smaller box is its first corner

export class BoxTool extends DraggedBox {
  name = "box";
  #second = false;

  down(point) {
    this.#second = this.from !== null;
    if (!this.#second) this.from = point;
    this.to = point;
    this.page.redraw();
  }

  move(point) {
    if (!this.from) return;
    this.to = point;
    this.page.redraw();
  }

  up(point) {
    if (!this.from) return;
    this.to = point;
    const box = this.box();
    const [x, y, width, height] = box;
    const { scale } = this.page.camera;
    if (width * scale < CLICK || height * scale < CLICK) {
      if (this.#second) this.cancel();
      return;
    }
    const edit = { kind: "outline_in_box", class: this.page.store.get("class"), box };
    const outline = [x, y, x + width, y, x + width, y + height, x, y + height];
    this.page.edits.submit(edit, "The model has outlined a cell in the box", { outline });
    this.cancel();
  }

  /** The box cut to the image. */
  box() {
    const image = this.page.store.image();
    const within = (value, end) => Math.min(end, Math.max(0, value));
    const [x, y, width, height] = super.box();
    const [left, top] = [within(x, image.width), within(y, image.height)];
    const [right, bottom] = [within(x + width, image.width), within(y + height, image.height)];
    return [left, top, right - left, bottom - top];
  }
}
