"""Everything without a mouse."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

FOCUSED = """
const e = document.activeElement;
return e.id || e.dataset.column || e.getAttribute('role') || e.textContent.trim();
"""


def to(page, name):
    """Go to an element by Tab, as far as that leads."""
    for _ in range(120):
        if page.script("return document.activeElement.id") == name:
            return
        page.press(Keys.TAB)
    raise AssertionError(f"Tab does not lead to {name}")


def test_tab_reaches_everything(page):
    page.wait(lambda: page.text("table-count") == "8 cells")
    reached = []
    page.press(Keys.TAB)
    while (at := page.script(FOCUSED)) not in reached[:1] and len(reached) < 120:
        reached.append(at)
        page.press(Keys.TAB)
    wanted = "model predict-one open-export open-training open-settings theme open-help add-files"
    wanted += " zoom-in threshold colour filled finished stage tool-draw tab-table csv score"
    assert [name for name in wanted.split() if name not in reached] == []
    image = page.driver.find_element(By.CSS_SELECTOR, "#image-list button")
    assert any(image.text.split("\n")[0] in words for words in reached)


def test_the_focus_is_seen(page):
    for name in ("open-export", "stage", "threshold"):
        to(page, name)
        style = page.script(
            "const s = getComputedStyle(document.activeElement);"
            "return [s.outlineStyle, parseFloat(s.outlineWidth)]"
        )
        assert style[0] != "none"
        assert style[1] >= 2


def test_choose_and_delete(page):
    first = page.cells()
    to(page, "stage")
    page.press(".")
    page.wait(lambda: page.text("said").startswith("Cell "))
    page.press(".", ",", ".")
    number = int(page.text("said").split()[1].strip(","))
    before, after = page.edit(page.press, Keys.DELETE)
    assert before == first
    assert before.keys() - after.keys() == {number}


def test_draw_with_the_arrow_keys(page):
    to(page, "stage")
    page.press("b")
    page.press(Keys.ARROW_LEFT, Keys.ARROW_UP, Keys.ENTER)
    page.press(*[Keys.ARROW_RIGHT] * 6, *[Keys.ARROW_DOWN] * 6)
    before, after = page.edit(page.press, Keys.ENTER)
    (new,) = [after[number] for number in after.keys() - before.keys()]
    assert new["box"][2] == new["box"][3]
    page.press("x", *[Keys.ARROW_UP] * 5, Keys.ENTER, *[Keys.ARROW_DOWN] * 10)
    before, after = page.edit(page.press, Keys.ENTER)
    assert len(after) == len(before) + 1


def test_table_by_arrow_keys(page):
    page.wait(lambda: page.text("table-count") == "8 cells")
    to(page, "csv")
    while page.script("return document.activeElement.tagName") != "TR":
        page.press(Keys.TAB)
    page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    chosen = page.driver.find_elements(By.CSS_SELECTOR, "#table tr[aria-selected=true]")
    assert [int(row.get_attribute("aria-rowindex")) for row in chosen] == [4]
    number = int(chosen[0].get_attribute("data-id"))
    before, after = page.edit(page.press, Keys.DELETE)
    assert before.keys() - after.keys() == {number}


def test_images_finish_and_dialogs(page):
    page.press("g")
    page.wait(lambda: page.api("GET", f"images/{page.image}")["finished"])
    page.wait(lambda: page.script("return location.hash") != f"#image={page.image}")
    page.press(Keys.PAGE_UP)
    page.wait(lambda: page.script("return location.hash") == f"#image={page.image}")
    page.wait(lambda: page.element("finished").is_selected())
    page.press("?")
    page.wait(lambda: page.element("help").is_displayed())
    page.press(Keys.ESCAPE)
    page.wait(lambda: not page.element("help").is_displayed())
    page.api("PUT", f"images/{page.image}/finished", {"finished": False})
    page.wait(lambda: not page.element("finished").is_selected())


def test_letters_can_be_switched_off(page):
    page.script(
        "const l = document.getElementById('letters'); l.checked = false;"
        "l.dispatchEvent(new Event('input'))"
    )
    to(page, "open-export")
    page.press("d")
    assert page.element("tool-select").get_attribute("aria-pressed") == "true"
    to(page, "stage")
    page.press("d")
    assert page.element("tool-draw").get_attribute("aria-pressed") == "true"
    page.script("localStorage.clear()")


def test_the_documentation_names_every_key(page):
    from repository import ROOT

    page.press("?")
    keys = page.wait(lambda: page.driver.find_elements(By.CSS_SELECTOR, "#help-keys kbd"))
    text = (ROOT / "docs/page.md").read_text()
    assert [key.text for key in keys if f"`{key.text}`" not in text] == []
