"""Images in, files out."""

import base64
import zipfile

import cv2
import numpy as np

DROP = """
const [name, text] = arguments;
const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
const transfer = new DataTransfer();
transfer.items.add(new File([bytes], name));
for (const type of ['dragover', 'drop']) {
  const event = new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true});
  document.getElementById('stage').dispatchEvent(event);
}
"""


def names(page):
    return [image["name"] for image in page.api("GET", "images")]


def test_a_dropped_image_is_in_the_list(anywhere):
    page = anywhere.open()
    pixels = cv2.imencode(".png", np.full((30, 40, 3), 200, np.uint8))[1]
    page.script(DROP, "dropped.png", base64.b64encode(pixels).decode())
    page.wait(lambda: "dropped.png" in names(page))
    page.wait(lambda: "dropped.png" in page.text("image-list"))
    assert page.element("drop-here").get_attribute("hidden")


def test_a_file_that_is_no_image_is_refused_with_words(anywhere):
    page = anywhere.open()
    before = names(page)
    page.script(DROP, "letter.txt", base64.b64encode(b"Dear colleague").decode())
    page.wait(lambda: "letter.txt: " in page.text("notes"))
    assert names(page) == before


def test_files_chosen_by_the_button(anywhere, tmp_path):
    page = anywhere.open()
    path = tmp_path / "chosen.png"
    cv2.imwrite(str(path), np.full((30, 40, 3), 120, np.uint8))
    page.element("files").send_keys(str(path))
    page.wait(lambda: "chosen.png" in names(page))


def downloaded(page, known):
    """Return the file that comes down, once it is whole."""

    def new():
        there = set(page.driver.downloads.iterdir()) - known
        return [path for path in there if path.suffix != ".crdownload" and path.stat().st_size]

    return page.wait(new)[0]


def test_the_export_arrives(page):
    known = set(page.driver.downloads.iterdir())
    page.press_button("open-export")
    page.press_button("export-start")
    with zipfile.ZipFile(downloaded(page, known)) as packed:
        assert "instances.json" in packed.namelist()
        assert b"circularity" in packed.read("cells.csv")
    page.wait(lambda: " in cells-" in page.text("export-state"))


def test_an_export_without_formats_is_refused_with_words(page):
    page.press_button("open-export")
    for box in page.driver.find_elements("css selector", "[name=export-format]:checked"):
        box.click()
    page.press_button("export-start")
    page.wait(lambda: "at least one" in page.text("export-state"))


def test_the_table_of_the_image_comes_as_csv(page):
    known = set(page.driver.downloads.iterdir())
    page.press_button("csv")
    lines = downloaded(page, known).read_text().splitlines()
    assert len(lines) == 1 + len(page.cells())
    assert lines[0].startswith("image,")
