/** A tool that leads a box from one corner to the other. */
import { inkLine, Tool } from "./tool.js";

export class DraggedBox extends Tool {
  from = null;
  to = null;

  cancel() {
    const begun = this.from !== null;
    this.from = this.to = null;
    this.page.redraw();
    return begun;
  }

  get shows() {
    return this.from !== null;
  }

  paint(context, scale) {
    if (!this.shows) return;
    context.beginPath();
    context.rect(...this.box());
    inkLine(context, scale);
  }

  /** @returns {number[]} Left, top, width and height. */
  box() {
    const [x, y] = [Math.min(this.from.x, this.to.x), Math.min(this.from.y, this.to.y)];
    const [right, bottom] = [Math.max(this.from.x, this.to.x), Math.max(this.from.y, this.to.y)];
    return [x, y, right - x, bottom - y];
  }
}
