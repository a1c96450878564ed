"""The plugin in napari itself: results open, labels are saved, the widget finds drawn cells.

`make napari` installs it in an environment of its own; elsewhere these tests are skipped.
"""

import json
import shutil

import cv2
import numpy as np
import pytest
import tifffile

from mmcsam.inference import Segmenter, predict_files
from mmcsam.inference.model.catalogue import DEFAULT, find_model

napari = pytest.importorskip("napari", reason="napari is not installed; make napari installs it")
WAIT = 60_000  # milliseconds, on a busy machine


@pytest.fixture(scope="module")
def smear(drawn):
    """A drawn smear's file; the fixture of all tests has drawn it."""
    return next((drawn / "train").rglob("*.png"))


@pytest.fixture(scope="module")
def cells(smear):
    return Segmenter(score_threshold=0.5)(smear)


@pytest.fixture
def viewer(make_napari_viewer):
    return make_napari_viewer()


@pytest.fixture
def dock(viewer):
    """Return the widget, as the window's menu opens it."""
    _, widget = viewer.window.add_plugin_dock_widget("mmcsam", "Find cells")
    return widget


def press(widget, qtbot, ended):
    """Press the button, and wait for the end and for the button to come back."""
    widget.call_button.native.click()
    qtbot.waitUntil(lambda: bool(ended()) and widget.call_button.enabled, timeout=WAIT)


def test_a_folder_of_results_opens(viewer, smear, cells, tmp_path):
    predict_files(Segmenter(), [smear], tmp_path / "out", formats=("coco", "labels"))
    [layer] = viewer.open(tmp_path / "out", plugin="mmcsam")
    assert isinstance(layer, napari.layers.Labels)
    np.testing.assert_array_equal(layer.data, cells.labels())
    assert layer.features["score"].tolist() == pytest.approx(cells.scores, abs=1e-6)
    assert layer.features["class"].tolist() == [cells.classes[cell.label] for cell in cells]
    y, x = np.argwhere(layer.data == 1)[0]
    assert f"class: {cells.classes[cells[0].label]}" in layer.get_status((y, x))["coordinates"]


def test_the_widget_finds_what_the_segmenter_finds(viewer, dock, qtbot, smear, cells, tmp_path):
    pixels = cv2.imread(str(smear))[..., ::-1]
    viewer.add_image(pixels, rgb=True, name="smear", scale=(2, 2))
    dock.image.reset_choices()
    assert dock.model.value == DEFAULT
    dock.call_button.native.click()
    qtbot.waitUntil(lambda: not dock.call_button.enabled, timeout=WAIT)
    qtbot.waitUntil(lambda: dock.call_button.enabled, timeout=WAIT)
    assert len(cells) > 0
    layer = viewer.layers["smear cells"]
    np.testing.assert_array_equal(layer.data, cells.labels())
    np.testing.assert_array_equal(layer.scale, (2, 2))
    assert len(layer.features) == len(cells)
    image, labels = tmp_path / "cells.json", tmp_path / "cells.tif"
    for path in (image, labels):
        assert viewer.layers.save(str(path), plugin="mmcsam", selected=False) == []
    viewer.layers.selection = {layer}
    for path in (image, labels):
        assert viewer.layers.save(str(path), plugin="mmcsam", selected=True) == [str(path)]
    np.testing.assert_array_equal(tifffile.imread(labels), cells.labels())
    written = json.loads(image.read_text())
    assert written["images"][0]["file_name"] == "smear"
    scores = [entry["score"] for entry in written["annotations"]]
    assert scores == pytest.approx(cells.scores)


def test_what_goes_wrong_in_the_thread_is_raised_in_the_window(viewer, dock, qtbot):
    """Where napari shows it."""
    viewer.add_image(np.zeros((64, 64), np.float32), name="deep")
    dock.image.reset_choices()
    with qtbot.capture_exceptions() as errors:
        press(dock, qtbot, lambda: errors)
    ((_, error, _),) = errors
    assert "its intensities are float32" in str(error)
    assert [layer.name for layer in viewer.layers] == ["deep"]
    dock.as_shown.value = True
    press(dock, qtbot, lambda: "deep cells" in viewer.layers)
    assert not viewer.layers["deep cells"].data.any()


def test_without_an_image_the_widget_says_so(dock, monkeypatch):
    said = []
    monkeypatch.setattr(napari.utils.notifications.notification_manager, "dispatch", said.append)
    dock.call_button.native.click()
    (warning,) = said
    assert warning.message == "No image is open; open one first"


def test_a_model_by_its_file_and_a_plane_of_a_stack(viewer, dock, qtbot, smear, tmp_path):
    pixels = np.ascontiguousarray(cv2.imread(str(smear))[..., ::-1])
    viewer.add_image(np.stack([np.zeros_like(pixels), pixels]), rgb=True, name="stack")
    dock.image.reset_choices()
    dock.model_file.value = tmp_path / "none.mmcsam"
    with qtbot.capture_exceptions() as errors:
        press(dock, qtbot, lambda: errors)
    assert "none.mmcsam" in str(errors[0][1])
    shutil.copy(find_model(), tmp_path / "mine.mmcsam")
    dock.model_file.value = mine = tmp_path / "mine.mmcsam"
    viewer.dims.set_point(0, 1)
    press(dock, qtbot, lambda: "stack cells" in viewer.layers)
    found = viewer.layers["stack cells"].data
    assert found.any()
    np.testing.assert_array_equal(found, Segmenter(mine)(pixels).labels())
