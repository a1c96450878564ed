/** Colours that colour-blind people tell apart, for outlines on a stained smear. */

// Okabe and Ito 2008, those that stand out from purple and pink first.
const CLASSES = ["#56b4e9", "#e69f00", "#009e73", "#f0e442", "#d55e00", "#0072b2", "#cc79a7"];
// Eight steps of viridis, dark to light: also in grey they are in order.
const STEPS = "#440154 #46327e #365c8d #277f8e #1fa187 #4ac16d #a0da39 #fde725".split(" ");
const BY_HAND = "#ffffff";

/** @returns {string} The colour of a class; from the eighth class on they come again. */
export function classColour(number) {
  return CLASSES[number % CLASSES.length];
}

function step(part) {
  const number = Math.floor(Math.min(1, Math.max(0, part)) * STEPS.length);
  return STEPS[Math.min(number, STEPS.length - 1)];
}

/**
 * How to colour cells.
 * @param {"class"|"score"|"size"} by
 * @param {Object[]} cells Those shown; "size" goes from the smallest to the largest of them.
 * @returns {(cell: Object) => string}
 */
export function colouring(by, cells) {
  if (by === "score") return (cell) => (cell.score === null ? BY_HAND : step(cell.score));
  if (by === "size") {
    const areas = cells.map((cell) => cell.area);
    const smallest = areas.reduce((a, b) => Math.min(a, b), Infinity);
    const range = areas.reduce((a, b) => Math.max(a, b), 0) - smallest || 1;
    return (cell) => step((cell.area - smallest) / range);
  }
  return (cell) => classColour(cell.class);
}

/**
 * What the colours mean.
 * @returns {{colour: string, text: string}[]}
 */
export function legend(by, classes) {
  if (by === "class")
    return classes.map(({ id, name }) => ({ colour: classColour(id), text: name }));
  const ends = by === "score" ? ["score 0", "score 1"] : ["smallest", "largest"];
  const steps = STEPS.map((colour, at) => {
    const text = at === 0 ? ends[0] : at === STEPS.length - 1 ? ends[1] : "";
    return { colour, text };
  });
  return by === "score" ? [...steps, { colour: BY_HAND, text: "by hand" }] : steps;
}
