import numpy as np
import pytest

from mmcsam.evaluation import ImagePair
from mmcsam.report.charts.quality_charts import (
    f1_by_iou_chart,
    f1_by_score_chart,
    precision_recall,
    precision_recall_charts,
)
from mmcsam.structures.rle import encode_crop


def test_area_under_precision_and_recall_is_ap(first, second):
    for model in (first, second):
        values = model.evaluation.values()
        curve = precision_recall(model.images, 100)
        assert curve.mean() == pytest.approx(values["AP"])
        assert curve[0].mean() == pytest.approx(values["AP50"])
        assert curve[5].mean() == pytest.approx(values["AP75"])


def test_precision_and_recall_by_random_predictions(evaluate):
    rng = np.random.default_rng(0)

    def cells(count):
        places = rng.integers(0, 20, (count, 2))
        return [encode_crop(np.ones((8, 9)), int(x), int(y), (40, 30)) for x, y in places]

    truth = {str(n): cells(6) for n in range(8)}
    found = {name: (masks[:4] + cells(5), rng.random(9)) for name, masks in truth.items()}
    model = evaluate("m", found, truth)
    assert precision_recall(model.images, 100).mean() == pytest.approx(
        model.evaluation.values()["AP"]
    )
    assert precision_recall(model.images, 100).mean() > 0


def test_f1_by_iou(first):
    (series,) = f1_by_iou_chart([first]).series
    values = first.evaluation.values()
    assert series.points[0] == (0.5, values["F1_50"])
    assert series.points[-1] == (0.95, values["F1_95"])
    assert len(series.points) == 10


def test_f1_by_score(first):
    (series,) = f1_by_score_chart([first]).series
    at = {round(score, 2): f1 for score, f1 in series.points}
    assert at[0.5] == pytest.approx(first.evaluation.values()["F1_50"])
    assert at[0.2] == pytest.approx(2 * 3 / (4 + 5))  # with the weak find
    assert at[0.9] == pytest.approx(2 * 2 / (4 + 2))


def test_f1_by_score_needs_scores(evaluate):
    model = evaluate("m", {"a": ([], [])}, {"a": []})
    chart = f1_by_score_chart([model])
    assert chart.series == []
    assert chart.absent


def test_precision_over_recall_hand_computed(first):
    """Of 4 cells at IoU 0.5: by score found, found, found, then a false find and a weak one."""
    curve = precision_recall(first.images, 100)
    assert curve[0].tolist() == [1] * 76 + [0] * 25
    # At 0.75 the third prediction, of IoU 2/3, is wrong, and two cells are found.
    assert curve[5].tolist() == [1] * 51 + [0] * 50
    assert precision_recall(first.images, 1)[0].tolist() == [1] * 51 + [0] * 50


def test_classes_without_true_cells_have_no_say(first):
    nothing = [{"other": ImagePair("a.png", (30, 40), [], [])} for _ in first.images]
    both = [a | b for a, b in zip(first.images, nothing, strict=True)]
    np.testing.assert_array_equal(precision_recall(both, 100), precision_recall(first.images, 100))
    assert np.isnan(precision_recall(nothing, 100)).all()


def test_titles_and_areas_of_precision_and_recall(first):
    charts = precision_recall_charts([first], 100)
    values = first.evaluation.values()
    for chart, key in zip(charts, ("AP50", "AP75", "AP"), strict=True):
        assert chart.title.startswith(f"{key}: ")
        assert f"Area under the curve: first {values[key]:.3f}." in chart.summary


def test_no_curves_without_true_cells(evaluate):
    model = evaluate("m", {"a": ([], [])}, {"a": []})
    for chart in (*precision_recall_charts([model], 100), f1_by_iou_chart([model])):
        assert chart.series == []
        assert "true" in chart.absent
