/** Which cells a point or a stroke meets. Strokes are [x, y, x, y, ...] in pixels of the image. */

const context = document.createElement("canvas").getContext("2d");
const SAMPLES = 200; // of a stroke

const inBox = ([x, y, width, height], point) =>
  point.x >= x && point.y >= y && point.x <= x + width && point.y <= y + height;

const inCell = (cell, point) =>
  inBox(cell.box, point) && context.isPointInPath(cell.path, point.x, point.y, "evenodd");

/** @returns {Object|null} The cell under a point; of several the smallest. */
export function cellAt(cells, point) {
  const found = cells.filter((cell) => inCell(cell, point));
  return found.reduce((best, cell) => (!best || cell.area < best.area ? cell : best), null);
}

/** @returns {Object[]} Cells that a stroke runs over, the one it is longest in first. */
export function cellsAlong(cells, stroke) {
  const met = new Map();
  for (const point of samples(stroke)) {
    for (const cell of cells) {
      if (inCell(cell, point)) met.set(cell, (met.get(cell) ?? 0) + 1);
    }
  }
  return [...met.keys()].sort((a, b) => met.get(b) - met.get(a));
}

/** @returns {Object[]} Cells that lie in a box as a whole. */
export function cellsWithin(cells, { x, y, width, height }) {
  return cells.filter(
    ({ box }) =>
      box[0] >= x && box[1] >= y && box[0] + box[2] <= x + width && box[1] + box[3] <= y + height,
  );
}

/** @returns {number} The length of a stroke in pixels of the image. */
export function lengthOf(stroke) {
  let length = 0;
  for (let at = 2; at < stroke.length; at += 2) {
    length += Math.hypot(stroke[at] - stroke[at - 2], stroke[at + 1] - stroke[at - 1]);
  }
  return length;
}

function* samples(stroke) {
  yield { x: stroke[0], y: stroke[1] };
  const apart = Math.max(1, lengthOf(stroke) / SAMPLES);
  for (let at = 2; at < stroke.length; at += 2) {
    const [x, y, toX, toY] = stroke.slice(at - 2, at + 2);
    const steps = Math.ceil(Math.hypot(toX - x, toY - y) / apart);
    for (let step = 1; step <= steps; step += 1) {
      yield { x: x + ((toX - x) * step) / steps, y: y + ((toY - y) * step) / steps };
    }
  }
}
