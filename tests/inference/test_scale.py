"""At what scale the network sees an image."""

import numpy as np
import pytest

from mmcsam.images.source import open_source
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.pipeline_steps import PipelineSteps
from mmcsam.inference.scale import choose_scale
from mmcsam.inference.tiling import Box
from mmcsam.structures.instance_mask import InstanceMask

PACK = {"type": "PackDetInputs"}
FIT = {"type": "Resize", "scale": (320, 240), "keep_ratio": True}
WHOLE = {"type": "Resize", "scale_factor": 1.0, "keep_ratio": True}
PAD = {"type": "Pad", "size": (2560, 1920)}


def choose(width, height, *steps, width_of_cells=None, pixel_um=None, **known):
    card = ModelCard("a", ("cell",), {}, [*steps, PACK], **known)
    source = open_source(np.zeros((height, width), np.uint8), name="a")
    return choose_scale(PipelineSteps(card.pipeline), card, source, width_of_cells, pixel_um, 1024)


@pytest.mark.parametrize(
    ("size", "steps", "tiled"),
    [
        ((2560, 1920), [FIT], False),  # a fit makes any image small
        ((20_000, 9_000), [FIT], False),
        ((2560, 1920), [WHOLE, PAD], False),  # what a test shows at once
        ((2561, 1920), [WHOLE, PAD], True),
        ((1024, 1000), [WHOLE], False),
        ((1025, 1000), [WHOLE], True),
    ],
)
def test_as_in_a_test_while_that_is_possible(size, steps, tiled):
    scale = choose(*size, *steps)
    assert scale.tiled is tiled
    assert scale.as_in_test is not tiled


def test_images_so_thin_that_a_side_would_become_0_pixels():
    """Black is added instead: 20,000 x 1 at 320/20,000 would be 320 x 0.016."""
    scale = choose(20_000, 1, FIT)
    assert (scale.as_in_test, scale.tiled) == (False, False)
    assert scale.whole == Box(0, 0, 20_000, 4_000)
    assert scale.network_size == (320, 64)
    assert choose(20_000, 32, FIT).as_in_test


def test_a_given_scale():
    """Cells of 50 pixels that were 41 in training; 64 network pixels are whole image pixels."""
    scale = choose(1000, 700, FIT, width_of_cells=50.0, cell_width=41.0)
    assert (scale.factor, scale.steps, scale.tiled) == (64 / 78, 78, False)
    assert scale.network_size == (13 * 64, 9 * 64)
    assert scale.whole == Box(0, 0, 13 * 78, 9 * 78)
    assert scale.to_image(Box(64, 0, 128, 192)) == Box(78, 0, 156, 234)
    assert scale.origin == "cells 50 pixels wide"


def test_pixel_size():
    scale = choose(1000, 700, FIT, pixel_um=0.25, pixel_size=0.5)
    assert scale.factor == 0.5
    assert scale.origin == "0.25 micrometres a pixel"


def test_what_the_model_does_not_know():
    with pytest.raises(ValueError, match="does not know its cell width, so that --cell-width"):
        choose(10, 10, FIT, width_of_cells=5.0)
    with pytest.raises(ValueError, match="does not know its pixel size, so that --pixel-size"):
        choose(10, 10, FIT, pixel_um=0.5)


def test_masks_in_network_pixels():
    scale = choose(1000, 700, FIT, pixel_um=0.25, pixel_size=0.5)
    mask = InstanceMask(np.ones((5, 3), np.uint8), 11, 20, (1000, 700))
    assert scale.to_network(mask) == Box(5, 10, 7, 13)


def test_limits_follow_the_area():
    scale = choose(5120, 1920, WHOLE, PAD)
    assert scale.area_of(Box(0, 0, 2560, 2560)) == 1.0
    assert choose(5000, 5000, WHOLE).area_of(Box(0, 0, 1024, 1024)) == 1.0  # not known


@pytest.mark.parametrize(("width", "said"), [(20, True), (21, False), (82, False), (83, True)])
def test_cells_of_another_size_than_in_training(width, said):
    scale = choose(100, 100, WHOLE)
    notes = scale.notes([(width, width)], 41.0)
    assert bool(notes) is said
    assert scale.notes([], 41.0) == scale.notes([(5, 5)], None) == []
