/** Choose cells: a click for one, Shift for several, Shift and a drag for those in a box. */
import { cellAt, cellsWithin } from "../edit/hit.js";
import { inkLine, Tool } from "./tool.js";

export class SelectTool extends Tool {
  name = "select";
  cursor = "default";
  #from = null;
  #to = null;

  down(point, { shift }) {
    const { cells, selection } = this.page;
    const cell = cellAt(cells.visible(), point);
    if (cell && shift) selection.toggle(cell.id);
    else if (cell) selection.set([cell.id]);
    if (!cell && shift) this.#from = this.#to = point;
    return cell || shift ? undefined : "pan";
  }

  move(point, isDown) {
    if (!isDown || !this.#from) return;
    this.#to = point;
    this.page.redraw();
  }

  up() {
    if (!this.#from) return;
    const { cells, selection } = this.page;
    const within = cellsWithin(cells.visible(), this.#box()).map((cell) => cell.id);
    selection.set([...new Set([...selection.ids, ...within])]);
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
    const { x, y, width, height } = this.#box();
    context.beginPath();
    context.rect(x, y, width, height);
    inkLine(context, scale);
  }

  #box() {
    const [x, y] = [Math.min(this.#from.x, this.#to.x), Math.min(this.#from.y, this.#to.y)];
    const [right, bottom] = [
      Math.max(this.#from.x, this.#to.x),
      Math.max(this.#from.y, this.#to.y),
    ];
    return { x, y, width: right - x, height: bottom - y };
  }
}
