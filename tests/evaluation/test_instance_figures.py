"""PQ, F1, AJI and counting errors, by hand and against other libraries."""

import numpy as np
import pytest
import torch
from drawn_instances import draw_labels, make_pair, split_labels

from mmcsam.evaluation import (
    AggregatedJaccardMeasure,
    CountErrorsMeasure,
    Evaluation,
    F1Measure,
    PanopticQualityMeasure,
    aggregated_jaccard_index,
)
from mmcsam.evaluation.measures import count_errors, f1_score, panoptic_quality


@pytest.fixture(scope="module")
def labels():
    rng = np.random.default_rng(5)
    return [draw_labels(rng) for _ in range(20)]


def evaluate(metric, labels):
    evaluation = Evaluation(lambda: [metric()], ["cell"])
    for truth, prediction in labels:
        evaluation.add({"cell": make_pair(split_labels(truth), split_labels(prediction))})
    return evaluation.values()


def strips(*rows, width=20):
    """Masks of one row of pixels, each from a first to behind a last pixel."""
    masks = np.zeros((len(rows), 1, width), np.uint8)
    for mask, (first, end) in zip(masks, rows, strict=True):
        mask[0, first:end] = 1
    return masks


def test_panoptic_quality_equals_torchmetrics(labels):
    functional = pytest.importorskip("torchmetrics.functional.detection")
    # Category 1 is a thing, 0 is stuff that takes the background.
    truth, prediction = (
        torch.from_numpy(np.stack([np.stack([image > 0, image], -1) for image in images]))
        for images in zip(*labels, strict=True)
    )
    theirs = functional.panoptic_quality(
        prediction.long(),
        truth.long(),
        things={1},
        stuffs={0},
        return_per_class=True,
        return_sq_and_rq=True,
    )
    ours = evaluate(PanopticQualityMeasure, labels)
    assert list(ours.values()) == pytest.approx(theirs[0].tolist(), abs=1e-6)


def test_panoptic_quality_hand_computed():
    assert panoptic_quality(np.array([[0.9, 0.0], [0.0, 0.5]])) == pytest.approx((0.7, 0.7, 1))
    assert panoptic_quality(np.zeros((2, 0))) == (0, 0, 0)
    assert np.isnan(panoptic_quality(np.zeros((0, 0)))).all()


def test_f1_equals_stardist(labels):
    stardist = pytest.importorskip("stardist.matching")
    ours = evaluate(F1Measure, labels)
    truths, predictions = zip(*labels, strict=True)
    for percent in range(50, 100, 5):
        theirs = stardist.matching_dataset(
            truths, predictions, thresh=percent / 100, show_progress=False
        )
        assert ours[f"F1_{percent}"] == pytest.approx(theirs.f1, abs=1e-9)
        if percent == 50:
            assert ours["precision_50"] == pytest.approx(theirs.precision, abs=1e-9)
            assert ours["recall_50"] == pytest.approx(theirs.recall, abs=1e-9)


def test_f1_where_instances_overlap():
    """Both cells overlap the first prediction; only one assignment finds both."""
    iou = np.array([[0.9, 0.6], [0.6, 0.0]])
    assert f1_score(iou) == (1, 1, 1)
    assert f1_score(iou, 0.7) == (0.5, 0.5, 0.5)


def test_f1_mean_and_empty_images():
    metric = F1Measure()
    metric.add(make_pair(strips((0, 10)), strips((0, 8))))  # IoU 0.8
    metric.add(make_pair(strips(), strips()))
    both, second = metric.figures(np.array([[1.0, 1.0], [0.0, 1.0]]))
    keys = [figure.key for figure in metric.info]
    figures = dict(zip(keys, both, strict=True))
    assert figures["F1_80"] == 1
    assert figures["F1_85"] == 0
    assert figures["F1_50_95"] == pytest.approx(0.7)
    assert np.isnan(second).all()
    assert f1_score(np.zeros((0, 3)))[:2] == (0, 0)
    assert np.isnan(f1_score(np.zeros((0, 3))).recall)


