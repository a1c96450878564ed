/** Tools that act with one stroke: brush and eraser, split and merge. */
import { cellAt, cellsAlong } from "../edit/hit.js";
import { note } from "../base/speech.js";
import { inkLine, Tool, trace } from "./tool.js";

/** What they share: the way of the pen. Sub-classes say what a finished stroke does. */
class StrokeTool extends Tool {
  stroke = [];
  at = null; // where the pen is, down or not

  down(point) {
    this.stroke = [point.x, point.y];
    this.page.redraw();
  }

  move(point, isDown) {
    this.at = point;
    if (isDown && this.stroke.length) this.stroke.push(point.x, point.y);
    this.page.redraw();
  }

  up() {
    const stroke = this.stroke;
    this.stroke = [];
    if (stroke.length) this.finish(stroke);
    this.page.redraw();
  }

  cancel() {
    const begun = this.stroke.length > 0;
    this.stroke = [];
    this.page.redraw();
    return begun;
  }

  get shows() {
    return this.stroke.length > 0;
  }

  paint(context, scale) {
    if (this.stroke.length < 4) return;
    trace(context, this.stroke);
    inkLine(context, scale);
  }

  finish(_stroke) {}
}

/** Make a cell larger or smaller: the one that the stroke begins on, else the chosen, else one it meets. */
export class BrushTool extends StrokeTool {
  /** @param {"brush"|"erase"} name */
  constructor(page, name) {
    super(page);
    this.name = name;
  }

  get radius() {
    return this.page.store.get("radius") / this.page.camera.scale;
  }

  get shows() {
    return this.at !== null;
  }

  finish(stroke) {
    const { cells, selection, edits } = this.page;
    const visible = cells.visible();
    const chosen = selection.cells();
    const start = { x: stroke[0], y: stroke[1] };
    const one = chosen.length === 1 ? chosen[0] : cellsAlong(visible, stroke)[0];
    const cell = cellAt(visible, start) ?? one;
    if (!cell) return note("Choose a cell first, or begin on one.");
    const { radius, name } = this;
    const words = name === "brush" ? "Cell made larger" : "Cell made smaller";
    edits.submit({ kind: name, cell: cell.id, stroke, radius }, words, { stroke, radius });
  }

  paint(context, scale) {
    if (this.stroke.length) {
      trace(context, [...this.stroke, ...this.stroke.slice(-2)]);
      context.lineWidth = 2 * this.radius;
      context.strokeStyle = this.name === "brush" ? "rgb(255 255 255 / 45%)" : "rgb(0 0 0 / 45%)";
      context.stroke();
    }
    if (!this.at) return;
    context.beginPath();
    context.arc(this.at.x, this.at.y, this.radius, 0, 2 * Math.PI);
    inkLine(context, scale);
  }
}

/** Cut a cell in two along a stroke across it. */
export class SplitTool extends StrokeTool {
  name = "split";

  finish(stroke) {
    const { cells, edits } = this.page;
    const [cell] = cellsAlong(cells.visible(), stroke);
    if (!cell) return note("Draw the line across the cell that is to be cut.");
    edits.submit({ kind: "split", cell: cell.id, stroke }, "Cell split", { stroke });
  }
}

/** Join the cells that a stroke runs over. */
export class MergeTool extends StrokeTool {
  name = "merge";

  finish(stroke) {
    const { cells, edits } = this.page;
    const met = cellsAlong(cells.visible(), stroke).map((cell) => cell.id);
    if (met.length < 2) return note("Draw the line over the cells that are to be one.");
    edits.submit({ kind: "merge", cells: met }, "Cells merged", { stroke });
  }
}
