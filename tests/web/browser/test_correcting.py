"""Corrections by mouse: each changes what it should and nothing else, and is saved."""

import pytest
from selenium.webdriver.common.keys import Keys


def test_an_opened_image_has_its_cells(page):
    cells = page.cells()
    assert len(cells) == 8  # of 12, those with a score of 0.5 and more
    page.wait(lambda: page.text("table-count") == "8 cells")
    assert page.text("saved") == "Saved"


def cell_at(cells, x, y):
    """Return the cell whose box holds a point."""
    for cell in cells.values():
        left, top, width, height = cell["box"]
        if left <= x < left + width and top <= y < top + height:
            return cell
    return None


@pytest.fixture
def all_shown(page):
    """The page with all 12 discs: no score is too low."""
    page.script(
        "const s = document.getElementById('threshold'); s.value = 0.05;"
        "s.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    page.wait(lambda: len(page.cells()) == 12)
    page.wait(lambda: page.text("table-count") == "12 cells")
    yield page
    page.api("PATCH", "project", {"threshold": 0.5})


def test_delete(all_shown):
    page = all_shown
    page.stroke((60, 60))
    before, after = page.edit(page.press, Keys.DELETE)
    assert set(before) - set(after) == {cell_at(before, 60, 60)["id"]}
    assert len(after) == 11
    page.wait(lambda: page.text("table-count") == "11 cells")
    assert page.text("said") == "1 cell deleted"


def test_delete_several(all_shown):
    page = all_shown
    page.stroke((60, 60))
    page.stroke((150, 60), shift=True)
    page.stroke((210, 20), (390, 100), shift=True)  # a box around two more
    before, after = page.edit(page.press, Keys.DELETE)
    assert len(before) - len(after) == 4


def test_draw(all_shown):
    page = all_shown
    page.press("d")
    around = [(95, 95), (115, 95), (115, 115), (95, 115), (95, 97)]
    before, after = page.edit(page.stroke, *around)
    (new,) = [after[number] for number in after.keys() - before.keys()]
    assert (new["origin"], new["score"], new["class"]) == ("hand", None, 0)
    assert new["area"] == pytest.approx(400, rel=0.15)


def test_draw_by_corners(all_shown):
    page = all_shown
    page.press("d")
    for corner in ((95, 95), (115, 95), (115, 115), (95, 115)):
        page.stroke(corner)
    before, after = page.edit(page.stroke, (95, 95))
    (new,) = [after[number] for number in after.keys() - before.keys()]
    assert new["area"] == pytest.approx(400, rel=0.1)


@pytest.mark.parametrize("strokes", ([((95, 95), (117, 119))], [((95, 95),), ((117, 119),)]))
def test_box(all_shown, strokes):
    page = all_shown
    page.press("b", "2")

    def box():
        for stroke in strokes:
            page.stroke(*stroke)

    before, after = page.edit(box)
    (new,) = [after[number] for number in after.keys() - before.keys()]
    left, top, width, height = new["box"]
    assert (left, top) == (pytest.approx(95, abs=3), pytest.approx(95, abs=3))
    assert (width, height) == (pytest.approx(22, abs=4), pytest.approx(24, abs=4))
    assert (new["class"], new["origin"]) == (1, "hand")


def test_brush_and_eraser(all_shown):
    page = all_shown
    number = cell_at(page.cells(), 60, 60)["id"]
    page.press("p")
    before, after = page.edit(page.stroke, (60, 60), (100, 60))
    assert after[number]["area"] > before[number]["area"] + 50
    assert after[number]["box"][0] + after[number]["box"][2] > 99
    page.press("e")
    before, after = page.edit(page.stroke, (100, 60), (86, 60))
    assert after[number]["area"] < before[number]["area"]
    assert len(after) == 12
    assert after[number]["origin"] == "hand"


def test_split_and_merge(all_shown):
    page = all_shown
    page.press("x")
    before, after = page.edit(page.stroke, (60, 30), (60, 90))
    assert len(after) == 13
    halves = [after[number] for number in after.keys() - before.keys()]
    assert len(halves) == 2
    assert {half["area"] for half in halves} != {0}
    page.press(Keys.ESCAPE, "m")
    page.edit(page.stroke, (45, 60), (75, 60))
    assert len(page.cells()) == 12
    whole = cell_at(page.cells(), 60, 60)
    assert whole["area"] == pytest.approx(cell_at(before, 60, 60)["area"], rel=0.05)


def test_merge_the_chosen(all_shown):
    page = all_shown
    page.stroke((240, 240))
    page.stroke((286, 240), shift=True)
    before, after = page.edit(page.press, "m")
    assert len(before) - len(after) == 1


def test_class_of_the_chosen(all_shown):
    page = all_shown
    cell = cell_at(page.cells(), 60, 60)
    page.stroke((60, 60))
    before, after = page.edit(page.press, str(2 - cell["class"]))
    assert after[cell["id"]]["class"] == 1 - cell["class"]
    changed = [number for number in after if after[number]["class"] != before[number]["class"]]
    assert changed == [cell["id"]]


def test_undo_and_redo_survive_a_reload(page):
    first = page.cells()
    cell = next(iter(first.values()))
    page.stroke(page.middle(cell))
    page.edit(page.press, Keys.DELETE)
    page.press("d")
    page.edit(page.stroke, (95, 95), (115, 95), (115, 115), (95, 115), (95, 97))
    last = page.cells()
    page.open(page.image)
    assert page.cells() == last
    page.edit(page.press, "z", ctrl=True)
    page.edit(page.press_button, "tool-undo")
    assert page.cells() == first
    page.wait(lambda: page.element("tool-undo").get_attribute("disabled"))
    page.edit(page.press, "z", ctrl=True, shift=True)
    page.edit(page.press, "y", ctrl=True)
    assert page.cells() == last


def test_ten_corrections_take_ten_strokes_and_eight_keys(all_shown):
    """Three wrong cells, three missed, two taken for one twice, two of the wrong class."""
    page = all_shown
    for x in (60, 150, 240):
        page.stroke((x, 60))
        page.press(Keys.DELETE)
    page.press("b")
    for x in (105, 195, 285):
        page.stroke((x - 12, 93), (x + 12, 117))
    page.press("x")
    for x in (60, 150):
        page.stroke((x, 120), (x, 180))
    page.press("v")
    wanted = {}
    for x in (60, 150):
        cell = cell_at(page.cells(), x, 240)
        wanted[cell["id"]] = 1 - cell["class"]
        page.stroke((x, 240))
        page.press(str(2 - cell["class"]))
    page.wait(lambda: len(page.cells()) == 14)  # 12 - 3 + 3 + 2
    page.wait(lambda: {n: page.cells()[n]["class"] for n in wanted} == wanted)
    assert (page.strokes, page.presses) == (10, 8)
