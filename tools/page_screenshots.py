"""Take the pictures of docs/page.md, of drawn smears: no real image is in them.

The cells are those that were drawn, with scores made up. The training is a real one, of the model
that comes with mmcsam, on twelve of the smears: some minutes.

Needs Chromium and its driver (Debian: ``apt-get install chromium chromium-driver``).
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEED = 7  # the model that comes with mmcsam has learned from none of these
SMEARS = range(3, 15)  # the first one is looked at
SECONDS = 240  # of training; comparing old and new comes on top


def draw(folder: Path) -> Path:
    """Draw the images that are shown, with their cells."""
    from page_images import PageImages

    images = PageImages(folder)
    for number, index in enumerate(SMEARS, start=1):
        images.add_smear(f"smear-{number}.png", SEED, index)
    images.add_many("thousand.png", 3000, 1000)
    return images.write()


def shoot(page, out: Path, name: str) -> None:
    """Save what the browser shows as ``out/page_NAME.webp``."""
    import io

    from PIL import Image

    page.script("document.getElementById('notes').replaceChildren()")
    # Tiles and outlines are drawn a moment after they have come.
    page.driver.execute_async_script("setTimeout(arguments[0], 800)")
    with Image.open(io.BytesIO(page.driver.get_screenshot_as_png())) as picture:
        picture.convert("RGB").save(out / f"page_{name}.webp", quality=88, method=6)


def look(page, value: str) -> None:
    """Make the page dark or light."""
    page.script("document.documentElement.dataset.look = arguments[0]", value)


def finish(page, image: int) -> None:
    """Mark an image as finished, with all cells that were drawn in it."""
    page.api("PATCH", "project", {"threshold": 0})
    page.api("PUT", f"images/{image}/finished", {"finished": True})
    page.api("PATCH", "project", {"threshold": 0.3})


def take(page, out: Path) -> None:
    """Lead the page through what is shown."""
    page.api("PATCH", "project", {"threshold": 0.3, "pixel_size": 0.12})
    by_name = {image["name"]: image["id"] for image in page.api("GET", "images")}
    thousand = by_name.pop("thousand.png")
    first, *others = by_name.values()
    for image in (thousand, *others, first):
        page.api("GET", f"images/{image}/cells")
        page.wait(lambda image=image: page.api("GET", f"images/{image}")["state"] == "ready")
    for image in others[:2]:
        finish(page, image)
    page.open(first)
    cell = max(page.cells().values(), key=lambda one: one["area"])
    page.stroke(page.middle(cell))
    page.edit(page.press, str(2 - cell["class"]))
    look(page, "light")
    shoot(page, out, "light")
    page.press("f")
    look(page, "dark")
    shoot(page, out, "dark")
    page.press("f")
    page.driver.set_window_size(400, 860)
    shoot(page, out, "narrow")
    page.driver.set_window_size(1360, 860)
    page.open(thousand)
    page.wait(lambda: page.text("table-count") not in ("", "0 cells"))
    page.press("f")
    look(page, "light")
    shoot(page, out, "thousand")
    page.press("f")
    page.open(first)
    page.edit(page.press, "z", ctrl=True)  # its class was right
    for image in (*others[2:], first):
        finish(page, image)
    page.press_button("open-training")
    page.press_button("training-start")
    page.wait(lambda: "Old against new" in page.text("training-table"), 3600)
    shoot(page, out, "training")


def main(out: Path) -> None:
    """Draw, start a server and a browser, and take the pictures."""
    sys.path.insert(0, str(ROOT / "tests/samples"))
    from browser_page import BrowserPage
    from headless_browser import start_browser
    from page_process import PageProcess

    from mmcsam.inference.model.catalogue import find_model

    with tempfile.TemporaryDirectory() as folder:
        images, project = draw(Path(folder, "smears")), Path(folder, "project")
        more = (find_model(), SECONDS)
        server = PageProcess(images, project, "learning_server.py", more).start()
        browser = start_browser((1360, 860))
        try:
            page = BrowserPage(browser, server.address)
            page.wait(server.ready, 300)
            out.mkdir(parents=True, exist_ok=True)
            take(page, out)
        finally:
            browser.quit()
            server.kill()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images", help="folder")
    main(parser.parse_args().out)
