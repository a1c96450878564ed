import numpy as np
from drawn_instances import make_pair
from drawn_strips import strips

from mmcsam.evaluation.measures import CountErrorsMeasure, count_errors


def test_hand_computed():
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
