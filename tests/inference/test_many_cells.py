"""More cells than 16 bits can number."""

import json

import cv2
import numpy as np
import pytest
import tifffile
from fake_backend import FakeBackend, pack_tiny_model

from mmcsam.coco.reader import read_coco
from mmcsam.inference import Segmenter, predict_files
from mmcsam.inference.backends.pytorch import Detection

PITCH = 4
SIDE = 257
COUNT = SIDE**2
assert COUNT > 2**16


class GridBackend(FakeBackend):
    """Finds a cell of 2 x 2 pixels in every square of a grid, whatever the pixels are."""

    crop = np.ones((2, 2), np.uint8)

    def detect(self, data, area=1.0):
        height, width = data["inputs"].shape[1:]
        places = [(x, y) for y in range(0, height, PITCH) for x in range(0, width, PITCH)]
        return [Detection(self.crop, x + 1, y + 1, 0.9, 0) for x, y in places], False


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    cv2.imwrite(str(folder / "a.png"), np.zeros((SIDE * PITCH, SIDE * PITCH), np.uint8))
    model = pack_tiny_model(folder / "tiny.mmcsam")
    segmenter = Segmenter(model, device="cpu", tile=2048)
    segmenter.backend = GridBackend()
    report = predict_files(segmenter, [folder / "a.png"], folder / "out")
    assert (report.cells, report.problems, report.notes) == (COUNT, [], [])
    return folder / "out"


def test_label_image(out):
    labels = tifffile.imread(out / "labels/a.tif")
    assert labels.dtype == np.uint32
    numbers, counts = np.unique(labels, return_counts=True)
    assert np.array_equal(numbers, np.arange(COUNT + 1))
    assert set(counts[1:]) == {4}
    # Row by row, as equal scores are sorted.
    cell, grid = np.ones((2, 2), np.uint32), np.arange(1, COUNT + 1).reshape(SIDE, SIDE)
    assert np.array_equal(labels[1::PITCH, 1::PITCH], grid)
    assert np.array_equal(labels[1:3, 1 + PITCH : 3 + PITCH], 2 * cell)


def test_coco_file(out):
    annotations = json.loads((out / "instances.json").read_text())["annotations"]
    assert [annotation["id"] for annotation in annotations] == list(range(1, COUNT + 1))
    assert annotations[-1]["bbox"] == [1025.0, 1025.0, 2.0, 2.0]
    (image,) = read_coco(out / "instances.json").images
    assert len(image.instances) == COUNT
    assert json.loads((out / "run.json").read_text())["images"]["a"]["cells"] == COUNT
