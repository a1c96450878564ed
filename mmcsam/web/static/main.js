/** Puts the page together: what is known, who shows it, and what follows from what. */
import { makeActions } from "./actions.js";
import { Api, Away, Refusal } from "./base/api.js";
import { afterQuiet, byId } from "./base/dom.js";
import { Events } from "./base/events.js";
import { keepPreferences, readPreferences } from "./base/preferences.js";
import { note } from "./base/speech.js";
import { Store } from "./base/store.js";
import { keepTheme } from "./base/theme.js";
import { makeCommands } from "./commands.js";
import { ExportDialog } from "./dialogs/export_dialog.js";
import { openHelp } from "./dialogs/help_dialog.js";
import { SettingsDialog } from "./dialogs/settings_dialog.js";
import { TrainingDialog } from "./dialogs/training_dialog.js";
import { Edits } from "./edit/edits.js";
import { Selection } from "./edit/selection.js";
import { listen } from "./keys.js";
import { Counts } from "./panels/counts.js";
import { Filter } from "./panels/filter.js";
import { Histogram } from "./panels/histogram.js";
import { ImageList } from "./panels/image_list.js";
import { Measures } from "./panels/measures.js";
import { Models } from "./panels/models.js";
import { Prediction } from "./panels/prediction.js";
import { showSaved } from "./panels/saved.js";
import { Table } from "./panels/table.js";
import { linkPanes, linkTabs } from "./panels/tabs.js";
import { Toolbar } from "./panels/toolbar.js";
import { Upload } from "./panels/upload.js";
import { ViewBar } from "./panels/view_bar.js";
import { openViewer } from "./view/viewer.js";

const store = new Store({
  ...readPreferences(),
  ...{ project: { classes: [] }, images: [], open: null, threshold: 0.5, class: 0 },
  ...{ tool: "select", raw: false, others: null, steps: {}, saved: { state: "saved", reason: "" } },
});
keepPreferences(store);
keepTheme(store);
const api = new Api();
const events = new Events();
const page = { api, store, events };
openViewer(page, { Edits, Selection });
const { cells, selection, edits } = page;
Object.assign(page, makeActions(page));

const showPane = linkPanes();
const measures = (page.measures = new Measures(api, store, cells));
const filter = new Filter(measures, store);
new Histogram(measures, (from, to) => filter.byArea(from, to));
new Table(page);
const counts = new Counts(api);
linkTabs(() => counts.load());
const models = new Models(api, store);
const prediction = new Prediction(api, store, events);
const exporting = new ExportDialog(api, store);
const training = new TrainingDialog(api, store, models, events);
const settings = new SettingsDialog(api, store, models);
page.openExport = () => exporting.open();
page.openHelp = () => openHelp(commands);
const commands = makeCommands(page);
new Toolbar(page, commands, page.chooseClass);
new ViewBar(page, page.finish);
new ImageList(store, (id) => {
  openImage(id);
  showPane("viewer");
});
new Upload(api, (added) => loadImages().then(() => store.image() || openImage(added[0].id)));
listen(commands, { store, stage: byId("stage") });
byId("open-export").addEventListener("click", page.openExport);
byId("open-help").addEventListener("click", page.openHelp);
byId("open-training").addEventListener("click", () => training.open());
byId("open-settings").addEventListener("click", () => settings.open());

/** If the server is away the page says so by itself; else its reason is shown. */
const orSay = (promise) =>
  promise.catch((error) => {
    if (error instanceof Refusal) note(error.message, "fault");
    else if (!(error instanceof Away) && error.name !== "AbortError") throw error;
  });

async function loadImages() {
  const images = await api.get("images");
  store.set("images", images);
  if (!images.some((image) => image.id === store.get("open"))) {
    if (images.length) openImage(imageOfAddress(images));
    else store.set("open", null);
  }
}

/** The address names the open image, so that a reload comes back to it. */
function imageOfAddress(images) {
  const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("image"));
  return images.some((image) => image.id === wanted) ? wanted : images[0].id;
}

function openImage(id) {
  if (id === store.get("open")) return;
  page.tool().cancel();
  page.pen.hide();
  selection.set([]);
  cells.clear();
  store.set("steps", {});
  store.set("open", id);
  history.replaceState(null, "", `#image=${id}`);
  page.showImage();
  // The picture and its cells come first: measuring many cells keeps the server busy.
  orSay(cells.need().finally(() => measures.load()));
}
page.openImage = openImage;

const loadProject = async () => {
  const project = await api.get("project");
  if (!store.get("project").name) for (const text of project.notes ?? []) note(text);
  store.set("project", project);
  if (!project.classes.some((one) => one.id === store.get("class"))) {
    store.set("class", project.classes[0]?.id ?? 0);
  }
};
const imagesSoon = afterQuiet(150, () => orSay(loadImages()));

async function loadAll() {
  await loadProject();
  await Promise.all([loadImages(), models.load(), prediction.ask(), training.ask()]);
  page.tiles.retry();
  await cells.need(true);
  measures.refresh();
  counts.load();
}

/** Load the open image's cells again if news tell of a later state than the page has. */
const news = { image: null, revision: 0 };
function catchUp() {
  if (edits.busy || news.image !== store.get("open")) return;
  if (cells.revision !== null && news.revision <= cells.revision) return;
  orSay(cells.need(true));
  measures.refresh();
}
edits.onChange(() => {
  measures.tell();
  if (edits.busy) return; // the news of one's own change may come before its answer
  measures.refresh();
  catchUp();
});
events.on("image", ({ id, revision }) => {
  imagesSoon();
  if (id !== store.get("open")) return;
  Object.assign(news, { image: id, revision });
  catchUp();
});
for (const type of ["images", "project"]) events.on(type, imagesSoon);
events.on("models", () => orSay(models.load()));
events.on("project", () =>
  orSay(Promise.all([loadProject(), models.load()])).then(() => measures.refresh()),
);
store.on("images", () => counts.load());
events.on("back", () => orSay(loadAll()));
showSaved({ api, store, edits, comeBack: () => orSay(loadAll()) });
orSay(loadAll()).then(() => (document.body.dataset.ready = "true"));
events.connect();
