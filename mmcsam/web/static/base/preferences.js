/** How this browser likes the page. Nothing of the project is kept here. */

const DEFAULTS = {
  theme: "system", // system, light, dark
  colour: "class", // class, score, size
  filled: false,
  letters: true, // keys of one letter work everywhere
  radius: 8, // of the brush, in pixels of the screen
  brightness: 100,
  contrast: 100,
};
const NAME = "mmcsam-page";

/** @returns {Object} The defaults, changed by what was kept. */
export function readPreferences() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") };
  } catch {
    return { ...DEFAULTS }; // storage is switched off, or somebody wrote something else there
  }
}

/** Put the preferences into the store and keep each change. */
export function keepPreferences(store) {
  const keep = () => {
    const kept = Object.fromEntries(Object.keys(DEFAULTS).map((name) => [name, store.get(name)]));
    try {
      localStorage.setItem(NAME, JSON.stringify(kept));
    } catch {
      // Without storage the preferences last until the page is closed.
    }
  };
  store.on(Object.keys(DEFAULTS).join(" "), keep);
}
