import contextlib
import io

import numpy as np
import pytest
from drawn_instances import SIZE, make_pair

from mmcsam.evaluation import Evaluation
from mmcsam.evaluation.measures import AveragePrecisionMeasure, BoundaryAveragePrecisionMeasure
from mmcsam.evaluation.pairs import coco_pairs


def test_equals_faster_coco_eval(drawn, write_coco):
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


def test_hand_computed():
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
