"""axe-core finds no serious fault; it is not part of this repository (npm install axe-core)."""

import os
from pathlib import Path

import pytest
from repository import ROOT

NODE_PATH = os.environ.get("NODE_PATH", "").split(os.pathsep)
PLACES = [ROOT / "node_modules", *(Path(place) for place in NODE_PATH if place)]


@pytest.fixture(scope="session")
def axe():
    found = [place / "axe-core/axe.min.js" for place in PLACES]
    found = [path for path in found if path.is_file()]
    if not found:
        pytest.skip("no axe-core: npm install --no-save axe-core")
    return found[0].read_text()


def faults(page, axe):
    """Return serious and critical faults, with the elements that have them."""
    page.script(axe)
    result = page.driver.execute_async_script("axe.run().then(arguments[0])")
    return [
        (fault["id"], [node["html"][:100] for node in fault["nodes"]])
        for fault in result["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("look", ("light", "dark"))
@pytest.mark.parametrize("size", ((1400, 900), (390, 844)))
def test_page(page, axe, look, size):
    page.driver.set_window_size(*size)
    page.script("document.documentElement.dataset.look = arguments[0]", look)
    page.wait(lambda: page.text("table-count") == "8 cells")
    page.press(".")
    assert faults(page, axe) == []
    if size[0] < 800:
        for pane in page.driver.find_elements("css selector", "#panes button"):
            pane.click()
            assert faults(page, axe) == []
    page.press_button("tab-counts")
    assert faults(page, axe) == []


@pytest.mark.parametrize("look", ("light", "dark"))
@pytest.mark.parametrize("name", ("export", "training", "settings", "help"))
def test_dialogs(page, axe, name, look):
    page.script("document.documentElement.dataset.look = arguments[0]", look)
    page.press_button(f"open-{name}")
    page.wait(lambda: page.element(name).is_displayed())
    assert faults(page, axe) == []
