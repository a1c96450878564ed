"""Whole fields: what is labelled is what is drawn."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.smear import CLASSES, draw_numbered_smear

SIZE = (256, 192)


def draw(index, **settings):
    return draw_numbered_smear(0, index, SIZE, **{"cell_sizes": 1.4, **settings})


SMEARS = [draw(index) for index in range(30)]


def test_form():
    for smear in SMEARS:
        assert (smear.image.shape, smear.image.dtype) == ((192, 256, 3), np.uint8)
        assert len(smear.masks) == len(smear.labels)
        assert all(mask.image_size == SIZE for mask in smear.masks)
    assert CLASSES == ("plasma cell", "other nucleated cell")


def test_counts():
    plasma = np.array([smear.labels.count(0) for smear in SMEARS])
    others = np.array([smear.labels.count(1) for smear in SMEARS])
    assert plasma.min() == 0
    assert 2 < plasma.mean() < 8
    assert 4 < others.mean() < 16


def test_the_same_again_and_others_for_other_numbers():
    again = draw(3)
    np.testing.assert_array_equal(again.image, SMEARS[3].image)
    assert [mask.rle for mask in again.masks] == [mask.rle for mask in SMEARS[3].masks]
    assert (draw_numbered_smear(1, 3, SIZE, 1.4).image != again.image).any()


def test_cells_are_darker_than_what_is_around():
    found = []
    for smear in SMEARS:
        labelled = np.zeros(SIZE[::-1], bool)
        for mask in smear.masks:
            rows, cols = mask.crop.shape
            labelled[mask.top : mask.top + rows, mask.left : mask.left + cols] |= mask.crop > 0
        if labelled.any():
            grey = smear.image.mean(axis=2)
            found.append(grey[labelled].mean() < np.median(grey[~labelled]))
    assert np.mean(found) == 1


@pytest.mark.parametrize("factor", [1.0, 1.4])
def test_sizes_vary_by_the_factor(factor):
    smears = [draw(index, cell_sizes=factor) for index in range(12)]
    widths = []
    for smear in smears:
        found = zip(smear.masks, smear.labels, strict=True)
        if own := [mask.crop.shape[1] for mask, label in found if label == 0]:
            widths.append(np.median(own))
    assert 20 < np.median(widths) < 50
    assert max(widths) / min(widths) < (2.0 if factor == 1.0 else 2.9)
