import numpy as np
import pytest
import torch
from drawn_instances import make_pair

from mmcsam.evaluation.measures import SurfaceDistanceMeasure, dice, surface_distance
from mmcsam.structures.rle import encode_masks


def test_distances_equal_monai(masks):
    monai = pytest.importorskip("monai.metrics")
    for truth in masks[0][:8]:
        for prediction in masks[1][:8]:
            tensors = [torch.from_numpy(mask)[None, None] for mask in (prediction, truth)]
            options = {"include_background": True}
            hd95 = monai.compute_hausdorff_distance(*tensors, percentile=95, **options)
            assd = monai.compute_average_surface_distance(*tensors, symmetric=True, **options)
            ours = surface_distance(*encode_masks([truth, prediction]))
            assert ours == pytest.approx((hd95.item(), assd.item()), rel=1e-6)


def test_dice_equals_monai(masks):
    monai = pytest.importorskip("monai.metrics")
    truth, prediction = (torch.from_numpy(each[:20])[:, None] for each in masks)
    theirs = monai.compute_dice(prediction, truth, include_background=True)[:, 0]
    ours = dice(make_pair(masks[0][:20], masks[1][:20]).iou.diagonal())
    assert ours.max() > 0
    assert ours == pytest.approx(theirs.numpy(), abs=1e-6)


def test_measure_hand_computed():
    """Squares of 4x4, shifted by a column: they share 12 pixels, and half of each outline."""
    truth, prediction = np.zeros((2, 1, 10, 10), np.uint8)
    truth[0, 2:6, 2:6], prediction[0, 2:6, 3:7] = 1, 1
    metric = SurfaceDistanceMeasure()
    metric.add(make_pair(truth, prediction))
    metric.add(make_pair(truth, prediction[:0]))
    first, second = metric.figures(np.eye(2))
    assert first == pytest.approx([0.75, 1, 0.5])
    assert np.isnan(second).all()


def test_distance_to_nothing():
    nothing, cell = encode_masks(np.stack([np.zeros((4, 4)), np.ones((4, 4))]).astype(np.uint8))
    assert surface_distance(cell, nothing) == (np.inf, np.inf)
    assert np.isnan(surface_distance(nothing, nothing)).all()
