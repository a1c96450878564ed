/** Images that come into the project: chosen, or dropped anywhere on the page, with folders. */
import { byId } from "../base/dom.js";
import { note } from "../base/speech.js";
import { count } from "../base/words.js";

/** @returns {Promise<{file: File, name: string}[]>} The files of an entry, of folders at any depth. */
async function filesOf(entry, folder = "") {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => entry.file(done, failed));
    return [{ file, name: folder + file.name }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A browser gives a folder's entries by the hundred, until there are none.
    const some = await new Promise((done, failed) => reader.readEntries(done, failed));
    if (!some.length) return found;
    for (const one of some) found.push(...(await filesOf(one, `${folder}${entry.name}/`)));
  }
}

export class Upload {
  #api;
  #done;

  /** @param {(added: Object[]) => void} done Takes the images that the server has added. */
  constructor(api, done) {
    this.#api = api;
    this.#done = done;
    for (const [button, input] of [
      ["add-files", "files"],
      ["add-folder", "folder"],
    ]) {
      byId(button).addEventListener("click", () => byId(input).click());
      byId(input).addEventListener("change", (event) => this.#chosen(event.target));
    }
    document.addEventListener("dragover", (event) => this.#over(event));
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) byId("drop-here").hidden = true;
    });
    document.addEventListener("drop", (event) => this.#drop(event));
  }

  #chosen(input) {
    const files = [...input.files];
    input.value = "";
    return this.send(files.map((file) => ({ file, name: file.webkitRelativePath || file.name })));
  }

  #over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    byId("drop-here").hidden = false;
  }

  async #drop(event) {
    event.preventDefault();
    byId("drop-here").hidden = true;
    // Both lists are empty once the event is over.
    const plain = [...event.dataTransfer.files];
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const known = entries.filter(Boolean);
    const files = known.length
      ? (await Promise.all(known.map((entry) => filesOf(entry)))).flat()
      : plain.map((file) => ({ file, name: file.name }));
    return this.send(files);
  }

  /** Send file by file, so that one that is refused or too large stops no other. */
  async send(files) {
    if (!files.length) return;
    const added = [];
    const refused = [];
    byId("upload").hidden = false;
    byId("upload-bar").max = files.length;
    for (const [number, { file, name }] of files.entries()) {
      byId("upload-bar").value = number;
      byId("upload-text").textContent = `${number + 1} of ${count(files.length, "file")}`;
      const form = new FormData();
      form.append("files", file, name);
      try {
        const answer = await this.#api.post("images", form);
        added.push(...answer.added);
        refused.push(...answer.refused);
        if (answer.added.length) this.#done(answer.added);
      } catch (error) {
        refused.push({ name, reason: error.message });
      }
    }
    byId("upload").hidden = true;
    if (added.length) note(`${count(added.length, "image")} added.`);
    const shown = refused.slice(0, 5).map(({ name, reason }) => `${name}: ${reason}`);
    const more = refused.length - shown.length;
    if (more > 0) shown.push(`and ${count(more, "other")}`);
    if (refused.length) note(`Not added: ${shown.join("; ")}`, "fault");
  }
}
