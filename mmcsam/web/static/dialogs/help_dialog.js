/** All keys, from the same list that the keys come from. */
import { byId, make } from "../base/dom.js";

/** @param {Map<string, Object>} commands As in commands.js. */
export function openHelp(commands) {
  const groups = new Map();
  for (const command of commands.values()) {
    if (!command.words) continue;
    if (!groups.has(command.group)) groups.set(command.group, []);
    groups.get(command.group).push(command);
  }
  const sections = [...groups].map(([name, members]) => {
    const list = make("dl");
    for (const { keys, shown, words } of members) {
      const caps = (shown ?? keys).flatMap((key) => [make("kbd", { text: key }), " "]);
      list.append(make("dt", {}, ...caps), make("dd", { text: words }));
    }
    return make("section", {}, make("h3", { text: name }), list);
  });
  byId("help-keys").replaceChildren(...sections);
  byId("help").showModal();
}
