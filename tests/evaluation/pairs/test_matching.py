from itertools import permutations

import numpy as np
import pytest

from mmcsam.evaluation import match_instances


def best_of_all(iou, threshold):
    """Try every assignment; return how many pairs the best one has and their total IoU."""
    rows, columns = iou.shape
    if rows > columns:
        return best_of_all(iou.T, threshold)
    best = (0, 0.0)
    for chosen in permutations(range(columns), rows):
        values = [iou[pair] for pair in enumerate(chosen) if iou[pair] >= threshold]
        best = max(best, (len(values), sum(values)))
    return best


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.9])
def test_most_pairs_and_then_the_highest_total(threshold):
    rng = np.random.default_rng(0)
    counts = []
    for _ in range(60):
        iou = rng.random(rng.integers(1, 5, 2))
        true, predicted = match_instances(iou, threshold)
        assert len(set(true)) == len(set(predicted)) == len(true)
        assert true.tolist() == sorted(true)
        matched = iou[true, predicted]
        assert (matched >= threshold).all()
        count, total = best_of_all(iou, threshold)
        assert (len(matched), matched.sum()) == (count, pytest.approx(total))
        counts.append(count)
    assert max(counts) > 1


def test_two_weak_pairs_beat_a_strong_one():
    true, predicted = match_instances(np.array([[0.9, 0.5], [0.5, 0.0]]))
    assert (true.tolist(), predicted.tolist()) == ([0, 1], [1, 0])


def test_the_threshold_itself_is_enough():
    for threshold, pairs in ((0.5, 1), (0.50001, 0)):
        assert len(match_instances(np.array([[0.5]]), threshold)[0]) == pairs
    assert match_instances(np.array([[0.99, 1.0]]), 1)[1].tolist() == [1]


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 2)])
def test_no_overlap(shape):
    assert [each.tolist() for each in match_instances(np.zeros(shape))] == [[], []]


@pytest.mark.parametrize("threshold", [0, -0.5, 1.01])
def test_threshold_out_of_range(threshold):
    with pytest.raises(ValueError, match=rf"must lie in \(0, 1\], got {threshold}"):
        match_instances(np.zeros((1, 1)), threshold)
