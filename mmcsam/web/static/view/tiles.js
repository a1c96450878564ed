/** The image, drawn from tiles of the level that suits the view. Only what is in view is asked for. */
import { ShiftedLayer } from "./shifted_layer.js";

const SIDE = 512;
const KEPT = 400; // tiles; the one longest unused goes first

export class Tiles extends ShiftedLayer {
  #image = null;
  #tiles = new Map(); // by address, the latest used last

  /** Show an image of the list, or nothing. */
  open(image) {
    if (image?.id !== this.#image?.id) this.#tiles.clear();
    this.#image = image;
    this.draw();
  }

  /** Ask again for tiles that failed, once the server is back. */
  retry() {
    for (const [address, tile] of this.#tiles) if (tile.failed) this.#tiles.delete(address);
    this.draw();
  }

  paint(context, zoom) {
    if (!this.#image?.width) return; // none is open, or it cannot be read
    context.imageSmoothingEnabled = zoom < 2; // pixels are seen as pixels
    const top = this.#coarsest();
    const level = Math.min(top, Math.max(0, Math.floor(Math.log2(1 / zoom))));
    const tiles = this.#wantedTiles(level);
    const ready = tiles.every(({ tile }) => tile.complete && tile.naturalWidth);
    // What is coarser and already here stands in until the right level has come.
    for (let coarse = top; coarse > level && !ready; coarse -= 1) {
      this.#put(context, this.#wantedTiles(coarse, coarse === top));
    }
    this.#put(context, tiles);
    while (this.#tiles.size > KEPT) this.#tiles.delete(this.#tiles.keys().next().value);
  }

  #coarsest() {
    const longest = Math.max(this.#image.width, this.#image.height);
    return Math.max(0, Math.ceil(Math.log2(longest / SIDE)));
  }

  /** @returns {Object[]} A level's tiles in view; without `load` those that are here. */
  #wantedTiles(level, load = true) {
    const side = SIDE * 2 ** level;
    const seen = this.near();
    const [right, bottom] = [seen.x + seen.width, seen.y + seen.height];
    const found = [];
    for (let row = Math.floor(seen.y / side); row * side < bottom; row += 1) {
      for (let column = Math.floor(seen.x / side); column * side < right; column += 1) {
        const tile = this.#tile(`${level}/${column}/${row}`, load);
        if (tile) found.push({ tile, x: column * side, y: row * side, side });
      }
    }
    return found;
  }

  #put(context, tiles) {
    for (const { tile, x, y, side } of tiles) {
      if (!tile.complete || !tile.naturalWidth) continue;
      // The last tiles of a row or column may be cut: they end where the image ends.
      const wide = Math.min(side, this.#image.width - x);
      const high = Math.min(side, this.#image.height - y);
      context.drawImage(tile, x, y, wide, high);
    }
  }

  #tile(place, load) {
    const address = `api/images/${this.#image.id}/tiles/${place}`;
    let tile = this.#tiles.get(address);
    if (tile) {
      this.#tiles.delete(address);
    } else {
      if (!load) return null;
      tile = new Image();
      tile.addEventListener("load", () => this.draw());
      tile.addEventListener("error", () => (tile.failed = true));
      tile.src = address;
    }
    this.#tiles.set(address, tile);
    return tile;
  }
}
