/** News from the server. What was missed while it was away is asked for again. */
export class Events {
  #source = null;
  #listeners = new Map();
  #broken = false;

  /** Call `run(event)` for a type of event, or on "back" after the line was broken. */
  on(type, run) {
    if (!this.#listeners.has(type)) this.#listeners.set(type, []);
    this.#listeners.get(type).push(run);
  }

  connect() {
    this.#source = new EventSource("api/events");
    this.#source.onopen = () => {
      if (this.#broken) this.#tell({ type: "back" });
      this.#broken = false;
    };
    this.#source.onmessage = (message) => this.#tell(JSON.parse(message.data));
    this.#source.onerror = () => {
      this.#broken = true;
      if (this.#source.readyState === EventSource.CLOSED) setTimeout(() => this.connect(), 2000);
    };
  }

  #tell(event) {
    for (const run of this.#listeners.get(event.type) ?? []) run(event);
  }
}
