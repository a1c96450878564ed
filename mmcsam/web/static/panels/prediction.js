/** What the worker does: how many images are left, how long that takes, and a stop. */
import { byId } from "../base/dom.js";
import { note } from "../base/speech.js";
import { restTime } from "../base/words.js";

export class Prediction {
  #api;
  #timer = 0;
  #message = "";

  constructor(api, store, events) {
    this.#api = api;
    const start = (images) => this.#do(() => api.post("predictions", { images: images() }));
    byId("predict-all").addEventListener("click", () => start(() => "all"));
    byId("predict-one").addEventListener("click", () => start(() => [store.get("open")]));
    byId("prediction-stop").addEventListener("click", () =>
      this.#do(() => api.delete("predictions")),
    );
    store.on("open images", () => {
      byId("predict-one").disabled = !store.image();
      byId("predict-all").disabled = !store.get("images").length;
    });
    events.on("prediction", () => this.ask());
    events.on("back", () => this.ask());
  }

  async ask() {
    try {
      this.#show(await this.#api.get("predictions"));
    } catch {
      byId("prediction").hidden = true; // the notice about the server says more
    }
  }

  async #do(call) {
    try {
      await call();
      await this.ask();
    } catch (error) {
      note(error.message, "fault");
    }
  }

  #show(status) {
    clearTimeout(this.#timer);
    const busy = status.current !== null || status.waiting.length > 0;
    byId("prediction").hidden = !busy;
    if (status.message && status.message !== this.#message) note(status.message, "fault");
    this.#message = status.message ?? "";
    if (!busy) return;
    const part = status.parts > 1 ? (status.part ?? 0) / status.parts : 0;
    byId("prediction-bar").max = Math.max(1, status.of);
    byId("prediction-bar").value = Math.min(status.of, status.done + part);
    const rest = restTime(status.seconds_left);
    const words = [`Image ${Math.min(status.of, status.done + 1)} of ${status.of}`];
    if (status.worker === "starting") words.push("the model is loaded");
    if (status.worker === "restarting") words.push("the worker starts again");
    if (rest) words.push(`${rest} left`);
    byId("prediction-text").textContent = words.join(" · ");
    // The rest time goes on between the server's events.
    this.#timer = setTimeout(() => this.ask(), 1000);
  }
}
