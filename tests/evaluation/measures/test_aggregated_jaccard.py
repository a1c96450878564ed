import numpy as np
import pytest
from drawn_instances import make_pair
from drawn_strips import strips

from mmcsam.evaluation.measures import AggregatedJaccardMeasure, aggregated_jaccard_index


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


def test_equals_the_definition(labels, evaluate):
    indices = [jaccard_of_labels(*images) for images in labels]
    defined = [index for index in indices if index is not None]
    assert evaluate(AggregatedJaccardMeasure, labels)["AJI"] == pytest.approx(np.mean(defined))


def test_nothing_true_or_predicted():
    nothing, area = np.zeros(0), np.array([5])
    assert np.isnan(aggregated_jaccard_index(np.zeros((0, 0)), nothing, nothing))
    assert aggregated_jaccard_index(np.zeros((1, 0)), area, nothing) == 0
    assert aggregated_jaccard_index(np.zeros((0, 1)), nothing, area) == 0


def test_images_without_cells_have_no_say():
    """Of a cell of 10 pixels a prediction has 8; nothing in the second image; a miss."""
    measure = AggregatedJaccardMeasure()
    measure.add(make_pair(strips((0, 10)), strips((0, 8))))
    measure.add(make_pair(strips(), strips()))
    measure.add(make_pair(strips((0, 10)), strips()))
    every, second = measure.figures(np.array([[1.0, 1, 1], [0, 1, 0]]))
    assert every == pytest.approx([0.4])
    assert np.isnan(second).all()
