"""Print how long the page takes to show an image of 20,000 x 20,000 pixels with 5,000 cells.

Needs Chromium and its driver (Debian: ``apt-get install chromium chromium-driver``). The image is a
tiled TIFF file without smaller copies of itself, so that all of it is decoded for the first look.
"""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET = 4.0  # seconds without a new tile, after which no more are on their way
TILES = """
const tiles = performance.getEntriesByType('resource').filter(({name}) => name.includes('/tiles/'));
return tiles.map(({responseEnd, transferSize}) => [responseEnd / 1000, transferSize]);
"""


def opened(page) -> str:
    """Open the image and say when its tiles came."""
    page.open(1)
    tiles, since = [], time.monotonic()
    while not tiles or time.monotonic() - since < QUIET:
        time.sleep(0.1)
        if len(now := page.script(TILES)) > len(tiles):
            tiles, since = now, time.monotonic()
    seconds = sorted(end for end, _ in tiles)
    size = sum(each for _, each in tiles) / 2**20
    return (
        f"first tile after {seconds[0]:.2f} s, all {len(tiles)} in view after {seconds[-1]:.2f} s, "
        f"{size:.1f} MiB"
    )


def main() -> None:
    """Draw the image, start a server and a browser, and measure."""
    sys.path.insert(0, str(ROOT / "tests/samples"))
    from browser_page import BrowserPage
    from headless_browser import start_browser
    from page_images import PageImages
    from page_process import PageProcess

    with tempfile.TemporaryDirectory() as folder:
        images = PageImages(Path(folder, "images"))
        images.add_tiled("large.tif", 20_000, 5000)
        server = PageProcess(images.write(), Path(folder, "project")).start()
        browser = start_browser()
        try:
            page = BrowserPage(browser, server.address)
            page.wait(server.ready, 300)
            page.api("GET", "images/1/cells?box=0,0,1,1")  # has the cells looked for
            page.wait(lambda: page.api("GET", "images/1")["state"] == "ready")
            print(f"for the first time: {opened(page)}")
            print(f"again: {opened(page)}")
        finally:
            browser.quit()
            server.kill()


if __name__ == "__main__":
    main()
