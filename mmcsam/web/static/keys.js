/** Key presses find their command. */

/** @returns {string} A key press as commands name it: "Ctrl+Shift+Z", "Delete", "b". */
export function nameOf(event) {
  const key = event.key === " " ? "Space" : event.key;
  const letter = key.length === 1;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  // "?" and "+" need Shift on some keyboards and not on others.
  if (event.shiftKey && (!letter || parts.length)) parts.push("Shift");
  return [...parts, letter ? key.toUpperCase() : key].join("+");
}

/**
 * Run commands by their keys.
 * @param {Map<string, Object>} commands As in commands.js.
 * @param {{store: Object, stage: HTMLElement}} page
 */
export function listen(commands, { store, stage }) {
  const byKey = new Map();
  for (const command of commands.values()) {
    for (const key of command.keys) byKey.set(key, command);
  }
  const find = (event) => {
    if (event.altKey || document.querySelector("dialog[open]")) return null;
    const { target } = event;
    if (target.closest?.("input:not([type=checkbox]), select, textarea")) return null;
    const command = byKey.get(nameOf(event));
    const onStage = target === stage || target === document.body;
    if (!command || (command.onStage && !onStage)) return null;
    if (event.key.length === 1 && !event.ctrlKey && !store.get("letters") && !onStage) return null;
    return command;
  };
  document.addEventListener("keydown", (event) => {
    const command = find(event);
    if (!command || (event.repeat && !command.repeats)) return;
    event.preventDefault();
    command.run(event);
  });
  document.addEventListener("keyup", (event) => {
    // Whatever Shift or Ctrl have become meanwhile, the held key is let go.
    const key = event.key === " " ? "Space" : event.key.toUpperCase();
    byKey.get(key)?.release?.();
  });
  window.addEventListener("blur", () => {
    for (const command of commands.values()) command.release?.();
  });
}
