import numpy as np
import pytest

from mmcsam.report.charts.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Axis, Chart, Series
from mmcsam.report.charts.distribution_charts import (
    best_iou_chart,
    boundary_error_chart,
    count_chart,
)
from mmcsam.report.charts.quality_charts import (
    f1_by_iou_chart,
    f1_by_score_chart,
    precision_recall,
    precision_recall_charts,
)


@pytest.mark.parametrize(
    ("value", "whole", "ticks"),
    [
        (0, True, [0, 1]),
        (3, True, [0, 1, 2, 3]),
        (13, True, [0, 5, 10, 15]),
        (4000, True, [0, 1000, 2000, 3000, 4000]),
        (0.07, False, [0, 0.02, 0.04, 0.06, 0.08]),
    ],
)
def test_ticks_are_round_and_reach_the_value(value, whole, ticks):
    axis = Axis.upto("x", value, whole)
    assert axis.ticks == pytest.approx(ticks)
    assert axis.high == ticks[-1]


def test_places_in_the_picture():
    chart = Chart("t", "s", Axis.share("x"), Axis.share("y"))
    assert (chart.left(0), chart.left(1)) == (LEFT, WIDTH - RIGHT)
    assert (chart.top(0), chart.top(1)) == (HEIGHT - BOTTOM, TOP)
    assert chart.line(Series(0, [(0, 0), (1, 1)])) == "M48.0 206.0L348.0 12.0"
    assert chart.left(7) == WIDTH - RIGHT  # nothing is drawn outside


def test_area_under_precision_and_recall_is_ap(first, second):
    for model in (first, second):
        values = model.evaluation.values()
        curve = precision_recall(model.images, 100)
        assert curve.mean() == pytest.approx(values["AP"])
        assert curve[0].mean() == pytest.approx(values["AP50"])
        assert curve[5].mean() == pytest.approx(values["AP75"])


def test_precision_and_recall_by_random_predictions(evaluate):
    from mmcsam.structures.rle import encode_crop

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


def test_charts_of_two_models_have_two_series(first, second):
    models = [first, second]
    charts = [
        *precision_recall_charts(models, 100),
        f1_by_iou_chart(models),
        f1_by_score_chart(models),
        best_iou_chart(models),
        boundary_error_chart(models),
        count_chart(models),
    ]
    assert [[series.model for series in chart.series] for chart in charts] == [[0, 1]] * 8


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


def test_histogram_of_best_iou(first):
    chart = best_iou_chart([first])
    heights = dict(chart.series[0].points)
    assert max(heights.values()) == 2  # two cells at IoU 1
    steps = chart.series[0].points[1:-1:2]
    assert sum(count for _, count in steps) == 4
    assert "Median: first 0.83" in chart.summary


def test_far_boundary_errors_are_in_the_last_bar(first):
    chart = boundary_error_chart([first])
    steps = chart.series[0].points[1:-1:2]
    assert sum(count for _, count in steps) == 3


def test_counts_are_grouped(first):
    chart = count_chart([first])
    assert dict(zip(chart.series[0].points, chart.series[0].weights, strict=True)) == {
        (3, 3): 1,
        (1, 1): 1,
        (0, 0): 1,
    }
    assert chart.series[0].labels[0] == "first: 3 true, 3 predicted in a.png"
    assert "of 3 images: first 3" in chart.summary
