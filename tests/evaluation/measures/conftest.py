import numpy as np
import pytest
from drawn_instances import draw_labels, draw_pair_masks, make_pair, split_labels

from mmcsam.evaluation import Evaluation


@pytest.fixture(scope="session")
def labels():
    """Twenty pairs of a true and a predicted label image."""
    rng = np.random.default_rng(5)
    return [draw_labels(rng) for _ in range(20)]


@pytest.fixture(scope="session")
def masks():
    """True and predicted masks that are not empty, on the border and with holes too."""
    rng = np.random.default_rng(1)
    pairs = [draw_pair_masks(rng) for _ in range(12)]
    truth, prediction = (np.concatenate(each) for each in zip(*pairs, strict=True))
    return tuple(each[each.any(axis=(1, 2))][:25] for each in (truth, prediction))


@pytest.fixture(scope="session")
def evaluate():
    """Return a function that evaluates a measure on pairs of label images."""

    def evaluate(measure, labels):
        evaluation = Evaluation(lambda: [measure()], ["cell"])
        for truth, prediction in labels:
            evaluation.add({"cell": make_pair(split_labels(truth), split_labels(prediction))})
        return evaluation.values()

    return evaluate
