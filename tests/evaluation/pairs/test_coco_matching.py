import numpy as np

from mmcsam.evaluation.pairs.coco_matching import IOU_THRESHOLDS, match_by_score


def test_crowd_takes_any_number_and_counts_for_nothing():
    iou = np.array([[0.9, 0.7, 0.7], [0.6, 0.6, 0.1]])
    found, ignored = match_by_score(iou, np.array([True, False]), np.array([0.5]))
    # The first prefers the true cell, though it lies in the crowd region more.
    assert found.tolist() == [[True, False, False]]
    assert ignored.tolist() == [[False, True, True]]


def test_of_equal_overlaps_the_later_instance_is_taken():
    found, _ = match_by_score(np.array([[0.8, 0.8], [0.8, 0.1]]), thresholds=np.array([0.5]))
    assert found.tolist() == [[True, True]]


def test_the_better_prediction_chooses_first():
    """The second cell goes to the first prediction; the first cell is enough for one at 0.5."""
    iou = np.array([[0.6, 0.7], [0.8, 0.75]])
    found, ignored = match_by_score(iou, thresholds=np.array([0.5, 0.75]))
    assert found.tolist() == [[True, True], [True, False]]
    assert not ignored.any()


def test_a_cell_is_found_once():
    found, ignored = match_by_score(np.array([[0.7, 0.9, 0.9]]), thresholds=np.array([0.5, 0.8]))
    assert found.tolist() == [[True, False, False], [False, True, False]]
    assert not ignored.any()


def test_the_threshold_itself_is_enough():
    found, _ = match_by_score(np.array([[0.5]]), thresholds=np.array([0.5, 0.51]))
    assert found.tolist() == [[True], [False]]
    assert match_by_score(np.array([[1.0]]), thresholds=np.array([1.0])).found.tolist() == [[True]]


def test_a_crowd_alone_makes_no_find():
    found, ignored = match_by_score(np.array([[0.4, 0.6]]), np.array([True]), np.array([0.5]))
    assert found.tolist() == [[False, False]]
    assert ignored.tolist() == [[False, True]]


def test_nothing_true_or_predicted():
    for shape in ((0, 0), (0, 3), (2, 0)):
        found, ignored = match_by_score(np.zeros(shape))
        assert found.shape == ignored.shape == (len(IOU_THRESHOLDS), shape[1])
        assert not found.any()
        assert not ignored.any()
