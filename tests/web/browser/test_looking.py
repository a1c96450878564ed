"""What the page shows: pictures, colours, scores, the table and its histogram."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

# What a canvas shows: how many pixels are not clear, and a sum that differs where colours do.
LOOK = """
const canvas = document.getElementById(arguments[0]);
const {width, height} = canvas;
const data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
let seen = 0, sum = 0;
for (let at = 0; at < data.length; at += 4) {
  if (data[at + 3]) { seen += 1; sum += data[at] + 3 * data[at + 1] + 7 * data[at + 2]; }
}
return [seen, sum];
"""


def look(page, canvas):
    return page.script(LOOK, canvas)


def set_field(page, name, value):
    page.script(
        "const f = document.getElementById(arguments[0]); f.value = arguments[1];"
        "f.dispatchEvent(new Event('input', {bubbles: true}));"
        "f.dispatchEvent(new Event('change', {bubbles: true}))",
        name,
        value,
    )


def test_tiles_and_outlines_are_drawn(page):
    page.wait(lambda: look(page, "tiles")[0] > 400 * 300)
    page.wait(lambda: look(page, "cells")[0] > 1000)


def test_the_score_acts_at_once_and_is_kept(page):
    page.wait(lambda: page.text("table-count") == "8 cells")
    few = page.wait(lambda: look(page, "cells")[0])
    set_field(page, "threshold", 0.05)
    page.wait(lambda: look(page, "cells")[0] > 1.5 * few)
    page.wait(lambda: page.api("GET", "project")["threshold"] == 0.05)
    page.wait(lambda: page.text("table-count") == "12 cells")
    set_field(page, "threshold", 0.5)
    page.wait(lambda: page.text("table-count") == "8 cells")  # without the server
    page.wait(lambda: page.api("GET", "project")["threshold"] == 0.5)


def test_the_raw_image_while_a_key_is_held(page):
    page.wait(lambda: look(page, "cells")[0])
    page.script("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'r', bubbles: true}))")
    page.wait(lambda: look(page, "cells")[0] == 0)
    page.script("document.dispatchEvent(new KeyboardEvent('keyup', {key: 'r', bubbles: true}))")
    page.wait(lambda: look(page, "cells")[0] > 0)


def test_filled_and_colours(page):
    looks = [page.wait(lambda: look(page, "cells")[0] and look(page, "cells"))]
    page.press("f")
    looks.append(page.wait(lambda: look(page, "cells")[0] > looks[0][0] and look(page, "cells")))
    for colour in ("score", "size"):
        before = looks[-1]
        set_field(page, "colour", colour)
        looks.append(page.wait(lambda old=before: (new := look(page, "cells")) != old and new))
        assert page.text("legend").startswith("score 0" if colour == "score" else "smallest")
    set_field(page, "colour", "class")
    page.press("f")
    page.wait(lambda: look(page, "cells") == looks[0])


def test_zoom_keeps_the_point_under_the_wheel(page):
    page.press("z")  # one pixel of the image for one of the screen
    bar = page.element("scale-bar-line").size["width"]
    page.press("+")
    page.wait(lambda: abs(page.element("scale-bar-line").size["width"] / bar - 1) > 0.1)
    page.press("0")
    page.wait(lambda: page.text("scale-bar-text").endswith(" µm"))


def test_table_and_picture_follow_each_other(page):
    page.wait(lambda: page.text("table-count") == "8 cells")
    cells = page.cells()
    number, cell = next(iter(cells.items()))
    page.stroke(page.middle(cell))
    chosen = "#table tbody tr[aria-selected=true]"
    row = page.wait(lambda: page.driver.find_elements(By.CSS_SELECTOR, chosen))
    assert [one.get_attribute("data-id") for one in row] == [str(number)]
    other = next(one for one in cells if one != number)
    before = look(page, "cells")
    page.driver.find_element(By.CSS_SELECTOR, f'#table tr[data-id="{other}"]').click()
    page.wait(lambda: look(page, "cells") != before)
    before, after = page.edit(page.press, Keys.DELETE)
    assert before.keys() - after.keys() == {other}


def test_sort_and_filter(page):
    page.wait(lambda: page.text("table-count") == "8 cells")

    def scores():
        rows = page.driver.find_elements(By.CSS_SELECTOR, "#table tbody tr[data-id]")
        return [float(row.find_elements(By.TAG_NAME, "td")[2].text) for row in rows]

    page.driver.find_element(By.CSS_SELECTOR, '[data-column="score"]').click()
    assert scores() == sorted(scores())
    page.driver.find_element(By.CSS_SELECTOR, '[data-column="score"]').click()
    assert scores() == sorted(scores(), reverse=True)
    plasma = sum(cell["class"] == 0 for cell in page.cells().values())
    set_field(page, "filter-class", "plasma cell")
    assert page.text("table-count") == f"{plasma} of 8 cells"
    set_field(page, "filter-class", "")
    set_field(page, "filter-to", 1)
    assert page.text("table-count") == "0 of 8 cells"
    set_field(page, "filter-to", "")
    page.script("document.querySelector('#histogram .hit').dispatchEvent(new Event('click'))")
    assert page.text("table-count") == "1 of 8 cells"  # the smaller disc


def test_counts(page):
    page.press_button("tab-counts")
    page.wait(lambda: "plasma cell" in page.text("pane-counts"))


def test_dark_and_light(page):
    def ground():
        return page.script("return getComputedStyle(document.body).backgroundColor")

    seen = {}
    for _ in range(3):
        page.press_button("theme")
        seen[page.element("theme").get_attribute("aria-label")] = ground()
    assert seen["Look: light"] != seen["Look: dark"]
    page.press_button("theme")
    theme = page.element("theme").get_attribute("aria-label")
    page.open(page.image)
    assert page.element("theme").get_attribute("aria-label") == theme
    page.script("localStorage.clear()")


def test_an_image_that_fails_is_an_entry_with_its_reason(anywhere, image_named):
    page = anywhere.open()
    number = image_named("broken.png")
    page.api("GET", f"images/{number}/cells")  # which has it predicted
    page.wait(lambda: page.api("GET", f"images/{number}")["state"] == "failed")
    page.wait(lambda: "its end is missing" in page.text("image-list"))


def test_names_are_text(anywhere, image_named):
    page = anywhere.open(image_named("<b>bold.png"))
    assert "<b>bold.png" in page.text("image-list")
    assert page.driver.find_elements(By.CSS_SELECTOR, "#image-list b") == []


def test_a_thousand_cells(anywhere, image_named):
    page = anywhere.open(image_named("thousand.png"))
    shown = len(page.cells())
    assert shown > 500
    page.wait(lambda: page.text("table-count") == f"{shown} cells", 120)
    rows = page.driver.find_elements(By.CSS_SELECTOR, "#table tbody tr[data-id]")
    assert 5 < len(rows) < 100  # only those in sight are made
    page.wait(lambda: look(page, "cells")[0] > 10_000)


def test_a_large_image_asks_for_what_is_in_view(anywhere, image_named):
    page = anywhere.open(image_named("wide.png"))
    page.wait(lambda: look(page, "tiles")[0] > 300 * 300)
    page.press("z")

    def asked(word):
        names = page.script("return performance.getEntriesByType('resource').map(e => e.name)")
        return [name for name in names if word in name]

    page.wait(lambda: asked("/tiles/0/"))
    assert len(asked("/tiles/0/")) < 40  # of 256
    boxes = [name.split("box=")[1].split("&")[0] for name in asked("/cells?box")]
    page.wait(lambda: any(float(box.split(",")[2]) < 4000 for box in boxes) or asked("step=1"))


def test_a_phone(page):
    page.driver.set_window_size(390, 844)
    page.open(page.image)
    wide = page.script("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1]
    panes = page.driver.find_elements(By.CSS_SELECTOR, "#panes button")
    for pane, part in zip(panes, ("images", "stage", "panel"), strict=True):
        pane.click()
        assert page.element(part).is_displayed()
    panes[1].click()
    cell = next(iter(page.cells().values()))
    page.stroke(page.middle(cell))
    before, after = page.edit(page.press_button, "tool-delete")
    assert before.keys() - after.keys() == {cell["id"]}