def jaccard_of_labels(truth, prediction):
    """The definition, pixel by pixel: each cell takes its best prediction."""
    taken, overlap, total = set(), 0, 0
    for cell in range(1, truth.max() + 1):
        mask, best = truth == cell, (0, None)
        for guess in np.unique(prediction[mask & (prediction > 0)]):
            other = prediction == guess
            iou = (mask & other).sum() / (mask | other).sum()
            best = max(best, (iou, -guess), key=lambda each: each[0])
        if best[1] is None:
            total += mask.sum()
            continue
        other = prediction == -best[1]
        taken.add(-best[1])
        overlap += (mask & other).sum()
        total += (mask | other).sum()
    for guess in set(range(1, prediction.max() + 1)) - taken:
        total += (prediction == guess).sum()
    return overlap / total if total else None


def test_jaccard_equals_the_definition(labels):
    indices = [jaccard_of_labels(*images) for images in labels]
    defined = [index for index in indices if index is not None]
    assert evaluate(AggregatedJaccardMeasure, labels)["AJI"] == pytest.approx(np.mean(defined))


def test_jaccard_of_nothing():
    nothing, area = np.zeros(0), np.array([5])
    assert np.isnan(aggregated_jaccard_index(np.zeros((0, 0)), nothing, nothing))
    assert aggregated_jaccard_index(np.zeros((1, 0)), area, nothing) == 0
    assert aggregated_jaccard_index(np.zeros((0, 1)), nothing, area) == 0


def test_count_errors_hand_computed():
    """Cells of 4 at 0, 4 and 10; a prediction over the first two; the third in two halves."""
    truth = strips((0, 4), (4, 8), (10, 14), (16, 20))
    prediction = strips((0, 8), (10, 12), (12, 14), (16, 19))
    pair = make_pair(truth, prediction)
    # The prediction over two cells has IoU 0.5 with each, so it matches one; a half cell too.
    assert pair.iou[0, 0] == pair.iou[2, 1] == 0.5
    metric = CountErrorsMeasure()
    metric.add(pair)
    metric.add(make_pair(strips(), strips((0, 4), (6, 9))))
    (figures,) = metric.figures(np.ones((1, 2)))
    keys = [figure.key for figure in metric.info]
    assert dict(zip(keys, figures, strict=True)) == {
        "cells_true": 4,
        "cells_predicted": 6,
        "count_error": 1,  # (0 + 2) / 2
        "overcount": 2,
        "undercount": 0,
        "missed": 1,
        "false_finds": 3,
        "merged": 1,
        "split": 0,  # a half at IoU 0.5 is a match
    }


def test_images_counted_over_and_under_do_not_cancel_out():
    metric = CountErrorsMeasure()
    metric.add(make_pair(strips((0, 4)), strips((0, 4), (6, 9), (10, 12))))
    metric.add(make_pair(strips((0, 4), (6, 9)), strips((0, 4))))
    (figures,) = metric.figures(np.ones((1, 2)))
    found = dict(zip((figure.key for figure in metric.info), figures, strict=True))
    assert (found["overcount"], found["undercount"], found["count_error"]) == (2, 1, 1.5)


def test_split_needs_that_no_part_matches():
    truth, whole = strips((0, 10)), strips((0, 9), (1, 4))
    halves = strips((0, 4), (5, 9))
    for prediction, split in ((whole, 0), (halves, 1)):
        pair = make_pair(truth, prediction)
        errors = count_errors(pair.iou, pair.intersection, pair.truth_area, pair.prediction_area)
        assert errors.split == split


def test_an_empty_prediction_lies_nowhere():
    pair = make_pair(strips((0, 4)), strips((0, 0), (0, 0)))
    errors = count_errors(pair.iou, pair.intersection, pair.truth_area, pair.prediction_area)
    assert errors == (1, 2, 0, 0)
