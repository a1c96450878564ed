"""The prediction of an image layer; a stand-in has what of a layer is looked at."""

from types import SimpleNamespace

import numpy as np
import pytest

from mmcsam.inference.cells import Cell, Cells
from mmcsam.napari_plugin import prediction
from mmcsam.napari_plugin.prediction import Prediction, shown_plane
from mmcsam.structures.instance_mask import InstanceMask


def layer(data, rgb=False, **more):
    ndim = np.ndim(data) - rgb
    values = {
        "data": data,
        "name": "scan",
        "ndim": ndim,
        "multiscale": False,
        "scale": np.arange(1.0, ndim + 1),
        "translate": np.arange(10.0, ndim + 10),
        "contrast_limits": [100, 4000],
        "source": SimpleNamespace(path=None),
        "world_to_data": lambda position: np.asarray(position[-ndim:]) / 2,
    }
    return SimpleNamespace(**(values | more))


@pytest.fixture
def segmenters(monkeypatch):
    """What was asked of the segmenter, which finds one cell of two pixels."""
    asked = []

    def make(model, **settings):
        def segment(image, name):
            asked.append({"model": model, **settings, "image": image, "name": name})
            height, width = image.shape[:2]
            mask = InstanceMask(np.ones((1, 2), np.uint8), 1, 2, (width, height))
            cells = (Cell(mask, 0.75, 1),)
            return Cells(cells, ("a", "b"), width, height, name, None, ("a note",))

        return segment

    monkeypatch.setattr(prediction, "Segmenter", make)
    return asked


def test_settings_and_result(segmenters):
    pixels = np.zeros((6, 5, 3), np.uint8)
    found = Prediction("cells", 40.0, 0.25)(layer(pixels, rgb=True))
    (asked,) = segmenters
    assert asked.pop("image") is pixels
    assert asked == {
        "model": "cells",
        "cell_width": 40.0,
        "score_threshold": 0.25,
        "intensity": None,
        "name": "scan",
    }
    labels, attributes, kind = found.layer
    assert (kind, found.notes) == ("labels", ("a note",))
    assert np.argwhere(labels).tolist() == [[2, 1], [2, 2]]
    assert attributes["name"] == "scan cells"
    assert attributes["features"]["class"] == ["b"]
    assert attributes["features"]["score"] == [0.75]
    assert attributes["metadata"]["mmcsam"]["file_name"] == "scan"


def test_contrast_limits_are_black_and_white_if_asked_for(segmenters):
    Prediction("cells", as_shown=True)(layer(np.zeros((4, 5), np.uint16)))
    assert segmenters[0]["intensity"] == (100.0, 4000.0)


def test_the_result_lies_where_the_plane_lies_and_is_named_as_its_file(segmenters):
    source = SimpleNamespace(path="/data/stack.tif")
    image = layer(np.zeros((3, 7, 6, 5), np.uint8), source=source)
    _, attributes, _ = Prediction("cells")(image, (2, 4, 0, 0)).layer
    assert attributes["scale"].tolist() == [3, 4]
    assert attributes["translate"].tolist() == [12, 13]
    assert attributes["metadata"]["mmcsam"]["file_name"] == "stack.tif"


@pytest.mark.parametrize(
    ("position", "place"),
    [((2, 8, 0, 0), (1, 4)), ((99, -99, 0, 0), (2, 0)), ((9, 2, 8, 0, 0), (1, 4))],
)
def test_the_plane_that_is_shown(position, place):
    """A viewer may have more axes than the layer, and stand beyond its ends."""
    stack = np.arange(3 * 7 * 6 * 5).reshape(3, 7, 6, 5)
    np.testing.assert_array_equal(shown_plane(layer(stack), position), stack[place])


def test_the_finest_of_several_scales(segmenters):
    finest = np.zeros((6, 5), np.uint8)
    image = layer(finest, multiscale=True)
    image.data = [finest, finest[::2, ::2]]
    assert shown_plane(image, ()) is finest
