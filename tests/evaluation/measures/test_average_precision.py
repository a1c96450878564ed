import contextlib
import io

import numpy as np
import pytest
from drawn_instances import make_pair
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from mmcsam.evaluation import AveragePrecisionMeasure, Evaluation
from mmcsam.evaluation.measures import average_precision
from mmcsam.evaluation.pairs import coco_pairs

KEYS = ("AP", "AP50", "AP75", "AR")


def evaluate(paths, max_dets=100):
    categories, images = coco_pairs(*paths)
    return Evaluation(lambda: [AveragePrecisionMeasure(max_dets)], categories).extend(images)


def reference(paths, max_dets=100, coco=COCO, evaluator=COCOeval):
    with contextlib.redirect_stdout(io.StringIO()):
        truth = coco(str(paths[0]))
        judged = evaluator(truth, truth.loadRes(str(paths[1])), "segm")
        judged.params.maxDets = [max_dets]
        judged.evaluate()
        judged.accumulate()
    precision, recall = (judged.eval[name][..., 0, -1] for name in ("precision", "recall"))
    precision = precision.reshape(10, 101)
    figures = [precision.mean(), precision[0].mean(), precision[5].mean(), recall.mean()]
    return dict(zip(KEYS, figures, strict=True))


def test_hand_computed():
    """Two cells; found at IoU 1, then a false find, then found at IoU 0.8."""
    truth = np.zeros((2, 10, 20), np.uint8)
    truth[0, :, :5], truth[1, :, 10:15] = 1, 1
    prediction = np.zeros((3, 10, 20), np.uint8)
    prediction[0, :, 10:14], prediction[1, :, :5], prediction[2, :, 16:] = 1, 1, 1
    metric = AveragePrecisionMeasure()
    metric.add(make_pair(truth, prediction, [0.1, 0.9, 0.5]))
    # Recall 0 to 0.5 at precision 1, 51 points; up to IoU 0.8, also 0.51 to 1 at 2/3.
    high, low = (51 + 50 * 2 / 3) / 101, 51 / 101
    (figures,) = metric.figures(np.ones((1, 1)))
    assert figures == pytest.approx([0.7 * high + 0.3 * low, high, high, 0.7 + 0.3 * 0.5])


def test_equals_pycocotools(drawn, write_coco):
    paths = write_coco(drawn)
    assert evaluate(paths).values() == pytest.approx(reference(paths), abs=1e-9)


@pytest.mark.parametrize("max_dets", [1, 3])
def test_equals_pycocotools_with_fewer_detections(drawn, write_coco, max_dets):
    paths = write_coco(drawn)
    ours = evaluate(paths, max_dets).values()
    assert ours == pytest.approx(reference(paths, max_dets), abs=1e-9)
    assert ours["AR"] < evaluate(paths).values()["AR"]


def test_equals_faster_coco_eval(drawn, write_coco):
    faster = pytest.importorskip("faster_coco_eval")
    paths = write_coco(drawn)
    theirs = reference(paths, coco=faster.COCO, evaluator=faster.COCOeval_faster)
    assert evaluate(paths).values() == pytest.approx(theirs, abs=1e-6)


def test_order_of_equal_scores_is_that_of_the_ids(drawn, write_coco):
    images = [
        {"id": n, "file_name": f"{n}.png", "height": 40, "width": 50} for n in range(12, 0, -1)
    ]
    paths = write_coco(drawn, images=images)
    assert evaluate(paths).values() == pytest.approx(reference(paths), abs=1e-9)


def test_whole_weights_repeat_the_images(drawn):
    rng = np.random.default_rng(0)
    # No two scores are equal: repeated ones would come in another order.
    pairs = [make_pair(t, p, rng.permutation(len(p)) + rng.random(), c) for t, p, _, c in drawn]
    weights = rng.integers(0, 4, (5, len(pairs))).astype(float)
    metric = AveragePrecisionMeasure()
    for pair in pairs:
        metric.add(pair)
    for row, figures in zip(weights, metric.figures(weights), strict=True):
        repeated = AveragePrecisionMeasure()
        for pair, times in zip(pairs, row, strict=True):
            for _ in range(int(times)):
                repeated.add(pair)
        (expected,) = repeated.figures(np.ones((1, int(row.sum()))))
        np.testing.assert_allclose(figures, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("truths", "predictions", "expected"), [(0, 0, np.nan), (0, 1, np.nan), (1, 0, 0)]
)
def test_nothing_true_or_predicted(truths, predictions, expected):
    metric = AveragePrecisionMeasure()
    masks = np.ones((1, 4, 4), np.uint8)
    metric.add(make_pair(masks[:truths], masks[:predictions]))
    np.testing.assert_array_equal(metric.figures(np.ones((1, 1))), np.full((1, 4), expected))


def test_at_least_one_detection():
    with pytest.raises(ValueError, match="max_dets must be at least 1, got 0"):
        AveragePrecisionMeasure(0)


def test_weights_of_predictions():
    """A wrong prediction that counts thrice."""
    found = np.array([[False, True]])
    precision, recall = average_precision(
        found, ~found & False, np.array([1]), np.array([[3.0, 1.0]])
    )
    assert (precision.item(), recall.item()) == (pytest.approx(0.25), 1)
