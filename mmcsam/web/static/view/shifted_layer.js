/**
 * A canvas larger than the view: while the image is moved the browser only shifts it, and it is drawn
 * anew when the view comes near its edge or stays at another size.
 */
import { afterQuiet } from "../base/dom.js";

const MARGIN = 256; // pixels of the screen on each side

export class ShiftedLayer {
  #drawn = null; // the camera when it was drawn
  #wanted = false;
  #whenStill = afterQuiet(90, () => this.draw());

  constructor(canvas, camera) {
    this.canvas = canvas;
    this.camera = camera;
    canvas.style.transformOrigin = "0 0";
    camera.onChange(() => this.#follow());
  }

  /** Draw with the next frame, however often it is asked for. */
  draw() {
    if (this.#wanted) return;
    this.#wanted = true;
    requestAnimationFrame(() => {
      this.#wanted = false;
      this.#prepare();
    });
  }

  /** @returns {{x, y, width, height}} What the canvas shows, in pixels of the image. */
  near() {
    return this.camera.box(MARGIN);
  }

  /** Draw on a clean context in pixels of the image; `zoom`: of the canvas for one of the image. */
  paint(_context, _zoom) {}

  /** Shift what is drawn; ask for a new drawing where that does not do. */
  #follow() {
    if (!this.#drawn) return this.draw();
    const { x, y, scale, width, height } = this.camera;
    const ratio = scale / this.#drawn.scale;
    const dx = (this.#drawn.x - x) * scale;
    const dy = (this.#drawn.y - y) * scale;
    this.#place(dx - MARGIN * ratio, dy - MARGIN * ratio, ratio);
    const far = Math.max(Math.abs(dx), Math.abs(dy));
    if (width !== this.#drawn.width || height !== this.#drawn.height) this.draw();
    else if (ratio > 2 || ratio < 0.7 || far > MARGIN * 0.8) this.draw();
    else if (ratio !== 1 || far > 0) this.#whenStill();
  }

  #place(left, top, ratio) {
    this.canvas.style.transform = `translate(${left}px, ${top}px) scale(${ratio})`;
  }

  #prepare() {
    const { x, y, scale, width, height } = this.camera;
    const pixels = window.devicePixelRatio || 1;
    const [wide, high] = [width + 2 * MARGIN, height + 2 * MARGIN];
    const [across, down] = [Math.round(wide * pixels), Math.round(high * pixels)];
    if (this.canvas.width !== across || this.canvas.height !== down) {
      this.canvas.width = across;
      this.canvas.height = down;
      this.canvas.style.width = `${wide}px`;
      this.canvas.style.height = `${high}px`;
    }
    this.#drawn = { x, y, scale, width, height };
    this.#place(-MARGIN, -MARGIN, 1);
    const context = this.canvas.getContext("2d");
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, across, down);
    const zoom = scale * pixels;
    context.setTransform(
      zoom,
      0,
      0,
      zoom,
      (MARGIN - x * scale) * pixels,
      (MARGIN - y * scale) * pixels,
    );
    this.paint(context, zoom);
  }
}
