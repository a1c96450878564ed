"""Predicting in the background, a second model, and a training."""

import pytest


@pytest.fixture
def own(own_server):
    """A page with a server of its own: five images, the second of which waits for a file."""
    return own_server("a.png", "b-slow.png", "c.png", "d.png", "e.png")


def test_predict_all_with_rest_time_and_stop(own):
    page = own
    page.press_button("predict-all")
    page.wait(lambda: page.element("prediction").is_displayed())
    page.wait(lambda: "Image 2 of 5" in page.text("prediction-text"))
    assert "min left" in page.text("prediction-text")
    page.press_button("prediction-stop")
    (page.server.images / "go").touch()
    page.wait(lambda: not page.element("prediction").is_displayed())
    states = [image["state"] for image in page.api("GET", "images")]
    assert states == ["ready", "ready", "waiting", "waiting", "waiting"]
    page.press_button("predict-all")
    page.wait(lambda: {image["state"] for image in page.api("GET", "images")} == {"ready"})
    page.wait(lambda: page.text("image-list").count("8 cells") == 5)


def test_a_second_model_is_compared(own):
    page = own
    page.script(
        "const o = document.getElementById('other-model'); o.value = 'second';"
        "o.dispatchEvent(new Event('change'))"
    )
    page.wait(lambda: "second (" in page.text("legend"))
    page.wait(
        lambda: "second (4)" in page.text("legend")
    )  # of 6, those with a score of 0.5 and more


def test_another_model_is_chosen(own):
    page = own
    page.script(
        "const m = document.getElementById('model'); m.value = 'second';"
        "m.dispatchEvent(new Event('change'))"
    )
    page.wait(lambda: page.api("GET", "project")["model"] == "second")
    page.wait(lambda: "Model second" in page.text("notes"))


def test_training_needs_finished_images_and_says_so(own):
    page = own
    page.press_button("open-training")
    assert "0 finished images" in page.text("training-words")
    page.press_button("training-start")
    page.wait(lambda: "no image is marked as finished" in page.text("training-message"))


def test_a_training_from_start_to_the_new_model(own):
    page = own
    page.press_button("finished")
    page.wait(lambda: page.api("GET", "images/1")["finished"])
    page.press_button("open-training")
    page.wait(lambda: "1 finished image." in page.text("training-words"))
    page.press_button("training-start")
    page.wait(lambda: "60 of 120" in page.text("training-rest"))
    assert "3 min left" in page.text("training-rest")
    lines = "return document.querySelectorAll('#training-curves polyline').length"
    page.wait(lambda: page.script(lines) == 2)
    (page.server.project / "go").touch()
    page.wait(lambda: "Old against new" in page.text("training-table"))
    assert "0.486 (0.444 to 0.529)" in page.text("training-table")
    page.press_button("training-use")
    page.wait(lambda: page.api("GET", "project")["model"] == "second")


def test_a_training_is_stopped(own):
    page = own
    page.api("PUT", "images/1/finished", {"finished": True})
    page.press_button("open-training")
    page.press_button("training-start")
    page.wait(lambda: page.element("training-stop").is_displayed())
    page.press_button("training-stop")
    page.wait(lambda: "Stopped" in page.text("training-message"))
    assert page.element("training-start").is_displayed()
