"""An image of 20,000 x 20,000 pixels with 5,041 cells: only what is in view travels."""

import pytest
from browser_page import BrowserPage
from page_images import PageImages
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

SIDE, CELLS = 20_000, 5041  # 71 x 71, the last of them in the far corner
ASKED = """
const entries = performance.getEntriesByType('resource');
const ours = entries.filter(({name}) => name.includes('/images/1/'));
return ours.map(({name, encodedBodySize}) => [name, encodedBodySize]);
"""


@pytest.fixture(scope="module")
def page(browser, servers, tmp_path_factory):
    """The image as a tiled file of a few MB, open in the browser."""
    folder = tmp_path_factory.mktemp("large")
    images = PageImages(folder / "images")
    images.add_tiled("large.tif", SIDE, CELLS)
    server = servers(images.write(), folder / "project")
    browser.set_window_size(1400, 900)
    page = BrowserPage(browser, server.address)
    page.wait(server.ready, 300)
    page.api("GET", "images/1/cells?box=0,0,1,1")  # has the cells looked for
    page.wait(lambda: page.api("GET", "images/1")["state"] == "ready", 200)
    page.wait(lambda: page.script("return document.readyState") == "complete")
    return page.open(1)


def asked(page):
    """Return tiles as (level, column, row), and all bytes of tiles."""
    tiles, size = set(), 0
    for name, length in page.script(ASKED):
        if "/tiles/" in name:
            tiles.add(tuple(int(part) for part in name.split("/tiles/")[1].split("/")))
            size += length
    return tiles, size


def test_the_first_look(page):
    # The whole image fits into tiles of the fifth level; the single one of the top stands in.
    page.wait(lambda: {level for level, *_ in asked(page)[0]} == {4, 6}, 200)
    page.wait(lambda: asked(page)[1] > 100_000, 200)
    tiles, size = asked(page)
    assert tiles == {(6, 0, 0), *((4, x, y) for x in range(3) for y in range(3))}
    assert size < 4 * 2**20  # of 1.2 GB
    page.wait(
        lambda: page.script("return [...document.querySelectorAll('#table tr')].length > 5"), 300
    )


def test_pixels_of_what_is_in_view(page):
    page.press("z")
    page.wait(lambda: any(level == 0 for level, *_ in asked(page)[0]))
    page.script("performance.clearResourceTimings()")
    for _ in range(3):  # the picture goes up and left
        chain = ActionChains(page.driver, duration=60)
        chain.move_to_element_with_offset(page.element("stage"), 200, 200)
        chain.click_and_hold().move_by_offset(-400, -300).release().perform()
    page.wait(lambda: len(asked(page)[0]) > 3)
    tiles, size = asked(page)
    assert {level for level, *_ in tiles} == {0} and len(tiles) < 30  # of 1,600
    assert size < 12 * 2**20
    for _, column, row in tiles:  # three times 400 and 300 pixels from the middle
        assert 17 <= column <= 24 and 17 <= row <= 23
    boxes = [
        [float(part) for part in name.split("box=")[1].split("&")[0].split(",")]
        for name, _ in page.script(ASKED)
        if "/cells?box=" in name
    ]
    assert all(width < 4000 and height < 4000 for _, _, width, height in boxes)


def test_a_cell_in_the_far_corner(page):
    found = page.api("GET", f"images/1/cells?box={SIDE - 300},{SIDE - 300},300,300")["cells"]
    cell = max(found, key=lambda one: one["box"][0] + one["box"][1])
    assert cell["box"][0] > SIDE - 300 and cell["box"][1] > SIDE - 300
    page.api("PATCH", "project", {"threshold": 0.1})  # all cells count
    page.press("0")  # the whole image
    page.wait(lambda: page.text("table-count").startswith(f"{CELLS:,} "), 300)
    page.stroke(page.middle(cell))
    chosen = "#table tbody tr[aria-selected=true]"
    (row,) = page.wait(lambda: page.driver.find_elements("css selector", chosen), 300)
    assert row.get_attribute("data-id") == str(cell["id"])
    page.script("performance.clearResourceTimings()")
    page.press("c")  # brings it near
    page.wait(lambda: any(level == 0 for level, *_ in asked(page)[0]), 300)
    assert all(column >= 37 and row >= 37 for level, column, row in asked(page)[0] if level == 0)
    revision = page.api("GET", "images/1")["revision"]
    page.press(Keys.DELETE)
    page.wait(lambda: page.api("GET", "images/1")["revision"] > revision, 300)
    left = page.api("GET", f"images/1/cells?box={SIDE - 300},{SIDE - 300},300,300")["cells"]
    assert {one["id"] for one in found} - {one["id"] for one in left} == {cell["id"]}
