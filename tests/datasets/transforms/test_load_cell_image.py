"""The same array in training, in a test, for the guide and in prediction."""

import cv2
import numpy as np
import pytest
from mmdet.registry import TRANSFORMS

from mmcsam.datasets.cell_window import cut_windows
from mmcsam.datasets.transforms.load_cell_image import LoadCellImage
from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.source import open_source
from mmcsam.inference.tiling import Box
from mmcsam.inference.window import read_window
from mmcsam.structures.rle import encode_crop


@pytest.fixture
def path(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 5000, (32, 40, 3), np.uint16)
    assert cv2.imwrite(str(tmp_path / "a.png"), pixels)
    return tmp_path / "a.png"


def test_as_prediction_and_guide_read_it(path):
    step = TRANSFORMS.build({"type": "LoadCellImage", "intensity": (100, 4000)})
    results = step({"img_path": str(path)})
    assert results["img"].dtype == np.uint8
    assert results["img_shape"] == results["ori_shape"] == (32, 40)
    mapping = IntensityMapping(100, 4000)
    with open_source(path) as source:
        predicted = read_window(source, Box(0, 0, 40, 32), mapping)
    np.testing.assert_array_equal(results["img"], predicted)
    cell = {"bbox": [0, 0, 40, 32], "rle": encode_crop(np.ones((32, 40)), 0, 0, (40, 32))}
    [window] = cut_windows(str(path), [cell], [0], None, 0.5, mapping)
    np.testing.assert_array_equal(window.image, predicted)
    shallow = cv2.imread(str(path))
    assert shallow.max() < 25 < results["img"].mean()  # what MMDetection would have seen


def test_bad_intensities():
    with pytest.raises(ValueError, match="the lower first"):
        LoadCellImage((3, 2))
    assert repr(LoadCellImage((0, 4095))) == "LoadCellImage(intensity=(0, 4095))"
