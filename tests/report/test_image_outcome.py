import numpy as np
import pytest

from mmcsam.report.image_outcome import image_outcome


def test_found_missed_and_false(first):
    outcome = first.outcomes[0]
    assert outcome.partner.tolist() == [0, 1, -1]
    assert outcome.iou == pytest.approx([1, 80 / 120, 0])
    assert outcome.best_iou == pytest.approx([1, 80 / 120, 0])
    assert outcome.false.tolist() == [False, False, True]  # the weak one is left out
    assert outcome.boundary_error == pytest.approx([0, 2])
    assert outcome.pq == pytest.approx((1 + 80 / 120) / (2 + 0.5 + 0.5))


def test_nothing_there_and_nothing_found(first):
    outcome = first.outcomes[2]
    assert outcome.found.shape == outcome.false.shape == (0,)
    assert np.isnan(outcome.pq)


def test_classes_are_matched_apart(first):
    pairs = first.images[0]["cell"], first.images[1]["cell"]
    outcome = image_outcome(dict(zip("xy", pairs, strict=True)), 0.5)
    assert outcome.partner.tolist() == [0, 1, -1, 3]
    assert len(outcome.prediction) == 4
    assert outcome.pq == pytest.approx((5 / 9 + 1) / 2)
