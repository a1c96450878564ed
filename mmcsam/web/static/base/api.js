/** Calls to the server. Each ends with its answer, a Refusal or an Away. */

/** The server said no: `message` is its reason, in words. */
export class Refusal extends Error {
  constructor(status, detail, body) {
    super(detail);
    this.status = status;
    this.body = body;
  }
}

/** No answer: the server is not running, or not reached. */
export class Away extends Error {
  constructor() {
    super("the server does not answer");
  }
}

/** FastAPI's complaints about a call's form are a list. */
function inWords(body, status) {
  const detail = body?.detail;
  if (typeof detail === "string") return detail;
  if (Array.isArray(detail)) return detail.map((one) => one.msg).join("; ");
  return `the server answered ${status}`;
}

export class Api {
  #lost = [];
  #found = [];
  away = false;

  /** Call `lost` when the server stops answering and `found` when it answers again. */
  onAway(lost, found) {
    this.#lost.push(lost);
    this.#found.push(found);
  }

  /**
   * @param {string} method
   * @param {string} path Under /api/.
   * @param {Object|FormData} [body]
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>} The JSON answer; `{status: 202}` is added to what is not ready yet.
   */
  async call(method, path, body, signal) {
    const options = { method, signal, headers: {}, cache: "no-store" };
    if (body instanceof FormData) options.body = body;
    else if (body !== undefined) {
      options.headers["Content-Type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    let answer, content;
    try {
      answer = await fetch(`api/${path}`, options);
      const text = await answer.text();
      content = text ? JSON.parse(text) : null;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      if (!answer || answer.ok || error.name === "TypeError") {
        this.#mark(true);
        throw new Away();
      }
      content = null; // an error page that is no JSON
    }
    this.#mark(false);
    if (!answer.ok) throw new Refusal(answer.status, inWords(content, answer.status), content);
    return answer.status === 202 ? { ...content, status: 202 } : content;
  }

  get = (path, signal) => this.call("GET", path, undefined, signal);
  post = (path, body) => this.call("POST", path, body);
  put = (path, body) => this.call("PUT", path, body);
  patch = (path, body) => this.call("PATCH", path, body);
  delete = (path) => this.call("DELETE", path);

  #mark(away) {
    if (away === this.away) return;
    this.away = away;
    for (const run of away ? this.#lost : this.#found) run();
  }
}
