/** "Saved", once the server has said so; and the notice while the server is away. */
import { byId, icon } from "../base/dom.js";

const WORDS = { saved: "Saved", saving: "Saving …" };

export function showSaved({ api, store, edits, comeBack }) {
  const draw = () => {
    const { state, reason } = store.get("saved");
    const place = byId("saved");
    place.dataset.state = state;
    place.replaceChildren(WORDS[state] ?? `Not saved: ${reason}`);
    if (state === "saved") place.prepend(icon("finished"));
  };
  store.on("saved", draw);
  draw();
  api.onAway(
    () => (byId("away").hidden = false),
    () => {
      byId("away").hidden = true;
      comeBack();
    },
  );
  const ask = () => api.get("project").catch(() => {}); // its answer, or none, is what counts
  setInterval(() => {
    if (api.away) ask();
  }, 2000);
  byId("away-retry").addEventListener("click", () => {
    edits.retry();
    ask();
  });
}
