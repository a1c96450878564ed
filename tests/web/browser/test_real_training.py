"""A training of a small network, begun in the page: nothing in it is pretended."""

import pytest
from browser_page import BrowserPage
from fake_backend import pack_tiny_model
from page_images import PageImages

from mmcsam.inference.model.packed_model import read_card


@pytest.fixture
def page(browser, servers, tmp_path):
    """Two images of discs, whose cells are known, and a model of random weights."""
    images = PageImages(tmp_path / "images")
    for name in ("a.png", "b.png"):
        images.add_discs(name)
    model = pack_tiny_model(tmp_path / "old.mmcsam")
    server = servers(
        images.write(["cell"]), tmp_path / "project", "learning_server.py", more=(model, 1)
    )
    browser.set_window_size(1400, 900)
    page = BrowserPage(browser, server.address)
    page.wait(server.ready, 300)
    page.server = server
    return page


def test_from_finished_images_to_the_new_model(page):
    for number in (1, 2):
        page.open(number)
        page.press_button("finished")
        page.wait(lambda image=number: page.api("GET", f"images/{image}")["finished"])
    page.press_button("open-training")
    page.wait(lambda: "2 finished images" in page.text("training-words"))
    page.press_button("training-start")
    page.wait(lambda: page.element("training-stop").is_displayed())
    page.wait(lambda: "Old against new" in page.text("training-table"), 900)
    status = page.api("GET", "trainings/current")
    assert status["state"] == "finished" and status["iteration"] == status["of"] == 36
    assert len(status["loss"]) == page.script(
        "return document.querySelector('#training-curves polyline').points.numberOfItems"
    )
    assert "cross" in status["message"] or "others only" in page.text("training-message")
    assert page.text("training-table").count("PQ") == 1
    page.press_button("training-use")
    page.wait(lambda: page.api("GET", "project")["model"] == "old-corrected-1")
    card = read_card(page.server.project / "models/old-corrected-1.mmcsam")
    assert "2 corrected images with 16 cells" in card.description
