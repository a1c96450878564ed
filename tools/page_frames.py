"""Print how many frames a second the page shows while an image of 1,000 cells is moved.

Needs Chromium and its driver (Debian: ``apt-get install chromium chromium-driver``). Without a
graphics card everything is drawn by the processor: compare with the frames of the page at rest.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Drags the picture to and fro, a step a frame; or only counts.
MOVE = """
const [seconds, drag, done] = arguments;
const stage = document.getElementById('stage');
const {left, top} = stage.getBoundingClientRect();
stage.setPointerCapture = () => {};
const tell = (type, x) => stage.dispatchEvent(new PointerEvent(type, {
  bubbles: true, clientX: left + x, clientY: top + x / 2, pointerId: 1, button: 0,
}));
const times = [];
if (drag) tell('pointerdown', 4);
requestAnimationFrame(function frame(time) {
  times.push(time);
  if (drag) tell('pointermove', 4 + 200 * Math.abs(Math.sin(times.length / 30)));
  if (time - times[0] < 1000 * seconds) return requestAnimationFrame(frame);
  if (drag) tell('pointerup', 4);
  const gaps = times.slice(1).map((one, at) => one - times[at]).sort((a, b) => a - b);
  done([1000 / (gaps.reduce((a, b) => a + b) / gaps.length), gaps[Math.floor(gaps.length * 0.95)]]);
});
"""


def main(seconds: float) -> None:
    """Draw the image, start a server and a browser, and count."""
    sys.path.insert(0, str(ROOT / "tests/samples"))
    from browser_page import BrowserPage
    from headless_browser import start_browser
    from page_images import PageImages
    from page_process import PageProcess

    with tempfile.TemporaryDirectory() as folder:
        images = PageImages(Path(folder, "images"))
        images.add_many("thousand.png", 3000, 1000)
        server = PageProcess(images.write(), Path(folder, "project")).start()
        browser = start_browser()
        try:
            page = BrowserPage(browser, server.address)
            page.wait(server.ready, 300)
            page.open(1)
            for words, zoom in (("the whole image", 0), ("twice as large", 3)):
                page.press(*"+" * zoom)
                for name, drag in (("at rest", False), ("moved", True)):
                    browser.set_script_timeout(seconds + 60)
                    rate, slow = browser.execute_async_script(MOVE, seconds, drag)
                    counted = f"{rate:.0f} frames a second, 19 of 20 within {slow:.0f} ms"
                    print(f"{words}, {name}: {counted}")
        finally:
            browser.quit()
            server.kill()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of each count")
    main(parser.parse_args().seconds)
