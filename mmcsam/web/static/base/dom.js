/** Elements made without markup: text is always text, so that no name can become HTML. */

/** @param {string} id @returns {HTMLElement} The element of the page; it must exist. */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element "${id}"`);
  return found;
}

/**
 * Make an element.
 * @param {string} tag
 * @param {Object<string, any>} [given] `text`, `on` (listeners by event), properties of the element
 *   where it has them, else attributes; false and null are left out.
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function make(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "text") element.textContent = String(value);
    else if (name === "class") element.className = value;
    else if (name === "on") {
      for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    } else if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** Make an element of SVG; values are attributes. */
export function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @returns {SVGElement} A drawing of icons.svg; words beside it say what it means. */
export function icon(name) {
  const use = makeSvg("use", { href: `static/icons.svg#${name}` });
  return makeSvg("svg", { class: "icon", "aria-hidden": "true", viewBox: "0 0 20 20" }, use);
}

/** Call `run` once things have been quiet for some milliseconds. */
export function afterQuiet(milliseconds, run) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...values), milliseconds);
  };
}
