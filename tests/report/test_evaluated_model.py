import numpy as np
import pytest
from drawn_models import FIRST, TRUTH

from mmcsam.evaluation import ImagePair


def test_counts(first, second):
    assert (first.true_count, first.predicted_count) == (4, 4)
    assert (second.true_count, second.predicted_count) == (4, 3)


def test_figures_are_the_evaluations(first):
    """Of one class the mean is the class itself, so it is not told twice."""
    assert list(first.figures) == ["mean"]
    values, intervals = first.evaluation.values(), first.evaluation.intervals(50)
    figures = first.figures["mean"]
    assert {key: each.value for key, each in figures.items()} == pytest.approx(values, nan_ok=True)
    for key, each in figures.items():
        assert each.interval == pytest.approx(intervals[key], nan_ok=True)


def test_figures_of_several_classes(evaluate):
    model = evaluate("m", FIRST, categories=("nucleus", "cytoplasm"))
    assert list(model.figures) == ["mean", "nucleus", "cytoplasm"]
    found = [model.figures[name]["recall_50"].value for name in model.figures]
    assert found == pytest.approx([0.75, 0.75, 0.75])
    assert (model.true_count, model.predicted_count) == (8, 8)


def test_crowds_and_weak_predictions_are_not_counted(evaluate):
    model = evaluate("m", {"a.png": FIRST["a.png"]})
    (pairs,) = model.images
    pair = pairs["cell"]
    crowd = np.array([False, False, True])
    pairs["cell"] = ImagePair(
        "a.png", pair.size, TRUTH["a.png"], pair.prediction, pair.scores, crowd
    )
    assert (model.true_count, model.predicted_count) == (2, 3)
