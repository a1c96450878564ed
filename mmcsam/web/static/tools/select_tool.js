/** Choose cells: a click for one, Shift for several, Shift and a drag for those in a box. */
import { cellAt, cellsWithin } from "../edit/hit.js";
import { DraggedBox } from "./dragged_box.js";

export class SelectTool extends DraggedBox {
  name = "select";
  cursor = "default";

  down(point, { shift }) {
    const { cells, selection } = this.page;
    const cell = cellAt(cells.visible(), point);
    if (cell && shift) selection.toggle(cell.id);
    else if (cell) selection.set([cell.id]);
    if (!cell && shift) this.from = this.to = point;
    return cell || shift ? undefined : "pan";
  }

  move(point, isDown) {
    if (!isDown || !this.from) return;
    this.to = point;
    this.page.redraw();
  }

  up() {
    if (!this.from) return;
    const { cells, selection } = this.page;
    const [x, y, width, height] = this.box();
    const found = cellsWithin(cells.visible(), { x, y, width, height });
    selection.set([...new Set([...selection.ids, ...found.map((cell) => cell.id)])]);
    this.cancel();
  }
}
