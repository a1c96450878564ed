"""The command itself: open to others with a token, and with the model that comes with it."""

import json
import urllib.error
import urllib.request

import pytest
from browser_page import BrowserPage
from page_images import PageImages
from serve_process import ServeProcess


@pytest.fixture(scope="module")
def served(browser, tmp_path_factory):
    """A drawn smear, served to whoever knows the token."""
    folder = tmp_path_factory.mktemp("served")
    images = PageImages(folder / "smears")
    images.add_smear("smear.png", 0, 2, size=(384, 288))
    process = ServeProcess(images.folder, folder / "project", "--host", "0.0.0.0")
    yield process
    process.stop()


@pytest.fixture
def page(browser, served):
    """The page in a browser that has opened the address as it was printed."""
    browser.set_window_size(1400, 900)
    browser.delete_all_cookies()
    browser.get(f"{served.address}?token={served.token}")
    assert served.token not in browser.current_url
    return BrowserPage(browser, served.address, served.token).open(1)


@pytest.mark.parametrize("path", ["", "api/images", "api/events", "static/main.js"])
@pytest.mark.parametrize("token", ["", "?token=", "?token=guessed"])
def test_without_the_token_nothing_is_told(served, path, token):
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{served.address}{path}{token}", timeout=60)
    assert error.value.code == 401
    assert "open the address that the terminal shows" in json.load(error.value)["detail"]


def test_a_browser_without_the_token_sees_the_reason(browser, served):
    browser.get(served.address)  # a page of the site, whose cookies can be deleted
    browser.delete_all_cookies()
    browser.get(served.address)
    assert "the token is missing or wrong" in browser.page_source


def test_the_bundled_model_finds_cells_and_outlines_one_in_a_box(page):
    assert page.api("GET", "project")["model"] == "plasma-cells-drawn"
    found = page.cells()
    assert len(found) > 3
    page.wait(lambda: page.text("table-count") == f"{len(found)} cells")
    cell = max(found.values(), key=lambda one: one["area"])
    left, top, width, height = cell["box"]
    page.press("b")
    before, after = page.edit(page.stroke, (left, top), (left + width, top + height))
    (new,) = [after[number] for number in after.keys() - before.keys()]
    assert new["origin"] == "hand" and 0.5 < new["area"] / cell["area"] < 2


def test_news_reach_the_page_through_the_token(page):
    assert page.element("finished").get_property("checked") is False
    page.api("PUT", "images/1/finished", {"finished": True})
    page.wait(lambda: page.element("finished").get_property("checked"))
    page.api("PUT", "images/1/finished", {"finished": False})
    page.wait(lambda: not page.element("finished").get_property("checked"))
