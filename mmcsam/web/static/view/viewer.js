/** The picture: its layers, the tools that work on it and what leads them. */
import { afterQuiet, byId } from "../base/dom.js";
import { BoxTool } from "../tools/box_tool.js";
import { DrawTool } from "../tools/draw_tool.js";
import { SelectTool } from "../tools/select_tool.js";
import { BrushTool, MergeTool, SplitTool } from "../tools/stroke_tool.js";
import { Camera } from "./camera.js";
import { CellLayer } from "./cell_layer.js";
import { Cells } from "./cells.js";
import { Pen } from "./pen.js";
import { Pointer } from "./pointer.js";
import { ScaleBar } from "./scale_bar.js";
import { Tiles } from "./tiles.js";
import { ToolLayer } from "./tool_layer.js";

/**
 * Add to the page: `camera`, `cells`, `selection`, `edits`, `tiles`, `pen`, `pointer`, `tool()`,
 * `redraw()` and `showImage()`.
 */
export function openViewer(page, { Edits, Selection }) {
  const { api, store } = page;
  const camera = (page.camera = new Camera());
  const cells = (page.cells = new Cells(api, store, camera));
  const selection = (page.selection = new Selection(cells));
  const edits = (page.edits = new Edits({ api, store, cells, selection }));
  const stage = byId("stage");

  const tiles = (page.tiles = new Tiles(byId("tiles"), camera));
  new CellLayer(byId("cells"), { camera, cells, store, selection });
  new ScaleBar(camera, store);
  page.redraw = () => layer.draw();
  const tools = makeTools(page);
  page.tool = () => tools.get(store.get("tool"));
  const pen = (page.pen = new Pen(camera, page.tool, page.redraw));
  const sources = { tool: page.tool, ghosts: () => edits.ghosts(), pen: () => pen.shown };
  const layer = new ToolLayer(byId("pen"), camera, sources);
  page.pointer = new Pointer(stage, camera, page.tool, () => selection.set([]));
  stage.addEventListener("pointerdown", () => pen.shown && pen.hide(), { capture: true });
  edits.onChange(page.redraw);

  store.on("tool", (name, before) => {
    tools.get(before).cancel();
    pen.hide();
    stage.style.cursor = tools.get(name).cursor;
  });
  store.on("radius", page.redraw);

  // Cells are asked for once the view is still: a quick pan asks once, not at every frame.
  camera.onChange(afterQuiet(120, () => cells.need().catch(() => {})));
  new ResizeObserver(() => camera.resize(stage.clientWidth, stage.clientHeight)).observe(stage);
  camera.resize(stage.clientWidth, stage.clientHeight);

  let shown = null;
  page.showImage = () => {
    shown = store.image();
    if (shown) camera.open(shown);
    tiles.open(shown);
  };
  store.on("images open", () => {
    const image = store.image();
    showState(image);
    // The size of some images is known only once they were searched for cells.
    if (image && shown && image.id === shown.id && image.width !== shown.width) page.showImage();
  });
}

function makeTools(page) {
  const all = [
    new SelectTool(page),
    new BoxTool(page),
    new DrawTool(page),
    new BrushTool(page, "brush"),
    new BrushTool(page, "erase"),
    new SplitTool(page),
    new MergeTool(page),
  ];
  return new Map(all.map((tool) => [tool.name, tool]));
}

/** Say over the picture what an image waits for, or why it has no cells. */
function showState(image) {
  const words = {
    waiting: "This image waits to be searched for cells",
    predicting: "Looking for cells …",
    failed: image?.reason ?? "This image could not be read",
  };
  byId("stage-message").textContent = image ? (words[image.state] ?? "") : "No image is open";
}
