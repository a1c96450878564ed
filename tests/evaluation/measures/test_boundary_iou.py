import cv2
import numpy as np
import pytest
from drawn_instances import make_pair

from mmcsam.evaluation.measures import BoundaryIoUMeasure, boundary_iou
from mmcsam.evaluation.measures.boundary_iou import boundary_band
from mmcsam.structures.rle import encode_crop, encode_masks


@pytest.mark.parametrize("width", [1, 3])
def test_equals_the_authors_way_on_whole_masks(masks, width):
    """The authors' way: pad the image by a zero, erode by 3x3 as often as the band is wide."""

    def band(mask):
        padded = np.pad(mask, 1)
        inner = cv2.erode(padded, np.ones((3, 3), np.uint8), iterations=width)
        return (padded - inner)[1:-1, 1:-1] > 0

    truth, prediction = masks
    pairs = np.argwhere(np.ones((len(truth), len(prediction))))
    ours = boundary_iou(encode_masks(truth), encode_masks(prediction), pairs, width)
    true, predicted = ([band(mask) for mask in each] for each in masks)
    theirs = [(true[i] & predicted[j]).sum() / (true[i] | predicted[j]).sum() for i, j in pairs]
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


def test_mean_over_found_cells():
    truth = np.zeros((2, 20, 20), np.uint8)
    truth[0, 2:8, 2:8], truth[1, 12:18, 12:18] = 1, 1
    prediction = truth.copy()
    prediction[1] = np.roll(prediction[1], 1, axis=0)
    metric = BoundaryIoUMeasure(1)
    metric.add(make_pair(truth, prediction))
    # Rings of 20 pixels: shifted by a row they share 5 of each side.
    shared = (boundary_band(truth[1], 1) & boundary_band(prediction[1], 1)).sum()
    assert shared == 10
    assert metric.figures(np.ones((1, 1)))[0] == pytest.approx([(1 + 10 / 30) / 2])


def test_boundary_of_no_width():
    with pytest.raises(ValueError, match="width must be at least 1 pixel, got 0"):
        boundary_band(np.ones((3, 3), np.uint8), 0)


def test_band_of_a_ring_lies_on_both_sides_of_the_hole():
    crop = np.ones((7, 7), np.uint8)
    crop[3, 3] = 0
    rows = ["1111111", "1000001", "1011101", "1010101", "1011101", "1000001", "1111111"]
    assert boundary_band(crop, 1).tolist() == [list(map(int, row)) for row in rows]


def test_a_band_wider_than_the_cell_is_the_cell():
    crop = np.ones((4, 6), np.uint8)
    assert boundary_band(crop, 2).all()
    assert not boundary_band(crop, 1)[1:3, 1:5].any()


def test_iou_in_a_crowd_is_the_share_of_the_prediction():
    """Rings of 16 and 8 pixels, of which 5 lie on the crowd's."""
    crowd, cell = (
        encode_crop(np.ones((5, 5)), 0, 0, (9, 9)),
        encode_crop(np.ones((3, 3)), 0, 0, (9, 9)),
    )
    pairs = np.array([[0, 0]])
    assert boundary_iou([crowd], [cell], pairs, 1).tolist() == [5 / (16 + 8 - 5)]
    assert boundary_iou([crowd], [cell], pairs, 1, np.array([True])).tolist() == [5 / 8]


def test_empty_and_distant_masks_share_nothing():
    cell, far = (encode_crop(np.ones((2, 2)), left, 0, (9, 9)) for left in (0, 6))
    empty = encode_crop(np.zeros((2, 2)), 0, 0, (9, 9))
    pairs = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert boundary_iou([cell, empty], [far, empty], pairs, 1).tolist() == [0, 0, 0, 0]
