/** A bar of a round length, where the size of a pixel is known. */
import { byId } from "../base/dom.js";

const LONGEST = 140; // pixels of the screen

export class ScaleBar {
  constructor(camera, store) {
    const draw = () => this.#draw(camera.scale, store);
    camera.onChange(draw);
    store.on("open images project", draw);
  }

  #draw(scale, store) {
    const size = store.image()?.pixel_size ?? store.get("project")?.pixel_size;
    const bar = byId("scale-bar");
    bar.hidden = !size || !store.image();
    if (bar.hidden) return;
    const most = (LONGEST / scale) * size; // micrometres
    const ten = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((times) => times * ten).find((one) => one <= most);
    byId("scale-bar-line").style.width = `${(length / size) * scale}px`;
    byId("scale-bar-text").textContent = `${Number(length.toPrecision(1))} µm`;
  }
}
