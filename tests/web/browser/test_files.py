"""Images in, files out."""

import base64
import zipfile

import cv2
import numpy as np
from fake_backend import pack_tiny_model

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


def drop_from_disk(page, path):
    """Drop a file or a folder on the stage, as a file manager does."""
    x, y = page.script(
        "const {left, top, width, height} = document.getElementById('stage')"
        ".getBoundingClientRect(); return [left + width / 2, top + height / 2]"
    )
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    # The first one shows what to drop on, which the second one is over.
    for kind in ("dragEnter", "dragOver", "dragOver", "drop"):
        event = {"type": kind, "x": x, "y": y, "data": data}
        page.driver.execute_cdp_cmd("Input.dispatchDragEvent", event)


def names(page):
    return [image["name"] for image in page.api("GET", "images")]


def test_a_dropped_image_is_in_the_list(anywhere):
    page = anywhere.open()
    pixels = cv2.imencode(".png", np.full((30, 40, 3), 200, np.uint8))[1]
    page.script(DROP, "dropped.png", base64.b64encode(pixels).decode())
    page.wait(lambda: "dropped.png" in names(page))
    page.wait(lambda: "dropped.png" in page.text("image-list"))
    assert page.element("drop-here").get_attribute("hidden")


def test_a_dropped_folder_comes_with_the_folders_in_it(anywhere, tmp_path):
    page = anywhere.open()
    pixels = np.full((30, 40, 3), 200, np.uint8)
    for name in ("slides/b.png", "slides/more/deep/c.png"):
        (tmp_path / name).parent.mkdir(parents=True)
        cv2.imwrite(str(tmp_path / name), pixels)
    (tmp_path / "slides/more/letter.txt").write_text("Dear colleague")
    drop_from_disk(page, tmp_path / "slides")
    page.wait(lambda: {"slides/b.png", "slides/more/deep/c.png"} <= set(names(page)))
    page.wait(lambda: "slides/more/letter.txt: " in page.text("notes"))
    assert "2 images added" in page.text("notes")
    assert page.element("drop-here").get_attribute("hidden")


def test_a_model_is_added_in_the_settings(anywhere, tmp_path):
    page = anywhere.open()
    pack_tiny_model(tmp_path / "from-the-lab.mmcsam")
    (tmp_path / "no-model.mmcsam").write_bytes(b"Dear colleague")
    page.press_button("open-settings")
    page.element("model-file").send_keys(str(tmp_path / "no-model.mmcsam"))
    page.wait(lambda: page.element("settings-state").get_attribute("class") == "fault")
    assert "no packed model" in page.text("settings-state")
    page.element("model-file").send_keys(str(tmp_path / "from-the-lab.mmcsam"))
    page.wait(lambda: "from-the-lab.mmcsam is in the list" in page.text("settings-state"))
    listed = {model["name"]: model for model in page.api("GET", "models")}
    assert listed["from-the-lab"]["classes"] == ["cell"] and "no-model" not in listed
    assert "from-the-lab" in page.text("model") and "from-the-lab" in page.text("other-model")


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
