import numpy as np
import pytest
from drawn_instances import make_pair
from drawn_strips import strips

from mmcsam.evaluation.measures import F1Measure, f1_score


def test_equals_stardist(labels, evaluate):
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


def test_where_instances_overlap():
    """Both cells overlap the first prediction; only one assignment finds both."""
    iou = np.array([[0.9, 0.6], [0.6, 0.0]])
    assert f1_score(iou) == (1, 1, 1)
    assert f1_score(iou, 0.7) == (0.5, 0.5, 0.5)


def test_mean_and_empty_images():
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
