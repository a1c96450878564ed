import warnings

import numpy as np
import pytest
from drawn_instances import make_pair
from drawn_strips import strips

from mmcsam.evaluation import AdditiveMeasure, Figure


class PredictionsPerCell(AdditiveMeasure):
    """How many predictions there are for each cell, and how many cells."""

    info = (Figure("ratio", "", "", ""), Figure("cells", "", "", "", "cells", ""))

    def statistics(self, pair):
        return len(pair.prediction), len(pair.truth)

    def from_sums(self, sums):
        return np.column_stack([sums[:, 0] / sums[:, 1], sums[:, 1]])


@pytest.fixture
def measure():
    measure = PredictionsPerCell()
    measure.add(make_pair(strips((0, 4)), strips((0, 4), (5, 6), (7, 8))))
    measure.add(make_pair(strips((0, 4), (5, 6), (7, 8)), strips((0, 4))))
    measure.add(make_pair(strips(), strips()))
    return measure


def test_figures_are_those_of_the_weighted_sums(measure):
    weights = np.array([[1.0, 1, 1], [2, 0, 5], [1, 3, 0], [0.5, 0.5, 0]])
    expected = [[1, 4], [3, 2], [0.6, 10], [1, 2]]
    np.testing.assert_allclose(measure.figures(weights), expected)


def test_a_division_by_zero_gives_nan_and_no_warning(measure):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ((ratio, cells),) = measure.figures(np.array([[0.0, 0, 1]]))
    assert np.isnan(ratio)
    assert cells == 0
