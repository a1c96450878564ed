/** Draw a cell's outline: one stroke around it, or its corners by clicks. */
import { lengthOf } from "../edit/hit.js";
import { inkLine, Tool, trace } from "./tool.js";

const CLICK = 4; // pixels of the screen: a shorter stroke is a click
const CLOSE = 10; // pixels of the screen from the first corner: the outline is closed

export class DrawTool extends Tool {
  name = "draw";
  #points = [];
  #begun = 0; // points before the pen was put down

  down(point) {
    if (this.#closes(point)) return this.#finish();
    this.#begun = this.#points.length;
    this.#points.push(point.x, point.y);
    this.page.redraw();
  }

  move(point, isDown) {
    if (!isDown || !this.#points.length) return;
    this.#points.push(point.x, point.y);
    this.page.redraw();
  }

  up() {
    if (!this.#points.length) return;
    const stroke = this.#points.slice(this.#begun);
    const clicked = lengthOf(stroke) * this.page.camera.scale < CLICK;
    if (clicked) this.#points.length = this.#begun + 2;
    else if (this.#begun === 0) this.#finish();
    this.page.redraw();
  }

  cancel() {
    const begun = this.#points.length > 0;
    this.#points = [];
    this.page.redraw();
    return begun;
  }

  get shows() {
    return this.#points.length > 0;
  }

  paint(context, scale) {
    if (!this.shows) return;
    trace(context, this.#points);
    inkLine(context, scale);
    context.beginPath();
    context.arc(this.#points[0], this.#points[1], 4 / scale, 0, 2 * Math.PI);
    inkLine(context, scale);
  }

  #closes(point) {
    if (this.#points.length < 6) return false;
    const [x, y] = this.#points;
    return Math.hypot(point.x - x, point.y - y) * this.page.camera.scale < CLOSE;
  }

  #finish() {
    const outline = this.#points;
    this.#points = [];
    if (outline.length >= 6) {
      const edit = { kind: "draw", class: this.page.store.get("class"), outline };
      this.page.edits.submit(edit, "Cell drawn", { outline });
    }
    this.page.redraw();
  }
}
