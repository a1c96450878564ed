/** What buttons and keys do together: to cells, to the view, and between images. */
import { note, say } from "./base/speech.js";
import { count, figure } from "./base/words.js";

const ARROW = 60; // pixels of the screen that an arrow key moves the picture

/**
 * @param {Object} page `api`, `store`, `camera`, `cells`, `selection`, `edits`, `pen`, `tools`,
 *   `openImage`.
 */
export function makeActions(page) {
  const { api, store, camera, cells, selection, edits } = page;
  const className = (id) => store.get("project").classes.find((one) => one.id === id)?.name ?? id;

  function describe(cell) {
    const score = cell.score === null ? "by hand" : `score ${cell.score.toFixed(2)}`;
    say(`Cell ${cell.id}, ${className(cell.class)}, area ${figure(cell.area)} pixels, ${score}`);
  }

  function removeChosen() {
    const { ids } = selection;
    if (!ids.length) return;
    edits.submit({ kind: "delete", cells: ids }, `${count(ids.length, "cell")} deleted`);
  }

  function stepCell(by) {
    const cell = selection.step(by);
    if (!cell) return say("There are no cells in the picture");
    camera.show(cell.box);
    describe(cell);
  }

  function chooseClass(id) {
    if (!store.get("project").classes.some((one) => one.id === id)) return;
    store.set("class", id);
    const chosen = selection.cells().filter((cell) => cell.class !== id);
    if (!chosen.length) return say(`New cells are ${className(id)}`);
    const edit = { kind: "class", cells: chosen.map((cell) => cell.id), class: id };
    edits.submit(edit, `${count(chosen.length, "cell")}: ${className(id)}`);
  }

  function giveUp() {
    if (page.tool().cancel()) return;
    if (page.pen.shown) page.pen.hide();
    else if (selection.ids.length) selection.set([]);
    else store.set("tool", "select");
  }

  function arrow(dx, dy, shift) {
    if (store.get("tool") !== "select") page.pen.move(dx, dy, shift);
    else camera.panBy(-dx * ARROW * (shift ? 4 : 1), -dy * ARROW * (shift ? 4 : 1));
  }

  function stepImage(by) {
    const images = store.get("images");
    const at = images.findIndex((image) => image.id === store.get("open"));
    const next = images[Math.min(images.length - 1, Math.max(0, at + by))];
    if (next) page.openImage(next.id);
  }

  async function finish(finished) {
    const image = store.image();
    if (!image) return false;
    let answer;
    try {
      answer = await api.put(`images/${image.id}/finished`, { finished });
    } catch (error) {
      note(`Not marked as ${finished ? "" : "un"}finished: ${error.message}`, "fault");
      store.set("images", [...store.get("images")]); // the box shows again what is true
      return false;
    }
    const change = (one) => (one.id === image.id ? answer : one);
    store.set("images", store.get("images").map(change));
    if (image.id === store.get("open")) await cells.need(true).catch(() => {}); // its revision
    say(finished ? "Image finished" : "Image no longer finished");
    return true;
  }

  async function finishAndGo() {
    if (await finish(true)) stepImage(1);
  }

  const widen = (by) => store.set("radius", Math.min(60, Math.max(2, store.get("radius") + by)));
  const chooseAll = () => selection.set(cells.visible().map((cell) => cell.id));
  const nearChosen = () => {
    const [cell] = selection.cells();
    if (cell) camera.show(cell.box, true);
  };
  return {
    ...{ removeChosen, stepCell, chooseClass, giveUp, arrow, stepImage, finish, finishAndGo },
    ...{ widen, chooseAll, nearChosen, describe },
  };
}
