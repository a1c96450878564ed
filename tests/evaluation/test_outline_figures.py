"""Boundary IoU, boundary AP and surface distances, by hand and against other libraries."""

import contextlib
import io

import cv2
import numpy as np
import pytest
import torch
from drawn_instances import SIZE, draw_pair_masks, make_pair

from mmcsam.evaluation import (
    AveragePrecisionMeasure,
    BoundaryAveragePrecisionMeasure,
    BoundaryIoUMeasure,
    Evaluation,
    SurfaceDistanceMeasure,
    dice,
)
from mmcsam.evaluation.measures import boundary_iou, surface_distance
from mmcsam.evaluation.measures.boundary_iou import boundary_band
from mmcsam.evaluation.pairs import coco_pairs
from mmcsam.structures.rle import encode_masks


@pytest.fixture(scope="module")
def masks():
    """True and predicted masks that are not empty, on the border and with holes too."""
    rng = np.random.default_rng(1)
    pairs = [draw_pair_masks(rng) for _ in range(12)]
    truth, prediction = (np.concatenate(each) for each in zip(*pairs, strict=True))
    return tuple(each[each.any(axis=(1, 2))][:25] for each in (truth, prediction))


@pytest.mark.parametrize("width", [1, 3])
def test_boundary_iou_on_whole_masks(masks, width):
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


def test_boundary_metric_is_the_mean_over_found_cells():
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


def test_boundary_ap_equals_faster_coco_eval(drawn, write_coco):
    faster = pytest.importorskip("faster_coco_eval")
    # Theirs treats no crowd regions apart, so here are none.
    paths = write_coco([(t, p, s, np.zeros(len(t), bool)) for t, p, s, _ in drawn])
    width = 2
    with contextlib.redirect_stdout(io.StringIO()):
        truth = faster.COCO(str(paths[0]))
        judged = faster.COCOeval_faster(
            truth,
            truth.loadRes(str(paths[1])),
            "boundary",
            boundary_dilation_ratio=width / np.hypot(*SIZE),
        )
        judged.evaluate()
        judged.accumulate()
        judged.summarize()
    categories, images = coco_pairs(*paths)
    evaluation = Evaluation(lambda: [BoundaryAveragePrecisionMeasure(width)], categories)
    ours = evaluation.extend(images).values()
    assert list(ours) == ["boundary_AP", "boundary_AP50", "boundary_AP75", "boundary_AR"]
    expected = [*judged.stats[:3], judged.stats[8]]
    assert list(ours.values()) == pytest.approx(expected, abs=1e-6)


def test_boundary_ap_hand_computed():
    """A cell found exactly, and one a row too low: mask IoU 30 / 42, boundary IoU 10 / 30."""
    truth = np.zeros((2, 20, 20), np.uint8)
    truth[0, 2:8, 2:8], truth[1, 12:18, 12:18] = 1, 1
    prediction = truth.copy()
    prediction[1] = np.roll(prediction[1], 1, axis=0)
    figures = []
    for metric in (BoundaryAveragePrecisionMeasure(1), AveragePrecisionMeasure()):
        metric.add(make_pair(truth, prediction, [0.9, 0.8]))
        figures.append(metric.figures(np.ones((1, 1)))[0])
    half = 51 / 101  # of the recalls
    assert figures[0] == pytest.approx([half, half, half, 0.5])
    # The mask IoU is enough for 0.5 to 0.7, five of ten.
    assert figures[1] == pytest.approx([(1 + half) / 2, 1, half, 0.75])


def test_boundary_of_no_width():
    with pytest.raises(ValueError, match="width must be at least 1 pixel, got 0"):
        boundary_band(np.ones((3, 3), np.uint8), 0)


def test_surface_distances_equal_monai(masks):
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


def test_surface_metric_hand_computed():
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
