"""One window of an image: what the network sees, and cells in the image's own pixels."""

import numpy as np
import pytest
from fake_backend import AS_IT_IS, FakeBackend

from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.source import open_source
from mmcsam.inference.backends.pytorch import Detection
from mmcsam.inference.pipeline_steps import PipelineSteps
from mmcsam.inference.preparation import Preparation
from mmcsam.inference.scale import Scale
from mmcsam.inference.tiling import Box
from mmcsam.inference.window import window_cells
from mmcsam.jobs.problem import UnusableFileError


class OneDetection(FakeBackend):
    """Finds one square of 6 pixels at (4, 2) of the window, and keeps what it has seen."""

    def __init__(self, full=False):
        super().__init__()
        self.full = full

    def detect(self, data, area=1.0):
        self.seen, self.area = data["inputs"].numpy(), area
        return [Detection(np.ones((6, 6), bool), 4, 2, 0.75, 1)], self.full


def look(image, place, backend, mapping=None, notes=None):
    source = open_source(image, name="a.png")
    scale = Scale(1.0, 64, (source.width, source.height), False, True, 32.0 * 32.0, "given")
    notes = [] if notes is None else notes
    return window_cells(
        source, place, scale, Preparation(PipelineSteps(AS_IT_IS)), backend, mapping, notes
    )


def test_masks_are_in_the_images_pixels():
    (cell,) = look(np.zeros((90, 80), np.uint8), Box(64, 0, 80, 64), OneDetection())
    assert (cell.mask.bbox, cell.score, cell.label) == ((68, 2, 6, 6), 0.75, 1)
    assert tuple(cell.mask.image_size) == (80, 90)


def test_what_lies_behind_the_image_is_cut_off():
    (cell,) = look(np.zeros((90, 71), np.uint8), Box(64, 0, 128, 64), OneDetection())
    assert cell.mask.bbox == (68, 2, 3, 6)
    assert look(np.zeros((90, 67), np.uint8), Box(64, 0, 128, 64), OneDetection()) == []


def test_what_the_network_sees():
    """Blue first; black behind the image; the limits follow the area."""
    image = np.zeros((40, 50, 3), np.uint8)
    image[:] = (1, 2, 3)
    backend = OneDetection()
    look(image, Box(0, 0, 64, 64), backend)
    assert backend.seen.shape == (3, 64, 64)
    assert backend.seen[:, 39, 49].tolist() == [3, 2, 1]
    assert backend.seen[:, 40].max() == backend.seen[:, :, 50].max() == 0
    assert backend.area == 4.0


def test_the_limit_is_noted_once():
    notes = []
    for _ in range(2):
        look(np.zeros((64, 64), np.uint8), Box(0, 0, 64, 64), OneDetection(full=True), notes=notes)
    assert notes == ["the detector's limit of objects was reached; there may be more"]


def test_depth():
    deep = np.full((64, 64), 3000, np.uint16)
    with pytest.raises(ValueError, match=r"a\.png: its intensities are uint16, expected 8 bits"):
        look(deep, Box(0, 0, 64, 64), OneDetection())
    backend = OneDetection()
    look(deep, Box(0, 0, 64, 64), backend, IntensityMapping(1000, 5000))
    assert set(backend.seen.ravel().tolist()) == {128}


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("mapping", [None, IntensityMapping(0, 1)])
def test_pixels_that_are_no_intensities(value, mapping):
    """To 8 bits a NaN would become whatever the processor makes of it."""
    image = np.zeros((64, 64), np.float32)
    image[5, 7] = value
    with pytest.raises(UnusableFileError, match=r"a\.png: some pixels are NaN or infinite"):
        look(image, Box(0, 0, 64, 64), OneDetection(), mapping)
    assert look(image, Box(0, 6, 64, 64), OneDetection(), IntensityMapping(0, 1))  # not in it
