/** Dark and light: as the system has it, or as chosen here. */
import { byId, icon } from "./dom.js";

const NEXT = { system: "light", light: "dark", dark: "system" };
const WORDS = { system: "as the system", light: "light", dark: "dark" };

export function keepTheme(store) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const button = byId("theme");
  const draw = () => {
    const theme = store.get("theme");
    const look = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    document.documentElement.dataset.look = look;
    button.replaceChildren(icon(theme));
    button.setAttribute("aria-label", `Look: ${WORDS[theme]}`);
    button.title = `Look: ${WORDS[theme]}`;
  };
  button.addEventListener("click", () => store.set("theme", NEXT[store.get("theme")]));
  dark.addEventListener("change", draw);
  store.on("theme", draw);
  draw();
}
