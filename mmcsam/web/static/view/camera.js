/** Which part of the image is in view, and how large. */

const LARGEST = 40; // pixels of the screen for one of the image

/**
 * `x`, `y`: the image's point in the view's upper left corner, in pixels of the image.
 * `scale`: pixels of the screen (CSS) for one pixel of the image.
 */
export class Camera {
  x = 0;
  y = 0;
  scale = 1;
  width = 1; // of the view, in pixels of the screen
  height = 1;
  #image = { width: 1, height: 1 };
  #fitted = true; // the whole image is shown, and stays so when the window changes
  #listeners = [];

  onChange(run) {
    this.#listeners.push(run);
  }

  /** Take a view's size; what was in the middle stays there. */
  resize(width, height) {
    const middle = this.toImage({ x: this.width / 2, y: this.height / 2 });
    this.width = Math.max(1, width);
    this.height = Math.max(1, height);
    if (this.#fitted) return this.fit();
    this.x = middle.x - this.width / 2 / this.scale;
    this.y = middle.y - this.height / 2 / this.scale;
    this.#settle();
  }

  /** Show another image, all of it. */
  open(image) {
    // An image that nobody has opened yet has no size.
    this.#image = { width: Math.max(1, image.width), height: Math.max(1, image.height) };
    this.fit();
  }

  fit() {
    this.scale = this.#fitting();
    this.#centre(this.#image.width / 2, this.#image.height / 2);
    this.#settle();
    this.#fitted = true;
  }

  toImage(point) {
    return { x: this.x + point.x / this.scale, y: this.y + point.y / this.scale };
  }

  toScreen(point) {
    return { x: (point.x - this.x) * this.scale, y: (point.y - this.y) * this.scale };
  }

  /** @returns {{x, y, width, height}} The view in pixels of the image, cut to the image. */
  box(margin = 0) {
    const x = Math.max(0, Math.floor(this.x - margin / this.scale));
    const y = Math.max(0, Math.floor(this.y - margin / this.scale));
    const right = this.x + (this.width + margin) / this.scale;
    const bottom = this.y + (this.height + margin) / this.scale;
    return {
      x,
      y,
      width: Math.max(0, Math.min(this.#image.width, Math.ceil(right)) - x),
      height: Math.max(0, Math.min(this.#image.height, Math.ceil(bottom)) - y),
    };
  }

  /** Move the image by pixels of the screen. */
  panBy(dx, dy) {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
    this.#settle();
  }

  /** Change the size by a factor; a point of the screen stays over its point of the image. */
  zoomAt(point, factor) {
    const fixed = this.toImage(point);
    this.scale = this.#allowed(this.scale * factor);
    this.x = fixed.x - point.x / this.scale;
    this.y = fixed.y - point.y / this.scale;
    this.#settle();
  }

  zoom(factor) {
    this.zoomAt({ x: this.width / 2, y: this.height / 2 }, factor);
  }

  /** One pixel of the image for one of the screen. */
  actualSize() {
    this.zoom(1 / (window.devicePixelRatio || 1) / this.scale);
  }

  /** Bring a box [x, y, w, h] into view, by as little as needed unless it is to fill the view. */
  show([x, y, width, height], fill = false) {
    if (fill) {
      const wanted = Math.min(this.width / width, this.height / height) / 3;
      this.scale = this.#allowed(wanted);
    }
    const seen = this.box();
    const inside = x >= seen.x && y >= seen.y;
    const whole = x + width <= seen.x + seen.width && y + height <= seen.y + seen.height;
    if (fill || !inside || !whole) this.#centre(x + width / 2, y + height / 2);
    this.#settle();
  }

  #fitting() {
    return Math.min(this.width / this.#image.width, this.height / this.#image.height, LARGEST);
  }

  #allowed(scale) {
    return Math.min(LARGEST, Math.max(this.#fitting() / 2, scale));
  }

  #centre(x, y) {
    this.x = x - this.width / 2 / this.scale;
    this.y = y - this.height / 2 / this.scale;
  }

  /** Keep a part of the image in view, and tell. */
  #settle() {
    this.#fitted = false;
    const [halfX, halfY] = [this.width / 2 / this.scale, this.height / 2 / this.scale];
    this.x = Math.min(this.#image.width - halfX, Math.max(-halfX, this.x));
    this.y = Math.min(this.#image.height - halfY, Math.max(-halfY, this.y));
    for (const run of this.#listeners) run(this);
  }
}
