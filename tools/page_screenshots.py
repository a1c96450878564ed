"""Take the pictures of docs/page.md, of drawn smears: no real image is in them.

Needs Chromium and its driver (Debian: ``apt-get install chromium chromium-driver``).
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SMEARS = (2, 5, 4, 1, 3)  # indices of those that are shown


def draw(folder: Path) -> Path:
    """Draw the images that are shown, with their cells."""
    from page_images import PageImages

    images = PageImages(folder)
    for number, index in enumerate(SMEARS, start=1):
        images.add_smear(f"smear-{number}.png", 0, index)
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


def take(page, project: Path, out: Path) -> None:
    """Lead the page through what is shown."""
    page.api("PATCH", "project", {"threshold": 0.3})
    first, *others = [image["id"] for image in page.api("GET", "images")]
    for image in (*others, first):
        page.api("GET", f"images/{image}/cells")
        page.wait(lambda image=image: page.api("GET", f"images/{image}")["state"] == "ready")
    for image in others[:2]:
        page.api("PUT", f"images/{image}/finished", {"finished": True})
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
    page.open(others[-1])
    page.wait(lambda: page.text("table-count") not in ("", "0 cells"))
    page.press("f")
    look(page, "light")
    shoot(page, out, "thousand")
    page.press("f")
    page.press_button("open-training")
    page.press_button("training-start")
    (project / "go").touch()
    page.wait(lambda: "Old against new" in page.text("training-table"))
    shoot(page, out, "training")


def main(out: Path) -> None:
    """Draw, start a server and a browser, and take the pictures."""
    sys.path.insert(0, str(ROOT / "tests/samples"))
    from browser_page import BrowserPage
    from headless_browser import start_browser
    from page_process import PageProcess

    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        server = PageProcess(draw(Path(folder, "smears")), project).start()
        browser = start_browser((1360, 860))
        try:
            page = BrowserPage(browser, server.address)
            page.wait(server.ready, 300)
            out.mkdir(parents=True, exist_ok=True)
            take(page, project, out)
        finally:
            browser.quit()
            server.kill()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs/images", help="folder")
    main(parser.parse_args().out)
