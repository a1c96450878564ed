import cv2
import numpy as np
import pytest
from drawn_instances import draw_masks, make_pair

from mmcsam.evaluation import (
    AveragePrecisionMeasure,
    ChallengeScoreMeasure,
    Evaluation,
    ImagePair,
    MeanIoUMeasure,
    PanopticQualityMeasure,
    best_ious,
)
from mmcsam.structures.rle import encode_crop


def disc(radius):
    y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
    return (x**2 + y**2 <= radius**2).astype(np.uint8)


def full_size_images(junk):
    """Two images of 2560x1920: cells, predictions that lack 4 px all round, and junk."""
    rng = np.random.default_rng(0)
    for number in range(2):
        cells = [(rng.integers(80, 200), 420 * k + 10, 30 + 350 * number) for k in range(6)]
        truth, found = (
            [
                encode_crop(disc(radius - less), left + less, top + less, (2560, 1920))
                for radius, left, top in cells
            ]
            for less in (0, 4)
        )
        wrong = [encode_crop(disc(90), 420 * k + 10, 1500, (2560, 1920)) for k in range(len(cells))]
        predictions = found + wrong if junk else found
        scores = np.r_[np.full(len(found), 0.9), np.full(len(predictions) - len(found), 1.0)]
        yield {"cell": ImagePair(f"{number}.bmp", (1920, 2560), truth, predictions, scores)}


def test_junk_does_not_change_it():
    metrics = (
        ChallengeScoreMeasure,
        AveragePrecisionMeasure,
        PanopticQualityMeasure,
        MeanIoUMeasure,
    )
    clean, junk = (
        Evaluation(lambda: [metric() for metric in metrics], ["cell"])
        .extend(full_size_images(with_junk))
        .values()
        for with_junk in (False, True)
    )
    assert junk["SegPC"] == clean["SegPC"] > 0.9
    assert clean["AP50"] == clean["RQ"] == 1
    for key in ("AP", "PQ", "mIoU"):
        assert junk[key] < 0.85 * clean[key], key


@pytest.mark.parametrize("size", [(1920, 2560), (1536, 2040), (40, 50)])
def test_equals_the_rule_on_whole_masks(size):
    rng = np.random.default_rng(2)
    truth = draw_masks(rng, 4)
    prediction = np.roll(truth, 2, axis=1)
    truth, prediction = (
        np.array([cv2.resize(mask, size[::-1]) for mask in masks]) for masks in (truth, prediction)
    )
    small = [
        [cv2.resize(mask, (1440, 1080), interpolation=cv2.INTER_NEAREST) > 0 for mask in masks]
        for masks in (truth, prediction)
    ]
    expected = [max((a & b).sum() / (a | b).sum() for b in small[1]) for a in small[0]]
    assert max(expected) > 0
    np.testing.assert_allclose(best_ious(make_pair(truth, prediction)), expected, atol=1e-12)


def test_weighs_cells_alike():
    """One cell found exactly, then one of two missed; an image without cells has no say."""
    cell = np.ones((1, 4, 4), np.uint8)
    metric = ChallengeScoreMeasure()
    metric.add(make_pair(cell, cell))
    metric.add(make_pair(np.concatenate([cell, 0 * cell]), cell))
    metric.add(make_pair(cell[:0], cell))
    every, last = metric.figures(np.array([[1.0, 1, 1], [0, 0, 1]]))
    assert every == pytest.approx([2 / 3])
    assert np.isnan(last).all()
