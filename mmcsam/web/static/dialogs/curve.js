/** A small curve over a training's iterations. */
import { make, makeSvg } from "../base/dom.js";
import { figure } from "../base/words.js";

const [WIDTH, HEIGHT] = [300, 110];

/**
 * @param {string} name What is drawn.
 * @param {[number, number][]} points Iteration and value.
 * @param {number} of The last iteration there will be.
 * @returns {HTMLElement} Empty of a line while there are fewer than two points.
 */
export function curve(name, points, of) {
  const values = points.map(([, value]) => value);
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + 1e-9);
  const across = (iteration) => (iteration / Math.max(1, of)) * WIDTH;
  const up = (value) => HEIGHT - ((value - low) / (high - low)) * (HEIGHT - 6);
  const last = values.at(-1);
  const words = `${name}: ${figure(values[0])} at first, ${figure(last)} now`;
  const picture = makeSvg("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": words,
  });
  picture.append(makeSvg("path", { class: "axis", d: `M0 0V${HEIGHT}H${WIDTH}` }));
  const line = points.map(([iteration, value]) => `${across(iteration)},${up(value)}`);
  picture.append(makeSvg("polyline", { class: "line", points: line.join(" ") }));
  const caption = make(
    "figcaption",
    {},
    make("span", { text: name }),
    make("span", { text: figure(last) }),
  );
  return make("figure", { class: "curve" }, picture, caption);
}
