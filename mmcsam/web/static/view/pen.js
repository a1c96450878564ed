/** A pen that the arrow keys lead, so that every tool works without a mouse. */

const STEP = 8; // pixels of the screen

export class Pen {
  #camera;
  #tool;
  #redraw;
  #point = null;
  #down = false;

  constructor(camera, tool, redraw) {
    this.#camera = camera;
    this.#tool = tool;
    this.#redraw = redraw;
  }

  /** @returns {{x, y, down}|null} Where it is, in pixels of the image; null while it is not used. */
  get shown() {
    return this.#point && { ...this.#point, down: this.#down };
  }

  /** Move it by steps; the view follows it. `fine`: by one pixel of the screen. */
  move(dx, dy, fine) {
    const step = (fine ? 1 : STEP) / this.#camera.scale;
    const from = this.#point ?? this.#middle();
    this.#point = { x: from.x + dx * step, y: from.y + dy * step };
    this.#camera.show([this.#point.x, this.#point.y, 0, 0]);
    this.#tool().move(this.#point, this.#down);
    this.#redraw();
  }

  /** Put it down or lift it. */
  press(keys) {
    this.#point ??= this.#middle();
    if (this.#down) {
      this.#down = false;
      this.#tool().up(this.#point, keys);
    } else {
      // A tool that would move the image has nothing under the pen.
      this.#down = this.#tool().down(this.#point, keys) !== "pan";
    }
    this.#redraw();
  }

  /** Put it away: a mouse has taken over, or the tool was changed. */
  hide() {
    this.#point = null;
    this.#down = false;
    this.#redraw();
  }

  #middle() {
    return this.#camera.toImage({ x: this.#camera.width / 2, y: this.#camera.height / 2 });
  }
}
