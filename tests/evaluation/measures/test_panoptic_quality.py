import numpy as np
import pytest
import torch
from drawn_instances import make_pair
from drawn_strips import strips

from mmcsam.evaluation.measures import PanopticQualityMeasure, panoptic_quality


def test_equals_torchmetrics(labels, evaluate):
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


def test_hand_computed():
    assert panoptic_quality(np.array([[0.9, 0.0], [0.0, 0.5]])) == pytest.approx((0.7, 0.7, 1))
    assert panoptic_quality(np.zeros((2, 0))) == (0, 0, 0)
    assert np.isnan(panoptic_quality(np.zeros((0, 0)))).all()


def test_images_are_summed_up_before_dividing():
    """A pair of IoU 0.8, then a miss and a false find: 0.8 over 1 + 1/2 + 1/2."""
    measure = PanopticQualityMeasure()
    measure.add(make_pair(strips((0, 10)), strips((0, 8))))
    measure.add(make_pair(strips((0, 4)), strips((10, 14))))
    both, first, second = measure.figures(np.array([[1.0, 1], [1, 0], [0, 1]]))
    assert both == pytest.approx([0.4, 0.8, 0.5])
    assert first == pytest.approx([0.8, 0.8, 1])
    assert second.tolist() == [0, 0, 0]
