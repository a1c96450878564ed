/** What a tool has begun, what waits for the server's answer, and the pen that keys lead. */

export class ToolLayer {
  #canvas;
  #camera;
  #wanted = false;
  #clean = true; // nothing is drawn

  /** @param {{tool: () => Object, ghosts: () => Object[], pen: () => Object|null}} sources */
  constructor(canvas, camera, sources) {
    this.#canvas = canvas;
    this.#camera = camera;
    this.sources = sources;
    camera.onChange(() => this.draw());
  }

  draw = () => {
    if (this.#wanted) return;
    this.#wanted = true;
    requestAnimationFrame(() => {
      this.#wanted = false;
      this.#paint();
    });
  };

  #paint() {
    const ghosts = this.sources.ghosts();
    const tool = this.sources.tool();
    const pen = this.sources.pen();
    const nothing = !ghosts.length && !pen && !tool.shows;
    if (nothing && this.#clean) return; // while the image is only moved
    this.#clean = nothing;
    const { width, height, x, y, scale } = this.#camera;
    const pixels = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * pixels), Math.round(height * pixels)];
    if (this.#canvas.width !== wide) this.#canvas.width = wide;
    if (this.#canvas.height !== high) this.#canvas.height = high;
    const context = this.#canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    const zoom = scale * pixels;
    context.setTransform(zoom, 0, 0, zoom, -x * zoom, -y * zoom);
    context.lineJoin = context.lineCap = "round";
    for (const ghost of ghosts) this.#ghost(context, ghost);
    tool.paint(context, scale);
    this.#pen(context, pen);
  }

  #ghost(context, { outline, stroke, radius }) {
    const points = outline ?? stroke;
    context.beginPath();
    for (let at = 0; at < points.length; at += 2) context.lineTo(points[at], points[at + 1]);
    if (outline) context.closePath();
    if (radius) {
      if (points.length === 2) context.lineTo(points[0], points[1]);
      context.lineWidth = 2 * radius;
      context.strokeStyle = "rgb(255 255 255 / 40%)";
      return context.stroke();
    }
    const { scale } = this.#camera;
    context.setLineDash([5 / scale, 5 / scale]);
    context.lineWidth = 2 / scale;
    context.strokeStyle = "#fff";
    context.stroke();
    context.setLineDash([]);
  }

  #pen(context, pen) {
    if (!pen) return;
    const { scale } = this.#camera;
    const [arm, gap] = [14 / scale, 3 / scale];
    context.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      context.moveTo(pen.x + dx * gap, pen.y + dy * gap);
      context.lineTo(pen.x + dx * arm, pen.y + dy * arm);
    }
    context.lineWidth = 4 / scale;
    context.strokeStyle = "#000";
    context.stroke();
    context.lineWidth = 2 / scale;
    context.strokeStyle = pen.down ? "#f0e442" : "#fff";
    context.stroke();
  }
}
