import numpy as np
import pytest
from drawn_instances import make_pair
from drawn_strips import strips

from mmcsam.evaluation import (
    AveragePrecisionMeasure,
    Evaluation,
    PanopticQualityMeasure,
    default_measures,
)


def evaluation_of(drawn, names=("cell",)):
    evaluation = Evaluation(default_measures, names)
    for truth, prediction, scores, crowd in drawn:
        evaluation.add({name: make_pair(truth, prediction, scores, crowd) for name in names})
    return evaluation


def test_one_image_is_as_that_image_alone(drawn):
    """More images than per_image looks at in one go."""
    images = [drawn[number % len(drawn)] for number in range(70)]
    rows = evaluation_of(images).per_image()
    for number in (0, 3, 63, 64, 69):
        alone = evaluation_of([images[number]]).values()
        assert {key: row[number] for key, row in rows.items()} == pytest.approx(alone, nan_ok=True)


def test_whole_weights_repeat_the_images(drawn):
    evaluation = evaluation_of(drawn)
    weights = np.random.default_rng(0).integers(0, 3, (1, len(drawn))).astype(float)
    repeated = [image for image, n in zip(drawn, weights[0], strict=True) for _ in range(int(n))]
    (row,) = evaluation.sample(weights)
    figures = dict(zip(evaluation.keys, row, strict=True))
    expected = evaluation_of(repeated).values()
    ranked = {key for key in figures if key.startswith(("AP", "boundary_AP"))}
    assert {key: figures[key] for key in figures if key not in ranked} == pytest.approx(
        {key: expected[key] for key in expected if key not in ranked}, nan_ok=True
    )
    # Here scores tie inside images, which repeating puts into another order.
    assert {key: figures[key] for key in ranked} == pytest.approx(
        {key: expected[key] for key in ranked}, abs=0.05
    )


def test_no_images():
    evaluation = Evaluation(default_measures, ["cell"])
    for figures in (evaluation.values, evaluation.per_image):
        with pytest.raises(ValueError, match="there is no image to evaluate"):
            figures()


def test_images_without_cells_or_predictions(drawn):
    masks = drawn[0][0][:1]
    assert len(masks) == 1
    figures = evaluation_of([(masks[:0], masks[:0], [], [])]).values()
    defined = {key for key, value in figures.items() if not np.isnan(value)}
    pixels = {"mIoU", "cell_IoU", "background_IoU", "mIoU_image"}
    counts = {"cells_true", "cells_predicted", "count_error", "missed", "false_finds"}
    assert defined == pixels | counts | {"overcount", "undercount", "merged", "split"}
    missed = evaluation_of([(masks, masks[:0], [], [False])]).values()
    assert [missed[key] for key in ("AP", "PQ", "F1_50", "AJI", "SegPC", "missed")] == [0] * 5 + [1]
    invented = evaluation_of([(masks[:0], masks, [0.9], [])]).values()
    assert [invented[key] for key in ("PQ", "F1_50", "AJI", "false_finds")] == [0] * 3 + [1]
    assert np.isnan([invented[key] for key in ("AP", "AR", "SegPC", "recall_50")]).all()


def test_a_class_called_mean():
    with pytest.raises(ValueError, match="a class is called 'mean'"):
        Evaluation(default_measures, ["mean", "cell"])


@pytest.fixture
def two_classes():
    """Half of the cells' panoptic quality in one class, nothing there in the other but once."""
    evaluation = Evaluation(lambda: [PanopticQualityMeasure()], ["a", "b"])
    found, nothing = make_pair(strips((0, 4)), strips((0, 4))), make_pair(strips(), strips())
    missed = make_pair(strips((0, 4)), strips())
    evaluation.add({"a": found, "b": nothing})
    evaluation.add({"a": found, "b": missed})
    return evaluation


def test_mean_is_over_the_classes_in_which_a_figure_is_defined(two_classes):
    assert two_classes.categories == ("a", "b")
    assert two_classes.values("a")["PQ"] == 1
    assert two_classes.values("b")["PQ"] == 0
    assert two_classes.values()["PQ"] == 0.5
    assert two_classes.per_image()["PQ"].tolist() == [1, 0.5]
    assert np.isnan(two_classes.per_image("b")["PQ"][0])


def test_score_threshold_is_for_measures_that_see_no_scores():
    pair = make_pair(strips((0, 4), (6, 9)), strips((0, 4), (6, 9)), [0.9, 0.6])
    measures = [AveragePrecisionMeasure, PanopticQualityMeasure]
    evaluation = Evaluation(lambda: [measure() for measure in measures], ["cell"], 0.7)
    evaluation.add({"cell": pair})
    assert evaluation.keys == ("AP", "AP50", "AP75", "AR", "PQ", "SQ", "RQ")
    assert evaluation.values()["AP"] == 1
    assert evaluation.values()["RQ"] == pytest.approx(1 / 1.5)


def test_interval_holds_the_figure_and_narrows_with_its_level(drawn):
    evaluation = evaluation_of(drawn)
    value = evaluation.values()["PQ"]
    wide, narrow = (evaluation.intervals(200, level)["PQ"] for level in (0.95, 0.5))
    assert wide.low < narrow.low < value < narrow.high < wide.high
    assert evaluation.intervals(200)["PQ"] == wide
    assert evaluation.intervals(200, seed=1)["PQ"] != wide


def test_interval_of_one_image_is_its_figure(drawn):
    evaluation = evaluation_of(drawn[:1])
    values, intervals = evaluation.values(), evaluation.intervals(5)
    for key, value in values.items():
        assert intervals[key] == pytest.approx((value, value), nan_ok=True)
