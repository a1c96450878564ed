/** All that has a key: buttons, keys and the list of keys are made from it. */

/**
 * @param {Object} page `store`, `camera`, `selection`, `edits`, `pen`, `pointer`, and what opens
 *   dialogs and images, as main.js puts it together.
 * @returns {Map<string, {group, keys, shown, label, words, run, release, onStage, repeats}>} By id:
 *   `shown` is how the list of keys names them, where not as they are; without `words` it is silent.
 */
export function makeCommands(page) {
  const { store, camera, selection, edits } = page;
  const commands = new Map();
  const add = (group, id, keys, words, run, more = {}) => {
    commands.set(id, { group, keys: keys.split(" "), words, run, ...more });
  };
  const tool = (id, key, label, words, run = () => store.set("tool", id)) => {
    add("Tools", id, key, words, run, { label });
  };
  tool("select", "V", "Select", "Choose cells, move the picture");
  tool("box", "B", "Box", "A box around a cell: the model draws its outline");
  tool("draw", "D", "Draw", "Draw a cell's outline");
  tool("brush", "P", "Brush", "Paint a cell larger");
  tool("erase", "E", "Eraser", "Take away from a cell");
  tool("split", "X", "Split", "A line across a cell cuts it in two");
  tool("merge", "M", "Merge", "Join the chosen cells, or those under a line", () => {
    if (selection.cells().length > 1) {
      edits.submit({ kind: "merge", cells: selection.ids }, "Cells merged");
    } else store.set("tool", "merge");
  });
  add("Tools", "smaller", "[", "Narrower brush", () => page.widen(-2), { repeats: true });
  add("Tools", "wider", "]", "Wider brush", () => page.widen(2), { repeats: true });

  const remove = () => page.removeChosen();
  add("Cells", "delete", "Delete Backspace", "Delete the chosen cells", remove, {
    label: "Delete",
  });
  const repeats = { repeats: true };
  add("Cells", "next", ".", "Next cell", () => page.stepCell(1), repeats);
  add("Cells", "previous", ",", "Previous cell", () => page.stepCell(-1), repeats);
  add("Cells", "everything", "Ctrl+A", "Choose all cells in the picture", () => page.chooseAll());
  for (let number = 1; number <= 9; number += 1) {
    const words = number === 1 ? "Class of the chosen cells and of new ones" : "";
    const choose = () => page.chooseClass(number - 1);
    add("Cells", `class-${number}`, String(number), words, choose, { shown: ["1", "…", "9"] });
  }
  const steps = { repeats: true };
  add("Cells", "undo", "Ctrl+Z", "Undo", () => edits.undo(), { label: "Undo", ...steps });
  add("Cells", "redo", "Ctrl+Y Ctrl+Shift+Z", "Redo", () => edits.redo(), {
    label: "Redo",
    ...steps,
  });
  add("Cells", "escape", "Escape", "Give up what is begun, choose nothing", () => page.giveUp());

  const raw = (on) => () => store.set("raw", on);
  add("Picture", "raw", "R", "Hold: the image without cells", raw(true), { release: raw(false) });
  add("Picture", "filled", "F", "Outlines or filled", () =>
    store.set("filled", !store.get("filled")),
  );
  add("Picture", "fit", "0", "The whole image", () => camera.fit());
  add("Picture", "pixel", "Z", "One pixel for one pixel", () => camera.actualSize());
  add("Picture", "larger", "+ =", "Larger", () => camera.zoom(1.25), { ...repeats, shown: ["+"] });
  add("Picture", "less", "- _", "Smaller", () => camera.zoom(0.8), { ...repeats, shown: ["−"] });
  add("Picture", "cell", "C", "Bring the chosen cell near", () => page.nearChosen());
  const hold = { release: () => (page.pointer.spaceHeld = false), onStage: true };
  const grab = () => (page.pointer.spaceHeld = true);
  add("Picture", "pan", "Space", "Hold and drag: move the picture with any tool", grab, hold);
  const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  for (const [key, [dx, dy]] of Object.entries(arrows)) {
    const run = (event) => page.arrow(dx, dy, event.shiftKey);
    const more = { onStage: true, repeats: true, shown: ["←", "↑", "→", "↓"] };
    const words =
      key === "ArrowLeft" ? "Move the picture; with a tool its pen, with Shift by a pixel" : "";
    add("Picture", key, `${key} Shift+${key}`, words, run, more);
  }
  const press = (event) => page.pen.press({ shift: event.shiftKey });
  add("Picture", "pen", "Enter Shift+Enter", "Put the pen down, lift it", press, { onStage: true });

  add("Images", "next-image", "PageDown K", "Next image", () => page.stepImage(1));
  add("Images", "previous-image", "PageUp J", "Previous image", () => page.stepImage(-1));
  add("Images", "finish", "G", "Finished: mark the image and go on to the next", () =>
    page.finishAndGo(),
  );
  add("Images", "export", "Ctrl+E", "Export", () => page.openExport());
  add("Images", "help", "?", "This list", () => page.openHelp());
  return commands;
}
