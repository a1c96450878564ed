/**
 * A tool takes a pen's way over the image, whether a mouse, a finger or the arrow keys lead it.
 * Points are in pixels of the image.
 */
export class Tool {
  name = "";
  cursor = "crosshair";

  /** @param {Object} page `store`, `camera`, `cells`, `selection`, `edits`, `redraw()`. */
  constructor(page) {
    this.page = page;
  }

  /** The pen is put down. @returns {"pan"|void} "pan": the image is to be moved instead. */
  down(_point, _keys) {}

  /** The pen moves, down or not. */
  move(_point, _isDown) {}

  /** The pen is lifted. */
  up(_point, _keys) {}

  /** @returns {boolean} Whether there was something to give up. */
  cancel() {
    return false;
  }

  /** @returns {boolean} Whether there is something to paint. */
  get shows() {
    return false;
  }

  /** Draw what is begun, on a context in pixels of the image. */
  paint(_context, _scale) {}
}

/** Trace a stroke [x, y, ...] on a context. */
export function trace(context, stroke) {
  context.beginPath();
  for (let at = 0; at < stroke.length; at += 2) context.lineTo(stroke[at], stroke[at + 1]);
}

/** Draw the traced line so that it is seen on every ground. */
export function inkLine(context, scale, colour = "#fff") {
  context.lineWidth = 4 / scale;
  context.strokeStyle = "rgb(0 0 0 / 70%)";
  context.stroke();
  context.lineWidth = 2 / scale;
  context.strokeStyle = colour;
  context.stroke();
}
