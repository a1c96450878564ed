/** Mouse, pen and fingers on the image: they lead the tool, move the image or change its size. */

export class Pointer {
  #stage;
  #camera;
  #tool;
  #fingers = new Map();
  #mode = null; // "tool", "pan" or "pinch"
  #moved = false;
  spaceHeld = false;

  /** @param {() => import("../tools/tool.js").Tool} tool The tool in hand. */
  constructor(stage, camera, tool, onEmptyClick) {
    this.#stage = stage;
    this.#camera = camera;
    this.#tool = tool;
    this.onEmptyClick = onEmptyClick;
    stage.addEventListener("pointerdown", (event) => this.#down(event));
    stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      stage.addEventListener(name, (event) => this.#up(event));
    }
    stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    stage.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  #place(event) {
    const { left, top } = this.#stage.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #down(event) {
    if (event.target.closest("button, input, select")) return;
    this.#stage.focus({ preventScroll: true });
    event.preventDefault();
    this.#stage.setPointerCapture(event.pointerId);
    const place = this.#place(event);
    this.#fingers.set(event.pointerId, place);
    this.#moved = false;
    if (this.#fingers.size === 2) {
      this.#tool().cancel();
      this.#mode = "pinch";
    } else if (event.button !== 0 || this.spaceHeld) {
      this.#mode = "pan";
    } else {
      const keys = { shift: event.shiftKey };
      this.#mode = this.#tool().down(this.#camera.toImage(place), keys) ?? "tool";
    }
  }

  #move(event) {
    const place = this.#place(event);
    const before = this.#fingers.get(event.pointerId);
    if (!before) return this.#tool().move(this.#camera.toImage(place), false);
    if (Math.hypot(place.x - before.x, place.y - before.y) > 0) this.#moved = true;
    if (this.#mode === "pinch") this.#pinch(event.pointerId, before, place);
    if (this.#mode === "pan") this.#camera.panBy(place.x - before.x, place.y - before.y);
    if (this.#mode === "tool") {
      // A browser tells of a quick pen once a frame; the stroke is to be as fine as it was drawn.
      const steps = event.getCoalescedEvents?.() ?? [];
      for (const step of steps.length ? steps : [event]) {
        this.#tool().move(this.#camera.toImage(this.#place(step)), true);
      }
    }
    this.#fingers.set(event.pointerId, place);
  }

  #pinch(id, before, place) {
    const other = [...this.#fingers.entries()].find(([name]) => name !== id)?.[1];
    if (!other) return;
    const apart = (point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    this.#camera.panBy((place.x - before.x) / 2, (place.y - before.y) / 2);
    const middle = { x: (place.x + other.x) / 2, y: (place.y + other.y) / 2 };
    this.#camera.zoomAt(middle, apart(place) / apart(before));
  }

  #up(event) {
    if (!this.#fingers.delete(event.pointerId)) return;
    const mode = this.#mode;
    if (this.#fingers.size) return; // the second finger of a pinch
    this.#mode = null;
    if (event.type === "pointercancel") return this.#tool().cancel();
    const point = this.#camera.toImage(this.#place(event));
    if (mode === "tool") this.#tool().up(point, { shift: event.shiftKey });
    if (mode === "pan" && !this.#moved && event.button === 0 && !this.spaceHeld) {
      this.onEmptyClick();
    }
  }

  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 30 : 1;
    if (event.shiftKey) return this.#camera.panBy(-event.deltaY * lines, -event.deltaX * lines);
    const speed = event.ctrlKey ? 0.01 : 0.0016; // ctrlKey: two fingers on a touch pad
    this.#camera.zoomAt(this.#place(event), Math.exp(-event.deltaY * lines * speed));
  }
}
