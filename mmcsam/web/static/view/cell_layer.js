/** The cells over the image. */
import { colouring } from "./cell_style.js";
import { ShiftedLayer } from "./shifted_layer.js";

const touches = ([x, y, width, height], box) =>
  x < box.x + box.width && x + width > box.x && y < box.y + box.height && y + height > box.y;

export class CellLayer extends ShiftedLayer {
  #cells;
  #store;
  #selection;

  constructor(canvas, { camera, cells, store, selection }) {
    super(canvas, camera);
    this.#cells = cells;
    this.#store = store;
    this.#selection = selection;
    cells.onChange(() => this.draw());
    selection.onChange(() => this.draw());
    store.on("threshold images colour filled raw others", () => this.draw());
  }

  paint(context) {
    if (this.#store.get("raw")) return;
    context.lineJoin = "round";
    const near = this.near();
    const shown = this.#cells.visible();
    this.#outlines(
      context,
      shown.filter((cell) => touches(cell.box, near)),
      shown,
    );
    this.#others(context, near);
    this.#chosen(context);
  }

  /** Draw cells of one colour as one path: a thousand of them are a few calls. */
  #outlines(context, seen, shown) {
    const colour = colouring(this.#store.get("colour"), shown);
    const groups = new Map();
    for (const cell of seen) {
      const name = colour(cell);
      if (!groups.has(name)) groups.set(name, new Path2D());
      groups.get(name).addPath(cell.path);
    }
    const { scale } = this.camera;
    const filled = this.#store.get("filled");
    for (const [name, path] of groups) {
      context.lineWidth = 3.5 / scale;
      context.strokeStyle = "rgb(0 0 0 / 55%)";
      context.stroke(path); // a dark edge, so that every colour is seen on every ground
      if (filled) {
        context.globalAlpha = 0.35;
        context.fillStyle = name;
        context.fill(path, "evenodd");
        context.globalAlpha = 1;
      }
      context.lineWidth = 1.8 / scale;
      context.strokeStyle = name;
      context.stroke(path);
    }
  }

  /** A second model's cells: dashed, white on black. */
  #others(context, near) {
    const others = this.#store.get("others");
    if (!others) return;
    const { scale } = this.camera;
    const path = new Path2D();
    const threshold = this.#store.threshold();
    for (const cell of others.cells) {
      if (cell.score >= threshold && touches(cell.box, near)) path.addPath(cell.path);
    }
    context.lineWidth = 2.5 / scale;
    context.strokeStyle = "#000";
    context.stroke(path);
    context.setLineDash([6 / scale, 5 / scale]);
    context.strokeStyle = "#fff";
    context.stroke(path);
    context.setLineDash([]);
  }

  #chosen(context) {
    const { scale } = this.camera;
    for (const cell of this.#selection.cells()) {
      context.fillStyle = "rgb(255 255 255 / 22%)";
      context.fill(cell.path, "evenodd");
      context.lineWidth = 6 / scale;
      context.strokeStyle = "#000";
      context.stroke(cell.path);
      context.lineWidth = 3 / scale;
      context.strokeStyle = "#fff";
      context.stroke(cell.path);
    }
  }
}
