"""What was shown as saved is there: after kill -9, and when another window changes it too."""

import pytest
from selenium.webdriver.common.keys import Keys


@pytest.fixture
def own(own_server):
    """A page with a server of its own."""
    return own_server("discs.png")


def shown_as(page, state):
    return page.element("saved").get_attribute("data-state") == state


def test_kill_in_mid_work_and_start_again(own):
    page = own
    cell = next(iter(page.cells().values()))
    page.stroke(page.middle(cell))
    page.edit(page.press, Keys.DELETE)
    page.press("d")
    page.edit(page.stroke, (95, 95), (115, 95), (115, 115), (95, 115), (95, 97))
    saved = page.cells()
    page.server.kill()
    # A correction while nobody answers is kept, and said not to be saved.
    image = {"width": 400, "height": 300}
    page.api, asked = (lambda *_: image), page.api
    page.stroke((95, 185), (115, 185), (115, 205), (95, 205), (95, 187))
    page.wait(lambda: shown_as(page, "unsaved"))
    assert "does not answer" in page.text("saved")
    page.wait(lambda: page.element("away").is_displayed())
    page.api = asked
    page.server.start()
    page.wait(page.server.ready, 300)
    page.wait(lambda: shown_as(page, "saved"))
    page.wait(lambda: not page.element("away").is_displayed())
    after = page.cells()
    assert {number: after[number] for number in saved} == saved
    assert len(after) == len(saved) + 1
    page.open(1)
    assert page.cells() == after


def test_another_window_is_not_overwritten(own):
    page = own
    page.script("window.EventSource = null")
    first, second = list(page.cells())[:2]
    page.stroke(page.middle(page.cells()[first]))
    # As a window whose news were lost: the image is changed without the page knowing of it.
    page.script(
        "window.realFetch = window.fetch;"
        "window.fetch = async (...call) => {"
        "  if (!window.changed && call[0].endsWith('/edits')) {"
        "    window.changed = true;"
        "    const edit = {kind: 'delete', cells: [arguments[0]]};"
        "    const body = JSON.stringify({revision: JSON.parse(call[1].body).revision, edit});"
        "    await window.realFetch(call[0], {...call[1], body});"
        "  }"
        "  return window.realFetch(...call);"
        "}",
        second,
    )
    page.press(Keys.DELETE)
    page.wait(lambda: "changed in another window" in page.text("notes"))
    assert page.cells().keys() >= {first}
    assert second not in page.cells()
    page.wait(lambda: page.text("table-count") == f"{len(page.cells())} cells")
    page.wait(lambda: shown_as(page, "saved"))
    before, after = page.edit(page.press, Keys.DELETE)  # done again, as the page asks for
    assert before.keys() - after.keys() == {first}


def test_news_from_another_window(own):
    page = own
    page.wait(lambda: page.text("table-count") == "8 cells")
    gone = next(iter(page.cells()))
    edit = {"kind": "delete", "cells": [gone]}
    page.api("POST", "images/1/edits", {"revision": page.revision(), "edit": edit})
    page.wait(lambda: page.text("table-count") == "7 cells")
    page.wait(lambda: "7 cells" in page.text("image-list"))
